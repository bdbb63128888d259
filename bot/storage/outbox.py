"""The outbox: what must be told to someone, delivered once by the postman."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.outgoing import Outgoing, OutgoingStatus
from bot.storage.tables.service import OutgoingRow
from bot.storage.upsert import insert_into


def put(session: Session, *, outgoing: Outgoing) -> bool:
    """Write a message to deliver; False when its key was written before, then nothing changes."""
    added = session.execute(
        insert_into(session, OutgoingRow)
        .values(**asdict(outgoing))
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(OutgoingRow.key)
    )
    return added.first() is not None


def claim(
    session: Session, *, now: datetime, lasting: timedelta, limit: int = 50
) -> list[Outgoing]:
    """Take messages that are due; nobody else gets them for `lasting`, then they are due again.

    `attempts` counts the attempt that the caller is about to make.
    """
    rows = session.scalars(
        select(OutgoingRow)
        .where(OutgoingRow.status == OutgoingStatus.WAITING, OutgoingRow.next_attempt_at <= now)
        .order_by(OutgoingRow.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + lasting
    session.flush()
    return [_outgoing(row) for row in rows]


def sent(session: Session, *, key: str) -> None:
    """Delivered: never again, and what it said (a one-time code, say) is forgotten."""
    session.execute(_of(key).values(status=OutgoingStatus.SENT, body=""))


def retry(session: Session, *, key: str, at: datetime) -> None:
    """Not delivered: due again at `at`."""
    session.execute(_of(key).values(next_attempt_at=at))


def give_up(session: Session, *, key: str) -> None:
    """Not delivered and never will be."""
    session.execute(_of(key).values(status=OutgoingStatus.GIVEN_UP))


def find(session: Session, *, key: str) -> Outgoing | None:
    """The message with this key, or None."""
    row = session.get(OutgoingRow, key)
    return _outgoing(row) if row else None


def counts(session: Session) -> dict[OutgoingStatus, int]:
    """Number of messages in each status."""
    rows = session.execute(select(OutgoingRow.status, func.count()).group_by(OutgoingRow.status))
    return {row[0]: row[1] for row in rows}


def _of(key: str) -> Any:
    return (
        update(OutgoingRow)
        .where(OutgoingRow.key == key)
        .execution_options(synchronize_session=False)
    )


def _outgoing(row: OutgoingRow) -> Outgoing:
    return Outgoing(
        key=row.key,
        channel=row.channel,
        address=row.address,
        body=row.body,
        next_attempt_at=row.next_attempt_at,
        status=row.status,
        attempts=row.attempts,
    )
