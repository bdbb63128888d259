"""The log of a conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.domain.conversation import Message, Owner, Speaker
from bot.domain.period import SHANGHAI
from bot.domain.reply import Button, Reply
from bot.storage import conversations, messages
from bot.storage.books import Books, Session

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=SHANGHAI)
RICH = Reply(
    "您这个月电费 123.45 元",
    (Button("怎么算的", "/explain_detail"), Button("上个月", "/last_month")),
    "https://example.org/a.png",
    {"kind": "bars", "items": [{"label": "5月", "value": "123.45"}]},
    {"bills": ["B1"], "computed_at": "2026-11-01"},
)


@pytest.fixture
def chat(books: Books) -> Books:
    """Books with the conversation `c`."""
    with books.service() as session:
        conversations.open_(session, conversation_id="c", channel="web", now=NOW)
    return books


def ask(session: Session, cid: str | None, text: str = "你好") -> tuple[Message, bool]:
    return messages.receive(session, conversation_id="c", cid=cid, text=text, now=NOW)


def say(session: Session, *replies: Reply, answers: int | None = None) -> list[Message]:
    return messages.append(
        session,
        conversation_id="c",
        speaker=Speaker.BOT,
        replies=replies,
        now=NOW,
        answers=answers,
    )


def test_messages_are_numbered_one_by_one(chat: Books) -> None:
    """Questions and answers share one sequence, and come back as written."""
    with chat.service() as session:
        first, _ = ask(session, "1")
        answers = say(session, RICH, Reply("还有什么可以帮您?"), answers=first.seq)
        second, _ = ask(session, "2")

    with chat.service(writing=False) as session:
        log = messages.after(session, conversation_id="c", seq=0)
        known = conversations.find(session, conversation_id="c")
    assert [message.seq for message in log] == [1, 2, 3, 4]
    assert log[1:3] == answers
    assert log[1].reply == RICH
    assert log[1].in_reply_to == 1
    assert log[3] == second
    assert known is not None
    assert known.last_seq == 4


def test_the_same_cid_is_one_message(chat: Books) -> None:
    """A client that sends again gets its first message back, and no number is lost."""
    with chat.service() as session:
        first, new = ask(session, "1", "查电费")
    with chat.service() as session:
        again, new_again = ask(session, "1", "查电费")
        third, _ = ask(session, "2")

    assert (new, new_again) == (True, False)
    assert again == first
    assert third.seq == 2


def test_messages_without_a_cid_are_all_different(chat: Books) -> None:
    """Programs need not number what they send."""
    with chat.service() as session:
        seqs = [ask(session, None)[0].seq for _ in range(3)]

    assert seqs == [1, 2, 3]


def test_a_question_waits_until_it_is_answered(chat: Books) -> None:
    """The answer and the mark are written together."""
    with chat.service() as session:
        first, _ = ask(session, "1")
        second, _ = ask(session, "2")
        say(session, Reply("好"), answers=first.seq)

        waiting = messages.waiting(session, conversation_id="c")

        assert waiting == [second]
        assert messages.conversations_waiting(session) == ["c"]
        found = messages.replies_to(session, conversation_id="c", seq=first.seq)
        assert [message.reply.text for message in found or []] == ["好"]
        assert messages.replies_to(session, conversation_id="c", seq=second.seq) is None
        assert messages.replies_to(session, conversation_id="c", seq=99) is None


def test_a_question_may_be_answered_with_silence(chat: Books) -> None:
    """No replies is not the same as no answer yet."""
    with chat.service() as session:
        first, _ = ask(session, "1")
        say(session, answers=first.seq)

        assert messages.replies_to(session, conversation_id="c", seq=first.seq) == []
        assert messages.waiting(session, conversation_id="c") == []


def test_waiting_conversations_that_a_worker_holds_are_left_to_it(chat: Books) -> None:
    """Until its lease runs out."""
    lease = timedelta(seconds=30)
    with chat.service() as session:
        ask(session, "1")
        conversations.acquire(session, conversation_id="c", holder="w", now=NOW, lasting=lease)

        assert messages.conversations_waiting(session, unheld_at=NOW) == []
        assert messages.conversations_waiting(session, unheld_at=NOW + lease) == ["c"]


def test_only_payloads_of_offered_buttons_are_ours(chat: Books) -> None:
    """A payload from another conversation or from nowhere is not."""
    with chat.service() as session:
        say(session, RICH, Reply("x"))

        def issued(payload: str, conversation_id: str = "c") -> bool:
            return messages.issued(session, conversation_id=conversation_id, payload=payload)

        assert issued("/last_month")
        assert not issued("/restart")
        assert not issued("/last_month", "d")


def test_a_page_of_the_log_starts_after_a_number(chat: Books) -> None:
    """What a client that reconnects asks for."""
    with chat.service() as session:
        for number in range(5):
            ask(session, str(number))

        page = messages.after(session, conversation_id="c", seq=2, limit=2)

    assert [message.seq for message in page] == [3, 4]


def test_an_unknown_conversation_has_no_log(books: Books) -> None:
    """Writing to it is an error, not a silent loss."""
    with pytest.raises(LookupError), books.service() as session:
        ask(session, "1")


def test_any_text_survives(chat: Books) -> None:
    """Emoji, rare characters and very long texts included."""
    text = "👵🏽𠮷" + "电" * 100_000

    with chat.service() as session:
        ask(session, "1", text)

    with chat.service(writing=False) as session:
        assert messages.after(session, conversation_id="c", seq=0)[0].reply.text == text


def test_one_worker_holds_a_conversation(chat: Books) -> None:
    """Another gets it when it is given back or when the lease has run out."""
    lease = timedelta(seconds=30)

    def acquire(session: Session, holder: str, seconds: int = 0) -> bool:
        return conversations.acquire(
            session,
            conversation_id="c",
            holder=holder,
            now=NOW + timedelta(seconds=seconds),
            lasting=lease,
        )

    with chat.service() as session:
        assert acquire(session, "one")
        assert acquire(session, "one", 5)
        assert not acquire(session, "two", 34)
        assert acquire(session, "two", 35)
        conversations.release(session, conversation_id="c", holder="one")
        assert not acquire(session, "one", 40)
        conversations.release(session, conversation_id="c", holder="two")
        assert acquire(session, "one", 40)


def test_a_conversation_has_one_owner_and_keeps_its_visitor(books: Books) -> None:
    """Opening again changes nothing; the visitor's hash leads back to it."""
    with books.service() as session:
        conversations.open_(session, conversation_id="c", channel="web", now=NOW, visitor_hash="h")
        conversations.set_owner(session, conversation_id="c", owner=Owner.QUEUE)
        conversations.open_(session, conversation_id="c", channel="wechat", now=NOW)

        found = conversations.of_visitor(session, visitor_hash="h")

        assert found is not None
        assert (found.owner, found.channel, found.created_at) == (Owner.QUEUE, "web", NOW)
        assert conversations.of_visitor(session, visitor_hash="x") is None
        assert conversations.last_seqs(session, conversation_ids=["c", "d"]) == {"c": 0}
