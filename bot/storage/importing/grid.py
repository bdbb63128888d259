"""Kinds of file about the grid: transformer areas, the premises they supply, place names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from sqlalchemy.orm import Session

from bot.domain.place import PlaceKind
from bot.storage import gazetteer
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, require
from bot.storage.importing.problem import BadCell
from bot.storage.tables.billing import PremiseRow
from bot.storage.tables.grid import (
    FeederRow,
    PlaceRow,
    SubstationRow,
    SupplyRow,
    TransformerAreaRow,
)
from bot.storage.upsert import upsert

_BATCH = 1_000
_LONGEST_NAME = 60
_BETWEEN = re.compile(r"[;；、|]")
_NAME = cells.words(longest=_LONGEST_NAME)
AREA_CODE = Column(
    "area_code",
    "台区编号",
    cells.number_of(),
    "transformer area",
    refers_to=TransformerAreaRow.area_code,
    refers_kind="areas",
)


def _save_areas(session: Session, rows: Iterable[Row]) -> int:
    remaining, written = iter(rows), 0
    while batch := list(islice(remaining, _BATCH)):
        upsert(session, SubstationRow, rows=[_renamed(row, "substation") for row in batch])
        upsert(
            session,
            FeederRow,
            rows=[
                {**_renamed(row, "feeder"), "substation_code": row["substation_code"]}
                for row in batch
            ],
        )
        written += upsert(
            session,
            TransformerAreaRow,
            rows=[{**_renamed(row, "area"), "feeder_code": row["feeder_code"]} for row in batch],
        )
    return written


def _renamed(row: Row, noun: str) -> Row:
    return {f"{noun}_code": row[f"{noun}_code"], "name": row[f"{noun}_name"]}


def _save_supplies(session: Session, rows: Iterable[Row]) -> int:
    return upsert(session, SupplyRow, rows=rows)


def _save_places(session: Session, rows: Iterable[Row]) -> int:
    written = upsert(session, PlaceRow, rows=rows)
    gazetteer.touch(session)
    return written


def _aliases(cell: str) -> list[str]:
    """Other names, separated by ; or 、."""
    names = [name.strip() for name in _BETWEEN.split(cell)]
    if len(names) > 20:
        raise BadCell("more than 20 names", "keep those that people use")
    return [_NAME(name) for name in names if name]


def _check_place(row: Row) -> None:
    require(
        row["last_no"] is None or row["last_no"] >= row["first_no"],
        "the last number is below the first",
        "check that the columns are not swapped",
        column="last_no",
    )


AREAS = Kind(
    "areas",
    "transformer areas (台区) with the feeder and the substation of each",
    (
        Column("area_code", "台区编号", cells.number_of(), "number of the transformer area"),
        Column("area_name", "台区名称", cells.words(longest=120), "its name in plain words"),
        Column("feeder_code", "线路编号", cells.number_of(), "number of its line"),
        Column("feeder_name", "线路名称", cells.words(longest=120), "name of the line"),
        Column("substation_code", "变电站编号", cells.number_of(), "number of the substation"),
        Column("substation_name", "变电站名称", cells.words(longest=120), "name of the substation"),
    ),
    key=("area_code",),
    save=_save_areas,
    of_service=True,
)

SUPPLIES = Kind(
    "supplies",
    "which transformer area supplies a premise",
    (
        Column(
            "premise_no",
            "用电地点编号",
            cells.number_of(),
            "number of the place as `accounts` has it; the account number where that was empty",
            refers_to=PremiseRow.premise_no,
            refers_kind="accounts",
        ),
        AREA_CODE,
    ),
    key=("premise_no",),
    save=_save_supplies,
    of_service=True,
)

PLACES = Kind(
    "places",
    "names of estates, roads, villages and landmarks, and the transformer area of each",
    (
        Column("name", "地名", _NAME, "as people say it, without town and numbers"),
        Column(
            "kind",
            "地名类别",
            cells.one_of(PlaceKind),
            "`estate`, `road`, `village`, `industrial` or `landmark`",
        ),
        AREA_CODE,
        Column(
            "aliases",
            "别名",
            _aliases,
            "other names, separated by `;` or `、`",
            optional=True,
            default=[],
        ),
        Column(
            "district",
            "所属乡镇街道",
            _NAME,
            "town or street office; tells places of one name apart",
            optional=True,
            default="",
        ),
        Column(
            "first_no",
            "起始号",
            cells.integer(least=0, most=99_999),
            "first building (estate) or house number (others) of the part; empty for all",
            optional=True,
            default=0,
        ),
        Column(
            "last_no",
            "截止号",
            cells.integer(least=0, most=99_999),
            "last one of the part; empty when there is no upper end",
            optional=True,
        ),
    ),
    key=("district", "name", "area_code", "first_no"),
    save=_save_places,
    check=_check_place,
    of_service=True,
)
