"""The log of every conversation: numbered without gaps, each message written once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.domain.conversation import Message, Speaker
from bot.domain.reply import Button, Reply
from bot.storage.tables.columns import Instant
from bot.storage.tables.service import ConversationRow, MessageRow
from bot.storage.upsert import table_of

_LOG = table_of(MessageRow)
_CONVERSATIONS = table_of(ConversationRow)
_MINE = _LOG.c.conversation_id == bindparam("of")
# Prepared once: building a statement costs ten times what running it does, and these run
# several times in every turn.
_RECEIVE = {
    name: dialect.insert(_LOG)
    .on_conflict_do_nothing(index_elements=["conversation_id", "cid"])
    .returning(_LOG.c.seq)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_APPEND = insert(_LOG)
_MARK_ANSWERED = update(_LOG).where(_MINE, _LOG.c.seq == bindparam("the_seq")).values(answered=True)
_AFTER = (
    select(_LOG)
    .where(_MINE, _LOG.c.seq > bindparam("the_seq"))
    .order_by(_LOG.c.seq)
    .limit(bindparam("most", type_=Integer))
)
_WAITING = select(_LOG).where(_LOG.c.answered.is_(False), _MINE).order_by(_LOG.c.seq)
_NUMBER = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.conversation_id == bindparam("of"))
    .values(
        last_seq=_CONVERSATIONS.c.last_seq + bindparam("count"),
        last_at=bindparam("now", type_=Instant),
    )
    .returning(_CONVERSATIONS.c.last_seq)
)


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
    connection = session.connection()
    statement = _RECEIVE[connection.dialect.name]
    if connection.execute(statement, _row(message)).first():
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
        session.connection().execute(_APPEND, [_row(message) for message in messages])
    if answers is not None:
        mark_answered(session, conversation_id=conversation_id, seq=answers)
    return messages


def announce(
    session: Session, *, conversation_id: str, key: str, reply: Reply, now: datetime
) -> bool:
    """Write something nobody asked for just now; the same `key` again writes nothing.

    Returns whether it is new.

    Raises:
        LookupError: there is no such conversation.
    """
    seq = _number(session, conversation_id, count=1, now=now)
    message = Message(conversation_id, seq, Speaker.BOT, now, reply, cid=key)
    connection = session.connection()
    if connection.execute(_RECEIVE[connection.dialect.name], _row(message)).first():
        return True
    _number(session, conversation_id, count=-1, now=now)
    return False


def mark_answered(session: Session, *, conversation_id: str, seq: int) -> None:
    """The customer's message no longer waits for an answer."""
    session.connection().execute(_MARK_ANSWERED, {"of": conversation_id, "the_seq": seq})


def after(session: Session, *, conversation_id: str, seq: int, limit: int = 500) -> list[Message]:
    """Messages that follow number `seq`, in order; `seq=0` starts at the beginning."""
    values = {"of": conversation_id, "the_seq": seq, "most": limit}
    rows = session.connection().execute(_AFTER, values)
    return [_message(row) for row in rows]


def waiting(session: Session, *, conversation_id: str) -> list[Message]:
    """The customer's messages that wait for an answer, in order."""
    rows = session.connection().execute(_WAITING, {"of": conversation_id})
    return [_message(row) for row in rows]


def blot(session: Session, *, conversation_id: str, secret: re.Pattern[str]) -> None:
    """Take a secret out of the customer's messages that wait for an answer."""
    for message in waiting(session, conversation_id=conversation_id):
        text = secret.sub("****", message.reply.text)
        if text != message.reply.text:
            blotted = update(_LOG).where(_MINE, _LOG.c.seq == message.seq).values(text=text)
            session.connection().execute(blotted, {"of": conversation_id})


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
    values = {"of": conversation_id, "count": count, "now": now}
    last: int | None = session.connection().execute(_NUMBER, values).scalar()
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


def _message(row: MessageRow | Row[Any]) -> Message:
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
