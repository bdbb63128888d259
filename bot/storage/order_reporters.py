"""Reporters: everyone who waits for a work order, or for an outage event without one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from bot.domain.work_order import Report, Reporter
from bot.storage.tables.work_order import ReporterRow
from bot.storage.upsert import insert_into


def add(session: Session, *, reporter: Reporter) -> bool:
    """Write a reporter; False when the key was used before, then nothing changes."""
    report = reporter.report
    added = session.execute(
        insert_into(session, ReporterRow)
        .values(
            key=reporter.key,
            number=reporter.number,
            event_id=reporter.event_id,
            conversation_id=report.conversation_id,
            account_no=report.account_no,
            place=report.place,
            areas=list(report.areas),
            phone=report.phone,
            symptom=report.symptom,
            description=report.description,
            life_support=report.life_support,
            joined_at=reporter.joined_at,
            left_at=reporter.left_at,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(ReporterRow.key)
    )
    return added.first() is not None


def by_key(session: Session, *, key: str) -> Reporter | None:
    """The reporter with this (hashed) key, or None."""
    return _first(session, select(ReporterRow).where(ReporterRow.key == key))


def in_conversation(session: Session, *, number: str, conversation_id: str) -> Reporter | None:
    """The conversation's report on an order, one that still waits before others, or None."""
    return _first(
        session,
        select(ReporterRow)
        .where(ReporterRow.number == number, ReporterRow.conversation_id == conversation_id)
        .order_by(ReporterRow.left_at.is_not(None), ReporterRow.joined_at.desc(), ReporterRow.key),
    )


def count_of_event(session: Session, *, event_id: str) -> int:
    """How many wait for an outage, with an order or without."""
    found = select(func.count()).where(
        ReporterRow.event_id == event_id, ReporterRow.left_at.is_(None)
    )
    return session.scalar(found) or 0


def events_of(session: Session, *, conversation_id: str) -> list[Reporter]:
    """The conversation's live reports that joined an outage event, newest first."""
    rows = session.scalars(
        select(ReporterRow)
        .where(
            ReporterRow.conversation_id == conversation_id,
            ReporterRow.event_id.is_not(None),
            ReporterRow.left_at.is_(None),
        )
        .order_by(ReporterRow.joined_at.desc(), ReporterRow.key)
        .execution_options(populate_existing=True)
    )
    return [_reporter(row) for row in rows]


def leave(session: Session, *, key: str, now: datetime) -> bool:
    """It is over for this reporter; False when it was before."""
    left = session.execute(
        update(ReporterRow)
        .where(ReporterRow.key == key, ReporterRow.left_at.is_(None))
        .values(left_at=now)
        .returning(ReporterRow.key)
        .execution_options(synchronize_session=False)
    )
    return left.first() is not None


def correct(session: Session, *, key: str, report: Report) -> None:
    """Another place or phone."""
    session.execute(
        update(ReporterRow)
        .where(ReporterRow.key == key)
        .values(place=report.place, areas=list(report.areas), phone=report.phone)
        .execution_options(synchronize_session=False)
    )


def attach(session: Session, *, number: str, event_id: str) -> None:
    """Everyone who waits for the order waits for the outage."""
    session.execute(
        update(ReporterRow)
        .where(ReporterRow.number == number)
        .values(event_id=event_id)
        .execution_options(synchronize_session=False)
    )


def _first(session: Session, query: Select[ReporterRow]) -> Reporter | None:
    row = session.scalars(query.limit(1).execution_options(populate_existing=True)).first()
    return _reporter(row) if row else None


def _reporter(row: ReporterRow) -> Reporter:
    return Reporter(
        key=row.key,
        number=row.number,
        event_id=row.event_id,
        report=Report(
            conversation_id=row.conversation_id,
            place=row.place,
            areas=tuple(row.areas),
            account_no=row.account_no,
            phone=row.phone,
            symptom=row.symptom,
            description=row.description,
            life_support=row.life_support,
        ),
        joined_at=row.joined_at,
        left_at=row.left_at,
    )
