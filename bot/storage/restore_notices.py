"""Restore notices: who asked to be told when an outage is over, and who was told."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, select, update
from sqlalchemy.orm import Session

from bot.domain.restore_notice import RestoreNotice
from bot.storage.tables.work_order import RestoreNoticeRow
from bot.storage.upsert import upsert


def ask(session: Session, *, notice: RestoreNotice) -> None:
    """Record the consent; asking again takes the new phone and counts anew."""
    row = {**asdict(notice), "withdrawn_at": None, "told_at": None}
    upsert(session, RestoreNoticeRow, rows=[row])


def find(session: Session, *, event_id: str, conversation_id: str) -> RestoreNotice | None:
    """The consent that waits for the event to end, or None."""
    row = session.get(RestoreNoticeRow, (event_id, conversation_id), populate_existing=True)
    waits = row is not None and row.told_at is None and row.withdrawn_at is None
    return _notice(row) if row is not None and waits else None


def waiting(session: Session, *, event_id: str, lock: bool = False) -> list[RestoreNotice]:
    """Everyone still to be told, who asked first first; `lock` keeps others from telling them."""
    found = (
        select(RestoreNoticeRow)
        .where(
            RestoreNoticeRow.event_id == event_id,
            RestoreNoticeRow.withdrawn_at.is_(None),
            RestoreNoticeRow.told_at.is_(None),
        )
        .order_by(RestoreNoticeRow.asked_at, RestoreNoticeRow.conversation_id)
        .execution_options(populate_existing=True)
    )
    rows = session.scalars(found.with_for_update() if lock else found)
    return [_notice(row) for row in rows]


def awaited(session: Session) -> list[str]:
    """Events whose end somebody still waits to be told."""
    return list(
        session.scalars(
            select(RestoreNoticeRow.event_id)
            .where(RestoreNoticeRow.withdrawn_at.is_(None), RestoreNoticeRow.told_at.is_(None))
            .distinct()
        )
    )


def withdraw(session: Session, *, event_id: str, conversation_id: str, now: datetime) -> bool:
    """Take the consent back; False when there is none that waits."""
    statement = _waiting_of(event_id, conversation_id).values(withdrawn_at=now)
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1


def told(session: Session, *, event_id: str, conversation_id: str, now: datetime) -> None:
    """The message is in the outbox; the consent is used up."""
    session.execute(_waiting_of(event_id, conversation_id).values(told_at=now))


def _waiting_of(event_id: str, conversation_id: str) -> Update:
    return (
        update(RestoreNoticeRow)
        .where(
            RestoreNoticeRow.event_id == event_id,
            RestoreNoticeRow.conversation_id == conversation_id,
            RestoreNoticeRow.withdrawn_at.is_(None),
            RestoreNoticeRow.told_at.is_(None),
        )
        .execution_options(synchronize_session=False)
    )


def _notice(row: RestoreNoticeRow) -> RestoreNotice:
    return RestoreNotice(row.event_id, row.conversation_id, row.phone, row.asked_at)
