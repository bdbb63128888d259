"""A conversation's log and turns: every message is written once and answered by one worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.domain.conversation import Message, Owner, Speaker
from bot.domain.reply import Reply
from bot.storage import conversations, messages
from bot.storage.books import Books, Session


@dataclass(frozen=True)
class Worker:
    """Who answers: a name no other process has, and how long it holds a conversation."""

    name: str
    lease: timedelta


@dataclass(frozen=True)
class Received:
    """A customer's message as the log has it."""

    message: Message
    is_new: bool
    """False when the same `cid` was received before; nothing was written then."""
    turn: Message | None
    """The message to answer now; None while another worker or a person has the conversation."""


@dataclass(frozen=True)
class Answered:
    """What became of a turn."""

    written: tuple[Message, ...]
    """The replies as the log has them; empty when another worker had taken the turn over."""
    next: Message | None
    """The message to answer next; the lease is kept for it."""


def receive(
    books: Books,
    *,
    conversation_id: str,
    channel: str,
    cid: str,
    text: str,
    payload: str | None,
    worker: Worker,
    now: datetime,
) -> Received:
    """Write a customer's message and take its turn when nobody else has it.

    A `payload` is kept only when a button of this conversation was issued with it; otherwise
    the message is what its `text` says.
    """
    with books.service() as session:
        if payload is not None and not messages.issued(
            session, conversation_id=conversation_id, payload=payload
        ):
            payload = None
        write = partial(
            messages.receive,
            session,
            conversation_id=conversation_id,
            cid=cid,
            text=text,
            now=now,
            payload=payload,
        )
        try:
            message, is_new = write()
        except LookupError:
            conversations.open_(session, conversation_id=conversation_id, channel=channel, now=now)
            message, is_new = write()
        turn = _take(session, conversation_id, worker, now) if not message.answered else None
    return Received(message, is_new, turn)


def take(books: Books, *, conversation_id: str, worker: Worker, now: datetime) -> Message | None:
    """Take the lease and the oldest message that waits; None when there is nothing to do here."""
    with books.service() as session:
        return _take(session, conversation_id, worker, now)


def answer(
    books: Books,
    *,
    message: Message,
    replies: Sequence[Reply],
    worker: Worker,
    now: datetime,
) -> Answered:
    """Write the replies and mark the message answered, both or neither.

    Nothing is written when the lease was lost meanwhile: its new holder answers instead.
    """
    conversation_id = message.conversation_id
    with books.service() as session:
        waiting = _waiting(session, conversation_id, worker, now)
        if not any(other.seq == message.seq for other in waiting):
            return Answered((), _next(session, conversation_id, waiting, worker))
        written = messages.append(
            session,
            conversation_id=conversation_id,
            speaker=Speaker.BOT,
            replies=replies,
            now=now,
            answers=message.seq,
        )
        rest = [other for other in waiting if other.seq != message.seq]
        following = _next(session, conversation_id, rest, worker)
    return Answered(tuple(written), following)


def leave(books: Books, *, conversation_id: str, worker: Worker) -> None:
    """Give the lease back with the work unfinished, so that another worker may go on at once."""
    with books.service() as session:
        conversations.release(session, conversation_id=conversation_id, holder=worker.name)


def replies_to(books: Books, *, conversation_id: str, seq: int) -> list[Message] | None:
    """What was answered to the customer's message `seq`; None while it waits."""
    with books.service(writing=False) as session:
        return messages.replies_to(session, conversation_id=conversation_id, seq=seq)


def after(books: Books, *, conversation_id: str, seq: int) -> list[Message]:
    """The log that follows number `seq`, in order, at most a page of it."""
    with books.service(writing=False) as session:
        return messages.after(session, conversation_id=conversation_id, seq=seq)


def last_seq(books: Books, *, conversation_id: str) -> int:
    """Number of the newest message; 0 when there is none."""
    with books.service(writing=False) as session:
        known = conversations.find(session, conversation_id=conversation_id)
    return known.last_seq if known else 0


def last_seqs(books: Books, *, conversation_ids: Iterable[str]) -> dict[str, int]:
    """Number of the newest message of each of these conversations that exists."""
    with books.service(writing=False) as session:
        return conversations.last_seqs(session, conversation_ids=list(conversation_ids))


def left_waiting(books: Books, *, now: datetime) -> list[str]:
    """Conversations with a message that waits and no worker that holds them."""
    with books.service(writing=False) as session:
        return messages.conversations_waiting(session, unheld_at=now)


def _take(session: Session, conversation_id: str, worker: Worker, now: datetime) -> Message | None:
    waiting = _waiting(session, conversation_id, worker, now)
    return _next(session, conversation_id, waiting, worker)


def _waiting(
    session: Session, conversation_id: str, worker: Worker, now: datetime
) -> list[Message]:
    """What waits for this worker; nothing while another one holds the conversation."""
    held = conversations.acquire(
        session,
        conversation_id=conversation_id,
        holder=worker.name,
        now=now,
        lasting=worker.lease,
    )
    return messages.waiting(session, conversation_id=conversation_id) if held else []


def _next(
    session: Session, conversation_id: str, waiting: Sequence[Message], worker: Worker
) -> Message | None:
    """The first of what waits; the lease is given back when the bot has nothing to say."""
    if waiting:
        known = conversations.find(session, conversation_id=conversation_id)
        if known and known.owner is Owner.BOT:
            return waiting[0]
    # While a person has the conversation nothing waits for the bot.
    for message in waiting:
        messages.mark_answered(session, conversation_id=conversation_id, seq=message.seq)
    conversations.release(session, conversation_id=conversation_id, holder=worker.name)
    return None
