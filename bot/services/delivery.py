"""Delivery of the outbox: each message once, tried again with growing pauses, then given up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.outgoing import Outgoing, OutgoingStatus
from bot.domain.reply import Reply
from bot.storage import messages, outbox
from bot.storage.books import Books

_CLAIM = timedelta(minutes=2)
"""A message taken by a postman who died is due again after this."""
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 8


class Sender(Protocol):
    """What carries messages on one channel."""

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Hand over, or raise; a key handed over twice is delivered once."""


@dataclass(frozen=True)
class Delivery:
    """One attempt: `sent`, `retry` or `given_up`."""

    channel: str
    outcome: str
    error: Exception | None = None


class ChatSender:
    """Carries messages into conversations: the address is the conversation, the log the truth."""

    def __init__(self, *, books: Books, now: Callable[[], datetime]) -> None:
        self._books = books
        self._now = now

    def send(self, *, phone: str, text: str, key: str) -> None:
        """Write the message into the conversation `phone` names, once for each key.

        Raises:
            LookupError: there is no such conversation.
        """
        cid = hashlib.sha256(key.encode()).hexdigest()
        with self._books.service() as session:
            messages.announce(
                session, conversation_id=phone, key=cid, reply=Reply(text), now=self._now()
            )


def deliver_due(
    books: Books, *, senders: Mapping[str, Sender], now: datetime, limit: int = 50
) -> list[Delivery]:
    """Try every message that is due; each attempt's outcome is kept before the next begins."""
    with books.service() as session:
        due = outbox.claim(session, now=now, lasting=_CLAIM, limit=limit)
    return [_deliver(books, outgoing, senders, now) for outgoing in due]


def standing(books: Books) -> dict[OutgoingStatus, int]:
    """How many messages wait, are sent, or were given up."""
    with books.service(writing=False) as session:
        return outbox.counts(session)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many failures: 5 s, doubling, at most an hour."""
    doubled: timedelta = _FIRST_PAUSE * 2 ** (attempts - 1)
    return min(doubled, _LONGEST_PAUSE)


def _deliver(
    books: Books, outgoing: Outgoing, senders: Mapping[str, Sender], now: datetime
) -> Delivery:
    sender = senders.get(outgoing.channel)
    try:
        if sender is None:
            raise LookupError("no sender for this channel")
        sender.send(phone=outgoing.address, text=outgoing.body, key=outgoing.key)
    except Exception as error:
        with books.service() as session:
            if outgoing.attempts >= MOST_ATTEMPTS:
                outbox.give_up(session, key=outgoing.key)
                return Delivery(outgoing.channel, "given_up", error)
            outbox.retry(session, key=outgoing.key, at=now + pause_after(outgoing.attempts))
        return Delivery(outgoing.channel, "retry", error)
    with books.service() as session:
        outbox.sent(session, key=outgoing.key)
    return Delivery(outgoing.channel, "sent")
