"""One round of the response desk settles what is over and asks to what is to come, once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from bot.channels.response_desk import ResponseDesk
from bot.channels.threads import Threads
from bot.channels.words import load_words
from bot.storage import outbox
from tests.services.conftest import built, world
from tests.services.counter import RULES
from tests.services.response_office import BEFORE_PAST, Office
from tests.services.world import FACTORY, HOME, ROOT, World

__all__ = ["built", "world"]


class Notes:
    """A journal that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    def note(self, event: str, **facts: Any) -> None:
        self.told.append((event, facts))


async def test_a_round_settles_and_asks_and_the_next_does_nothing(world: World) -> None:
    office = Office(world)
    office.join(FACTORY, "PAST", BEFORE_PAST)
    office.agrees_to_be_asked(HOME)
    deps: Any = SimpleNamespace(
        books=world.books,
        meters=world.meters,
        tariffs=world.tariffs,
        account_rules=RULES,
        now=lambda: world.now,
    )
    threads, notes = Threads(2), Notes()
    journal: Any = notes
    desk = ResponseDesk(deps=deps, threads=threads, journal=journal, words=load_words(ROOT))

    assert await desk.round() == (1, 1)
    assert await desk.round() == (0, 0)
    threads.close()
    assert notes.told == [("demand_response", {"settled": 1, "asked": 1})]
    with world.books.service(writing=False) as service:
        message = outbox.find(service, key=f"dr:E1:{HOME}")
    assert message is not None
    assert "7月21日 18:00—20:00" in message.body
    assert "自愿参加" in message.body
    assert "{" not in message.body
