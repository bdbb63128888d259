"""Grants: which accounts a conversation has proven to be its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bot.domain.identity import Grant, ProofMethod
from bot.storage.tables.service import GrantRow
from bot.storage.upsert import upsert


def give(
    session: Session, *, conversation_id: str, account_no: str, method: ProofMethod, now: datetime
) -> None:
    """Record a proof; a new proof of the same account starts afresh."""
    row = {
        "conversation_id": conversation_id,
        "account_no": account_no,
        "method": method,
        "verified_at": now,
        "last_used_at": now,
        "revoked_at": None,
    }
    upsert(session, GrantRow, rows=[row])


def live(session: Session, *, conversation_id: str, now: datetime, idle: timedelta) -> list[Grant]:
    """Grants neither revoked nor unused for `idle`, the most recently used first; one query."""
    rows = session.scalars(
        select(GrantRow)
        .where(
            GrantRow.conversation_id == conversation_id,
            GrantRow.revoked_at.is_(None),
            GrantRow.last_used_at > now - idle,
        )
        .order_by(GrantRow.last_used_at.desc(), GrantRow.account_no)
    )
    return [
        Grant(row.conversation_id, row.account_no, row.method, row.verified_at, row.last_used_at)
        for row in rows
    ]


def touch(session: Session, *, conversation_id: str, account_no: str, now: datetime) -> None:
    """The grant was used just now."""
    session.execute(
        update(GrantRow)
        .where(GrantRow.conversation_id == conversation_id, GrantRow.account_no == account_no)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def revoke(session: Session, *, conversation_id: str, now: datetime) -> int:
    """End every grant of the conversation; returns how many were live."""
    ended = session.execute(
        update(GrantRow)
        .where(GrantRow.conversation_id == conversation_id, GrantRow.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", ended).rowcount
