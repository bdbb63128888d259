"""Conversations that opened an application with its number and the phone's last four."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.tables.application import ApplicationViewerRow
from bot.storage.upsert import upsert


def give(session: Session, *, number: str, conversation_id: str, now: datetime) -> None:
    """The conversation may see the application from now on, or used that right just now."""
    row = {"number": number, "conversation_id": conversation_id, "last_used_at": now}
    upsert(session, ApplicationViewerRow, rows=[row])


def live(
    session: Session, *, number: str, conversation_id: str, now: datetime, idle: timedelta
) -> bool:
    """Whether the conversation's right was used within `idle`."""
    found = session.scalar(
        select(ApplicationViewerRow.number).where(
            ApplicationViewerRow.number == number,
            ApplicationViewerRow.conversation_id == conversation_id,
            ApplicationViewerRow.last_used_at > now - idle,
        )
    )
    return found is not None
