"""The outbox and the demo provider's inbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.outgoing import Outgoing, OutgoingStatus, Sms
from bot.domain.period import SHANGHAI
from bot.storage import outbox, sms
from bot.storage.books import Books, Session

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
CODE = Outgoing("code:c:1", "sms", "13805910001", "验证码 123456", NOW)


def keys(session: Session, now: datetime) -> list[str]:
    return [item.key for item in outbox.claim(session, now=now, lasting=MINUTE)]


def test_a_key_is_written_once(books: Books) -> None:
    """The second message under a key is not sent, whatever it says."""
    with books.service() as session:
        first = outbox.put(session, outgoing=CODE)
        second = outbox.put(session, outgoing=replace(CODE, body="another"))

        assert (first, second) == (True, False)
        assert outbox.find(session, key=CODE.key) == CODE


def test_a_claimed_message_is_nobody_elses_for_a_while(books: Books) -> None:
    """If its postman dies it becomes due again, and the attempt has been counted."""
    with books.service() as session:
        outbox.put(session, outgoing=CODE)
        outbox.put(session, outgoing=replace(CODE, key="later", next_attempt_at=NOW + MINUTE / 2))

    with books.service() as session:
        claimed = outbox.claim(session, now=NOW, lasting=MINUTE)
    with books.service() as session:
        assert [(item.key, item.attempts) for item in claimed] == [(CODE.key, 1)]
        assert keys(session, NOW) == []
        assert keys(session, NOW + MINUTE / 2) == ["later"]
        assert keys(session, NOW + MINUTE) == [CODE.key]


def test_what_was_sent_or_given_up_is_over(books: Books) -> None:
    """Only a retry makes a message due again."""
    with books.service() as session:
        for key in ("sent", "retry", "given up"):
            outbox.put(session, outgoing=replace(CODE, key=key))
        keys(session, NOW)
        outbox.sent(session, key="sent")
        outbox.retry(session, key="retry", at=NOW + 5 * MINUTE)
        outbox.give_up(session, key="given up")

        assert keys(session, NOW + 4 * MINUTE) == []
        assert keys(session, NOW + 5 * MINUTE) == ["retry"]
        gone = outbox.find(session, key="given up")
        assert gone is not None
        assert gone.status is OutgoingStatus.GIVEN_UP


def test_what_a_sent_message_said_is_forgotten(books: Books) -> None:
    """A one-time code does not stay readable in the outbox once it is on its way."""
    with books.service() as session:
        outbox.put(session, outgoing=CODE)
        outbox.sent(session, key=CODE.key)

        kept = outbox.find(session, key=CODE.key)

    assert kept is not None
    assert (kept.status, kept.body) == (OutgoingStatus.SENT, "")


def test_a_phone_shows_its_own_messages_newest_first(books: Books) -> None:
    """The demo's inbox."""
    first, second = (Sms("13805910001", text, NOW) for text in ("一", "二"))
    with books.service() as session:
        for message in (first, second, replace(first, phone="13805910002")):
            sms.deliver(session, sms=message)

        assert sms.inbox(session, phone="13805910001") == [second, first]
