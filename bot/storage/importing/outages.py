"""The kind of file about outages: planned ones, and past ones for the record of estimates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy.orm import Session

from bot.domain.outage import Outage, OutageKind, OutageOrigin
from bot.domain.outage_entry import broken_rules
from bot.storage import outages
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, StagedRow, require
from bot.storage.importing.problem import BadCell, Problem
from bot.storage.importing.references import existing
from bot.storage.tables.grid import TransformerAreaRow

_BATCH = 500
_MOST_AREAS = 2_000
_BETWEEN = re.compile(r"[;；、|\s]+")
_CODE = cells.number_of()
_KINDS = {kind.value: kind for kind in (OutageKind.PLANNED, OutageKind.FAULT)}


def _kind(cell: str) -> OutageKind:
    found = _KINDS.get(cell.lower())
    if found is None:
        raise BadCell("unknown value", f"use one of: {', '.join(_KINDS)}")
    return found


def _area_codes(cell: str) -> tuple[str, ...]:
    codes = sorted({_CODE(code) for code in _BETWEEN.split(cell) if code})
    if not codes or len(codes) > _MOST_AREAS:
        raise BadCell("no list of areas", f"give 1 to {_MOST_AREAS} numbers, separated by ;")
    return tuple(codes)


def _outage(row: Row) -> Outage:
    return Outage(**row, origin=OutageOrigin.IMPORT)


def _check(row: Row) -> None:
    for broken in broken_rules(_outage(row)):
        column, _, reason = broken.partition(": ")
        require(False, reason, "correct it at its source", column=column)


def _areas_exist(session: Session, staged: Iterator[StagedRow]) -> Iterator[Problem]:
    while batch := list(islice(staged, _BATCH)):
        named = {code for _, row in batch for code in row["area_codes"]}
        known = existing(session, TransformerAreaRow.area_code, named)
        for line, row in batch:
            strange = [code for code in row["area_codes"] if code not in known]
            if strange:
                shown = ", ".join(strange[:3])
                yield Problem(
                    line, "area_codes", shown, "not known", "import it with `areas` first"
                )


def _save(session: Session, rows: Iterable[Row]) -> int:
    remaining, written = iter(rows), 0
    while batch := [_outage(row) for row in islice(remaining, _BATCH)]:
        known = outages.by_ids(session, outage_ids=[outage.outage_id for outage in batch])
        newer = [outage.after(known.get(outage.outage_id)) for outage in batch]
        written += outages.save(session, outages=newer)
    return written


OUTAGES = Kind(
    "outages",
    "planned outages, and past ones for the record of how well estimates held",
    (
        Column("outage_id", "停电编号", cells.number_of(longest=64), "number of the outage"),
        Column("kind", "停电类别", _kind, "`planned` or `fault`"),
        Column("scope", "停电范围", cells.words(longest=400), "where, in plain words"),
        Column("area_codes", "台区编号", _area_codes, "transformer areas, separated by `;`"),
        Column("begins_at", "停电时间", cells.instant, "when supply goes off"),
        Column(
            "ends_at",
            "预计来电时间",
            cells.instant,
            "planned end; for a past fault the estimate that was given first",
            optional=True,
        ),
        Column("restored_at", "实际来电时间", cells.instant, "when supply was back", optional=True),
        Column(
            "cause",
            "停电原因",
            cells.words(longest=400),
            "in plain words",
            optional=True,
            default="",
        ),
        Column("source", "信息来源", cells.words(longest=120), "who says so, in plain words"),
        Column("as_of", "截至时间", cells.instant, "when all this was right"),
    ),
    key=("outage_id",),
    save=_save,
    check=_check,
    check_all=_areas_exist,
    of_service=True,
)
