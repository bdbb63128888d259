"""Who asked to be told that power is back is told once; nobody else is told at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.services import restoration
from tests.services.order_desk import NOW, PHONE, Desk, at_desk

EVENT, TEXT = "GZ20260720-018", "您那里来电了。"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = at_desk(tmp_path)
    yield opened
    opened.books.close()


def ask(desk: Desk, who: str, phone: str | None = None, event: str = EVENT) -> None:
    restoration.tell_me_when_restored(
        desk.books, event_id=event, conversation_id=who, phone=phone, now=desk.now
    )
    desk.wait(1)


def tell(desk: Desk) -> int:
    return restoration.tell_restored(desk.books, event_id=EVENT, text=TEXT, now=desk.now)


def test_who_asked_is_told_where_they_asked_to_be(desk: Desk) -> None:
    """By text message, or in the conversation."""
    ask(desk, "anna", PHONE)
    ask(desk, "bert")
    ask(desk, "carl", event="another")

    assert [n.conversation_id for n in restoration.waiting(desk.books, event_id=EVENT)] == [
        "anna",
        "bert",
    ]
    assert tell(desk) == 2

    assert [(item.address, item.body) for item in desk.sent("sms")] == [(PHONE, TEXT)]
    assert [(item.address, item.body) for item in desk.sent("chat")] == [("bert", TEXT)]


def test_nobody_is_told_twice(desk: Desk) -> None:
    """Whether the news comes again, or at the same moment from several sides."""
    ask(desk, "anna", PHONE)
    ask(desk, "anna", PHONE)

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(lambda _: tell(desk), range(8)))

    assert told == 1
    assert len(desk.sent("sms")) == 1
    assert restoration.waiting(desk.books, event_id=EVENT) == []


def test_a_relapse_is_told_again_to_who_asks_again(desk: Desk) -> None:
    """One consent, one message."""
    ask(desk, "anna", PHONE)
    tell(desk)
    assert tell(desk) == 0

    ask(desk, "anna", PHONE)

    assert tell(desk) == 1
    assert len(desk.sent("sms")) == 2


def test_consent_can_be_taken_back(desk: Desk) -> None:
    """And given anew."""
    ask(desk, "anna", PHONE)

    assert restoration.do_not_tell_me(
        desk.books, event_id=EVENT, conversation_id="anna", now=desk.now
    )
    assert not restoration.do_not_tell_me(
        desk.books, event_id=EVENT, conversation_id="anna", now=desk.now
    )
    assert tell(desk) == 0
    ask(desk, "anna", PHONE)
    assert tell(desk) == 1


def test_a_phone_given_later_counts(desk: Desk) -> None:
    """The wish stands; only where to tell changes."""
    ask(desk, "anna")
    ask(desk, "anna", PHONE)
    ask(desk, "anna")

    (notice,) = restoration.waiting(desk.books, event_id=EVENT)

    assert notice.phone == PHONE


def test_consent_and_its_end_are_audited(desk: Desk) -> None:
    """When it was given is on record."""
    ask(desk, "anna", PHONE)
    (notice,) = restoration.waiting(desk.books, event_id=EVENT)
    tell(desk)

    assert notice.asked_at == NOW
    assert [action for _, action, _ in desk.audits()] == [
        f"restore.consent {EVENT}",
        f"restore.tell {EVENT}",
    ]
