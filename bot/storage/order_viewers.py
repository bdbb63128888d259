"""Viewers: conversations that opened a work order with its number and query code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.tables.work_order import OrderViewerRow
from bot.storage.upsert import upsert


def admit(session: Session, *, number: str, conversation_id: str, now: datetime) -> None:
    """The conversation may see the order from now on, for a while."""
    row = {"number": number, "conversation_id": conversation_id, "proven_at": now}
    upsert(session, OrderViewerRow, rows=[row])


def is_admitted(session: Session, *, number: str, conversation_id: str, since: datetime) -> bool:
    """Whether the conversation opened the order with its query code after `since`."""
    found = select(OrderViewerRow.number).where(
        OrderViewerRow.number == number,
        OrderViewerRow.conversation_id == conversation_id,
        OrderViewerRow.proven_at > since,
    )
    return session.scalar(found) is not None
