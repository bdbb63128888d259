from __future__ import annotations

from datetime import timedelta

from bot.domain.mood import Mood
from bot.services import conversation
from bot.services.conversation import Worker
from bot.services.mood import standing
from tests.services.world import World

WORKER = Worker(name="w", lease=timedelta(seconds=30))


def write(world: World, place: int, text: str, payload: str | None = None) -> None:
    """One message of the customer into the log."""
    conversation.receive(
        world.books,
        conversation_id="web-mood",
        channel="web",
        cid=f"c{place}",
        text=text,
        payload=payload,
        worker=WORKER,
        now=world.now,
    )


def test_the_log_tells_how_the_customer_feels(world: World) -> None:
    """The strongest mood, and the message it shows in."""
    for place, text in enumerate(["查电费", "气死我了", "再不管我打12398", "好吧"], start=1):
        write(world, place, text)

    found = standing(world.books, conversation_id="web-mood")

    assert (found.mood, found.seq) == (Mood.THREATENING, 3)
    assert found.is_urgent


def test_a_calm_or_unknown_conversation_is_nothing_special(world: World) -> None:
    """No message is pointed at."""
    write(world, 1, "查电费")

    for conversation_id in ("web-mood", "web-nobody"):
        found = standing(world.books, conversation_id=conversation_id)
        assert (found.mood, found.seq, found.is_urgent) == (Mood.CALM, 0, False)
