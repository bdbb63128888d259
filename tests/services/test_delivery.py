"""The outbox is delivered once, whatever goes wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clients.sms import DeskPhone
from bot.domain.outgoing import Outgoing, OutgoingStatus
from bot.domain.period import SHANGHAI
from bot.services import delivery
from bot.services.delivery import ChatSender
from bot.storage import conversations, messages, outbox
from bot.storage.books import Books

NOW = datetime(2026, 3, 1, 9, tzinfo=SHANGHAI)


class Provider:
    """Fails as often as it is told, and remembers what it took."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.taken: list[tuple[str, str, str]] = []

    def send(self, *, phone: str, text: str, key: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError(f"no line to {phone}")
        self.taken.append((phone, text, key))


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """Books with one message to deliver."""
    opened = Books(
        billing_url=f"sqlite:///{tmp_path}/b.db", service_url=f"sqlite:///{tmp_path}/s.db"
    )
    opened.create_all()
    with opened.service() as session:
        outbox.put(session, outgoing=Outgoing("k1", "sms", "13800138000", "您的验证码", NOW))
    return opened


def outcomes(books: Books, provider: Provider, now: datetime) -> list[str]:
    senders = {"sms": provider}
    return [attempt.outcome for attempt in delivery.deliver_due(books, senders=senders, now=now)]


def test_what_is_due_is_sent_once(books: Books) -> None:
    """A second round finds nothing."""
    provider = Provider()

    assert outcomes(books, provider, NOW) == ["sent"]
    assert outcomes(books, provider, NOW + timedelta(days=1)) == []
    assert provider.taken == [("13800138000", "您的验证码", "k1")]


def test_a_failure_is_tried_again_after_a_growing_pause(books: Books) -> None:
    """5 s, 10 s, 20 s …"""
    provider, now = Provider(failures=3), NOW
    for pause_s in (5, 10, 20):
        assert outcomes(books, provider, now) == ["retry"]
        assert outcomes(books, provider, now + timedelta(seconds=pause_s - 1)) == []
        now += timedelta(seconds=pause_s)

    assert outcomes(books, provider, now) == ["sent"]


def test_a_message_nobody_takes_is_given_up_and_kept(books: Books) -> None:
    """It stays in the outbox for people to see."""
    provider, now = Provider(failures=100), NOW
    seen = []
    while "given_up" not in seen:
        seen += outcomes(books, provider, now)
        now += timedelta(hours=1)

    assert len(seen) == delivery.MOST_ATTEMPTS
    assert delivery.standing(books) == {OutgoingStatus.GIVEN_UP: 1}
    assert outcomes(books, Provider(), now) == []


def test_two_postmen_never_take_the_same_message(books: Books) -> None:
    """A claim keeps others away until it runs out; a dead postman's message is due again."""
    with books.service() as session:
        outbox.claim(session, now=NOW, lasting=timedelta(minutes=2))
    provider = Provider()

    assert outcomes(books, provider, NOW + timedelta(seconds=119)) == []
    assert outcomes(books, provider, NOW + timedelta(seconds=120)) == ["sent"]


def test_a_channel_without_a_sender_waits(books: Books) -> None:
    """Nothing is lost because nobody was configured to send it."""
    attempts = delivery.deliver_due(books, senders={}, now=NOW)

    assert [attempt.outcome for attempt in attempts] == ["retry"]


def test_no_pause_is_longer_than_an_hour() -> None:
    """However often it failed."""
    assert delivery.pause_after(1) == timedelta(seconds=5)
    assert delivery.pause_after(30) == timedelta(hours=1)


def test_what_is_said_in_a_chat_is_in_its_log_once(books: Books) -> None:
    """However often the postman comes; under the next number of the conversation."""
    with books.service() as session:
        conversations.open_(session, conversation_id="c1", channel="web", now=NOW)
    sender = ChatSender(books=books, now=lambda: NOW)

    sender.send(phone="c1", text="来电了", key="k")
    sender.send(phone="c1", text="来电了", key="k")
    sender.send(phone="c1", text="谢谢等候", key="k2")

    with books.service(writing=False) as session:
        log = messages.after(session, conversation_id="c1", seq=0)
    assert [(m.seq, m.reply.text) for m in log] == [(1, "来电了"), (2, "谢谢等候")]


def test_the_repair_desk_is_told_on_its_phone() -> None:
    """Whatever crew a notice is for; without a phone it is kept and the cause is named."""
    provider = Provider()
    DeskPhone(sms=provider, phone="110").send(phone="dispatch", text="有人触电", key="k")

    assert provider.taken == [("110", "有人触电", "k")]
    with pytest.raises(ConnectionError, match="XIAOWA_CREW_PHONE"):
        DeskPhone(sms=provider, phone=None).send(phone="dispatch", text="x", key="k")
