"""Conversations: who owns each of them and which worker holds it at the moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Update, bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.conversation import Conversation, Owner
from bot.storage.tables.columns import Instant
from bot.storage.tables.service import ConversationRow
from bot.storage.upsert import insert_into, table_of

_TABLE = table_of(ConversationRow)
# Prepared once: building a statement costs ten times what running it does, and these run
# several times in every turn.
_FIND = select(_TABLE).where(_TABLE.c.conversation_id == bindparam("of"))
_ACQUIRE = (
    update(_TABLE)
    .where(
        _TABLE.c.conversation_id == bindparam("of"),
        or_(
            _TABLE.c.lease_until.is_(None),
            _TABLE.c.lease_until <= bindparam("now", type_=Instant),
            _TABLE.c.lease_holder == bindparam("holder"),
        ),
    )
    .values(lease_holder=bindparam("holder"), lease_until=bindparam("until", type_=Instant))
)
_RELEASE = (
    update(_TABLE)
    .where(
        _TABLE.c.conversation_id == bindparam("of"), _TABLE.c.lease_holder == bindparam("holder")
    )
    .values(lease_holder=None, lease_until=None)
)


def open_(
    session: Session,
    *,
    conversation_id: str,
    channel: str,
    now: datetime,
    visitor_hash: str | None = None,
) -> None:
    """Start a conversation owned by the bot; nothing happens when it exists already."""
    row = {
        "conversation_id": conversation_id,
        "channel": channel,
        "visitor_hash": visitor_hash,
        "owner": Owner.BOT,
        "last_seq": 0,
        "created_at": now,
        "last_at": now,
    }
    statement = insert_into(session, ConversationRow)
    session.execute(statement.on_conflict_do_nothing(index_elements=["conversation_id"]), row)


def find(session: Session, *, conversation_id: str) -> Conversation | None:
    """The conversation, or None."""
    found = session.connection().execute(_FIND, {"of": conversation_id})
    return _conversation(found.one_or_none())


def of_visitor(session: Session, *, visitor_hash: str) -> Conversation | None:
    """The conversation bound to a visitor's secret (by its hash), or None."""
    return _conversation(
        session.scalar(select(ConversationRow).where(ConversationRow.visitor_hash == visitor_hash))
    )


def last_seqs(session: Session, *, conversation_ids: Sequence[str]) -> dict[str, int]:
    """Number of the newest message of each of these conversations that exists."""
    rows = session.execute(
        select(ConversationRow.conversation_id, ConversationRow.last_seq).where(
            ConversationRow.conversation_id.in_(conversation_ids)
        )
    )
    return {row.conversation_id: row.last_seq for row in rows}


def set_owner(session: Session, *, conversation_id: str, owner: Owner) -> None:
    """Hand the conversation over; only `services.handoff` decides that."""
    session.execute(_of(conversation_id).values(owner=owner))


def acquire(
    session: Session, *, conversation_id: str, holder: str, now: datetime, lasting: timedelta
) -> bool:
    """Take or renew the lease on a conversation; False while another worker holds it.

    A lease that has run out may be taken over, so a worker that died blocks nobody for long.
    """
    taken = session.connection().execute(
        _ACQUIRE, {"of": conversation_id, "holder": holder, "now": now, "until": now + lasting}
    )
    return taken.rowcount == 1


def release(session: Session, *, conversation_id: str, holder: str) -> None:
    """Give the lease back; nothing happens when another worker has it by now."""
    session.connection().execute(_RELEASE, {"of": conversation_id, "holder": holder})


def _of(conversation_id: str) -> Update:
    return (
        update(ConversationRow)
        .where(ConversationRow.conversation_id == conversation_id)
        .execution_options(synchronize_session=False)
    )


def _conversation(row: ConversationRow | Row[Any] | None) -> Conversation | None:
    if row is None:
        return None
    return Conversation(
        conversation_id=row.conversation_id,
        channel=row.channel,
        owner=row.owner,
        last_seq=row.last_seq,
        created_at=row.created_at,
        last_at=row.last_at,
    )
