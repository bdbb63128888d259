"""The log of every conversation: numbered without gaps, each message written once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.conversation import Message, Speaker
from bot.domain.reply import Button, Reply
from bot.storage.tables.service import ConversationRow, MessageRow
from bot.storage.upsert import insert_into


def receive(
    session: Session,
    *,
    conversation_id: str,
    cid: str | None,
    text: str,
    now: datetime,
    payload: str | None = None,
) -> tuple[Message, bool]:
    """Write a customer's message, waiting for its answer; (message, whether it is new).

    The same `cid` again gives the message that was written the first time and False.

    Raises:
        LookupError: there is no such conversation.
    """
    seq = _number(session, conversation_id, count=1, now=now)
    message = Message(
        conversation_id, seq, Speaker.CUSTOMER, now, Reply(text), cid, payload, answered=False
    )
    written = session.execute(
        insert_into(session, MessageRow)
        .values(**_row(message))
        .on_conflict_do_nothing(index_elements=["conversation_id", "cid"])
        .returning(MessageRow.seq)
    ).first()
    if written:
        return message, True
    _number(session, conversation_id, count=-1, now=now)
    known = session.scalars(
        select(MessageRow).where(
            MessageRow.conversation_id == conversation_id, MessageRow.cid == cid
        )
    ).one()
    return _message(known), False


def append(
    session: Session,
    *,
    conversation_id: str,
    speaker: Speaker,
    replies: Sequence[Reply],
    now: datetime,
    answers: int | None = None,
) -> list[Message]:
    """Write what the bot, an agent or the system says, in order.

    `answers` is the number of the customer's message that this answers: it stops waiting.

    Raises:
        LookupError: there is no such conversation.
    """
    last = _number(session, conversation_id, count=len(replies), now=now)
    first = last - len(replies) + 1
    messages = [
        Message(conversation_id, seq, speaker, now, reply, in_reply_to=answers)
        for seq, reply in enumerate(replies, start=first)
    ]
    if messages:
        session.execute(insert(MessageRow), [_row(message) for message in messages])
    if answers is not None:
        mark_answered(session, conversation_id=conversation_id, seq=answers)
    return messages


def mark_answered(session: Session, *, conversation_id: str, seq: int) -> None:
    """The customer's message no longer waits for an answer."""
    session.execute(
        update(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.seq == seq)
        .values(answered=True)
        .execution_options(synchronize_session=False)
    )


def after(session: Session, *, conversation_id: str, seq: int, limit: int = 500) -> list[Message]:
    """Messages that follow number `seq`, in order; `seq=0` starts at the beginning."""
    rows = session.scalars(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.seq > seq)
        .order_by(MessageRow.seq)
        .limit(limit)
    )
    return [_message(row) for row in rows]


def waiting(session: Session, *, conversation_id: str) -> list[Message]:
    """The customer's messages that wait for an answer, in order."""
    rows = session.scalars(
        select(MessageRow)
        .where(MessageRow.answered.is_(False), MessageRow.conversation_id == conversation_id)
        .order_by(MessageRow.seq)
    )
    return [_message(row) for row in rows]


def replies_to(session: Session, *, conversation_id: str, seq: int) -> list[Message] | None:
    """What was answered to the customer's message `seq`; None while it waits or is unknown."""
    rows = session.scalars(
        select(MessageRow)
        .where(
            MessageRow.conversation_id == conversation_id,
            or_(MessageRow.seq == seq, MessageRow.in_reply_to == seq),
        )
        .order_by(MessageRow.seq)
    ).all()
    if not rows or not rows[0].answered:
        return None
    return [_message(row) for row in rows if row.in_reply_to == seq]


def issued(session: Session, *, conversation_id: str, payload: str) -> bool:
    """Whether a button with this payload was ever offered in the conversation."""
    offers = session.scalars(
        select(MessageRow.buttons)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.buttons.is_not(None))
        .order_by(MessageRow.seq.desc())
    )
    return any(button["payload"] == payload for buttons in offers for button in buttons or ())


def conversations_waiting(
    session: Session, *, unheld_at: datetime | None = None, limit: int = 100
) -> list[str]:
    """Conversations with a message that waits; with `unheld_at` only those no worker holds then."""
    statement = select(MessageRow.conversation_id).where(MessageRow.answered.is_(False)).distinct()
    if unheld_at:
        statement = statement.join(
            ConversationRow, ConversationRow.conversation_id == MessageRow.conversation_id
        ).where(
            or_(ConversationRow.lease_until.is_(None), ConversationRow.lease_until <= unheld_at)
        )
    return list(session.scalars(statement.limit(limit)))


def _number(session: Session, conversation_id: str, *, count: int, now: datetime) -> int:
    """Take `count` numbers and return the last; the row lock keeps other writers waiting."""
    last: int | None = session.scalar(
        update(ConversationRow)
        .where(ConversationRow.conversation_id == conversation_id)
        .values(last_seq=ConversationRow.last_seq + count, last_at=now)
        .returning(ConversationRow.last_seq)
        .execution_options(synchronize_session=False)
    )
    if last is None:
        raise LookupError("no such conversation")
    return last


def _row(message: Message) -> dict[str, Any]:
    reply = message.reply
    return {
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "cid": message.cid,
        "speaker": message.speaker,
        "text": reply.text,
        "buttons": [asdict(button) for button in reply.buttons] or None,
        "image": reply.image,
        "card": reply.card,
        "provenance": reply.provenance or None,
        "payload": message.payload,
        "in_reply_to": message.in_reply_to,
        "at": message.at,
        "answered": message.answered,
    }


def _message(row: MessageRow) -> Message:
    return Message(
        conversation_id=row.conversation_id,
        seq=row.seq,
        speaker=row.speaker,
        at=row.at,
        reply=Reply(
            text=row.text,
            buttons=tuple(Button(**button) for button in row.buttons or ()),
            image=row.image,
            card=row.card,
            provenance=row.provenance or {},
        ),
        cid=row.cid,
        payload=row.payload,
        answered=row.answered,
        in_reply_to=row.in_reply_to,
    )
