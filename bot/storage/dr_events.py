"""Demand response programmes and their events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, select, update
from sqlalchemy.orm import Session

from bot.domain.account import SupplyClass
from bot.domain.demand_response import DrEvent, Flexibility, Programme
from bot.domain.period import Period
from bot.domain.source import Source
from bot.storage.tables.demand_response import DrEventRow, ProgrammeRow
from bot.storage.upsert import insert_into, table_of, upsert


def save_programmes(session: Session, *, programmes: Iterable[Programme]) -> int:
    """Write programmes, replacing those with the same id; returns how many."""
    return upsert(session, ProgrammeRow, rows=map(_programme_row, programmes))


def save_events(session: Session, *, events: Iterable[DrEvent]) -> int:
    """Write events, replacing those with the same id unless they were settled; returns how many.

    Whether an event was settled is ours to say and not the file's.
    """
    saved = 0
    for event in events:
        values = asdict(event)
        del values["settled_at"]
        statement = insert_into(session, DrEventRow).values(**values)
        statement = statement.on_conflict_do_update(
            index_elements=["event_id"],
            set_={name: statement.excluded[name] for name in values if name != "event_id"},
            where=table_of(DrEventRow).c.settled_at.is_(None),
        ).returning(DrEventRow.event_id)
        saved += session.execute(statement).first() is not None
    return saved


def programme(session: Session, *, programme_id: str) -> Programme | None:
    """The programme with this id, or None."""
    row = session.scalar(
        select(ProgrammeRow).where(ProgrammeRow.programme_id == programme_id),
        execution_options={"populate_existing": True},
    )
    return _programme(row) if row else None


def programmes(session: Session) -> list[Programme]:
    """Every programme, by id."""
    rows = session.scalars(
        select(ProgrammeRow).order_by(ProgrammeRow.programme_id),
        execution_options={"populate_existing": True},
    )
    return [_programme(row) for row in rows]


def find(session: Session, *, event_id: str) -> DrEvent | None:
    """The event with this id, or None."""
    found = _events(session, select(DrEventRow).where(DrEventRow.event_id == event_id))
    return found[0] if found else None


def ending_after(session: Session, *, at: datetime) -> list[DrEvent]:
    """Events that are not over at this instant and were not called off, the next one first."""
    return _events(
        session,
        select(DrEventRow)
        .where(DrEventRow.ends_at > at, DrEventRow.cancelled_at.is_(None))
        .order_by(DrEventRow.starts_at, DrEventRow.event_id),
    )


def unsettled(session: Session, *, ended_by: datetime) -> list[DrEvent]:
    """Events that are over and wait to be settled, the oldest first."""
    return _events(
        session,
        select(DrEventRow)
        .where(
            DrEventRow.ends_at <= ended_by,
            DrEventRow.settled_at.is_(None),
            DrEventRow.cancelled_at.is_(None),
        )
        .order_by(DrEventRow.ends_at, DrEventRow.event_id),
    )


def of_programme(session: Session, *, programme_id: str) -> list[DrEvent]:
    """Every event of a programme, the oldest first."""
    return _events(
        session,
        select(DrEventRow)
        .where(DrEventRow.programme_id == programme_id)
        .order_by(DrEventRow.starts_at, DrEventRow.event_id),
    )


def mark_settled(session: Session, *, event_id: str, now: datetime) -> bool:
    """Say that an event is settled; False when somebody was faster."""
    return _mark(session, event_id, "settled_at", now)


def cancel(session: Session, *, event_id: str, now: datetime) -> bool:
    """Call an event off; False when it is settled or was called off before."""
    return _mark(session, event_id, "cancelled_at", now)


def _mark(session: Session, event_id: str, column: str, now: datetime) -> bool:
    marked = session.execute(
        update(DrEventRow)
        .where(
            DrEventRow.event_id == event_id,
            DrEventRow.settled_at.is_(None),
            DrEventRow.cancelled_at.is_(None),
        )
        .values({column: now})
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", marked).rowcount == 1


def _events(session: Session, statement: Select[DrEventRow]) -> list[DrEvent]:
    rows = session.scalars(statement, execution_options={"populate_existing": True})
    return [
        DrEvent(
            event_id=row.event_id,
            programme_id=row.programme_id,
            name=row.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            reply_by=row.reply_by,
            target_w=row.target_w,
            cancelled_at=row.cancelled_at,
            settled_at=row.settled_at,
        )
        for row in rows
    ]


def _programme_row(item: Programme) -> dict[str, Any]:
    return {
        "programme_id": item.programme_id,
        "name": item.name,
        "region": item.region,
        "supply_classes": sorted(kind.value for kind in item.supply_classes),
        "valid_from": item.valid.start,
        "valid_to": item.valid.end,
        "yuan_per_kwh": item.yuan_per_kwh,
        "baseline": item.baseline,
        "least_share": item.least_share,
        "most_share": item.most_share,
        "least_w": item.least_w,
        "least_firm_w": item.least_firm_w,
        "events_a_month": item.events_a_month,
        "flexibility": asdict(item.flexibility),
        "source_title": item.source.title,
        "source_doc_no": item.source.doc_no,
        "source_url": item.source.url,
        "verified": item.verified,
    }


def _programme(row: ProgrammeRow) -> Programme:
    return Programme(
        programme_id=row.programme_id,
        name=row.name,
        region=row.region,
        supply_classes=frozenset(SupplyClass(kind) for kind in row.supply_classes),
        valid=Period(row.valid_from, row.valid_to),
        yuan_per_kwh=row.yuan_per_kwh,
        baseline=row.baseline,
        least_share=row.least_share,
        most_share=row.most_share,
        least_w=row.least_w,
        least_firm_w=row.least_firm_w,
        events_a_month=row.events_a_month,
        flexibility=Flexibility(**row.flexibility),
        source=Source(row.source_title, row.source_doc_no, row.source_url),
        verified=row.verified,
    )
