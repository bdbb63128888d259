"""Outages with the areas they touch, and how old the feed's word on them is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.outage import EstimateRecord, Outage, OutageKind, OutageOrigin
from bot.storage.tables.outage import OutageAreaRow, OutageFeedRow, OutageRow
from bot.storage.upsert import upsert

_FEED = "outages"
_OPEN = (OutageRow.restored_at.is_(None), OutageRow.withdrawn_at.is_(None))
_BATCH = 500


def of_areas(
    session: Session, *, area_codes: Collection[str], restored_since: datetime
) -> list[Outage]:
    """Outages of any of the areas that are open or were restored since, the oldest first."""
    touching = select(OutageAreaRow.outage_id).where(OutageAreaRow.area_code.in_(area_codes))
    recent = or_(
        OutageRow.restored_at >= restored_since,
        OutageRow.restored_at.is_(None) & OutageRow.withdrawn_at.is_(None),
    )
    return _all(session, OutageRow.outage_id.in_(touching), recent)


def by_ids(session: Session, *, outage_ids: Collection[str]) -> dict[str, Outage]:
    """Those of the outages that are known, by id."""
    ids, found = list(outage_ids), dict[str, Outage]()
    for start in range(0, len(ids), _BATCH):
        batch = _all(session, OutageRow.outage_id.in_(ids[start : start + _BATCH]))
        found |= {outage.outage_id: outage for outage in batch}
    return found


def open_of(session: Session, *, origin: OutageOrigin) -> list[Outage]:
    """Outages that go on or are still to come, of one origin."""
    return _all(session, OutageRow.origin == origin, *_OPEN)


def save(session: Session, *, outages: Iterable[Outage]) -> int:
    """Write outages with exactly these areas; returns how many."""
    rows, areas, ids = [], [], []
    for outage in outages:
        row = asdict(outage)
        ids.append(outage.outage_id)
        areas += [
            {"outage_id": outage.outage_id, "area_code": code} for code in row.pop("area_codes")
        ]
        rows.append(row)
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        session.execute(delete(OutageAreaRow).where(OutageAreaRow.outage_id.in_(batch)))
    written = upsert(session, OutageRow, rows=rows)
    upsert(session, OutageAreaRow, rows=areas)
    return written


def withdraw(
    session: Session, *, outage_ids: Collection[str], at: datetime, replaced_by: str | None = None
) -> None:
    """Take outages back without a word of restoration."""
    _change(session, outage_ids, {"withdrawn_at": at, "replaced_by": replaced_by})


def restore(session: Session, *, outage_ids: Collection[str], at: datetime) -> None:
    """Supply is back."""
    _change(session, outage_ids, {"restored_at": at})


def record(session: Session, *, kind: OutageKind, since: datetime) -> EstimateRecord:
    """How many restored outages of the kind had an estimate, and how many came back by then."""
    kept, count = session.execute(
        select(
            func.coalesce(
                func.sum(case((OutageRow.restored_at <= OutageRow.first_ends_at, 1), else_=0)), 0
            ),
            func.count(),
        ).where(
            OutageRow.kind == kind,
            OutageRow.restored_at >= since,
            OutageRow.first_ends_at.is_not(None),
        )
    ).one()
    return EstimateRecord(kept=int(kept), count=int(count))


def fed_at(session: Session) -> datetime | None:
    """When the newest word of the feed was right; None when it never spoke."""
    row = session.get(OutageFeedRow, _FEED)
    return row.as_of if row else None


def feed(session: Session, *, source: str, as_of: datetime) -> None:
    """Remember when the feed's word was right."""
    upsert(session, OutageFeedRow, rows=[{"feed": _FEED, "source": source, "as_of": as_of}])


def _change(session: Session, outage_ids: Collection[str], values: dict[str, Any]) -> None:
    session.execute(
        update(OutageRow)
        .where(OutageRow.outage_id.in_(outage_ids))
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _all(session: Session, *rules: ColumnElement[bool]) -> list[Outage]:
    rows = session.scalars(
        select(OutageRow)
        .where(*rules)
        .order_by(OutageRow.begins_at, OutageRow.outage_id)
        .execution_options(populate_existing=True)
    ).all()
    areas: dict[str, list[str]] = {row.outage_id: [] for row in rows}
    touched = select(OutageAreaRow.outage_id, OutageAreaRow.area_code).order_by(
        OutageAreaRow.area_code
    )
    ids = list(areas)
    for start in range(0, len(ids), _BATCH):
        batch = touched.where(OutageAreaRow.outage_id.in_(ids[start : start + _BATCH]))
        for outage_id, area_code in session.execute(batch):
            areas[outage_id].append(area_code)
    return [_outage(row, tuple(areas[row.outage_id])) for row in rows]


def _outage(row: OutageRow, area_codes: tuple[str, ...]) -> Outage:
    return Outage(
        outage_id=row.outage_id,
        kind=row.kind,
        scope=row.scope,
        area_codes=area_codes,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        first_ends_at=row.first_ends_at,
        restored_at=row.restored_at,
        withdrawn_at=row.withdrawn_at,
        replaced_by=row.replaced_by,
        cause=row.cause,
        crew=row.crew,
        source=row.source,
        origin=row.origin,
        as_of=row.as_of,
    )
