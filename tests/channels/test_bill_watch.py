"""One round of the bill watch warns who set a limit, in the doors' words, and only once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from bot.channels.bill_watch import BillWatch
from bot.channels.threads import Threads
from bot.channels.words import load_words
from bot.services.bill_limit import set_limit
from bot.services.forecast_models import ForecastModels
from bot.storage import outbox
from tests.channels.test_response_desk import Notes
from tests.services.conftest import built, world
from tests.services.counter import RULES
from tests.services.forecast_home import EVEN, even_home
from tests.services.world import ROOT, World

__all__ = ["built", "world"]


async def test_a_round_warns_and_the_next_does_nothing(world: World) -> None:
    world.books.create_all()
    even_home(world)
    home = replace(world.account("3501000000017"), account_no=EVEN, meter_no=f"M{EVEN}")
    set_limit(world.books, account=home, limit_yuan=Decimal(120), source="c", now=world.now)
    deps: Any = SimpleNamespace(
        books=world.books,
        meters=world.meters,
        tariffs=world.tariffs,
        forecasts=ForecastModels(),
        account_rules=RULES,
        now=lambda: world.now,
    )
    threads, notes = Threads(2), Notes()
    journal: Any = notes
    watch = BillWatch(deps=deps, threads=threads, journal=journal, words=load_words(ROOT))

    assert await watch.round() == (0, 1)
    assert await watch.round() == (0, 0)
    threads.close()
    assert notes.told == [("bill_watch", {"settled": 0, "warned": 1})]
    with world.books.service(writing=False) as service:
        message = outbox.find(service, key=f"bill_limit:{EVEN}:C1:2026-07-01")
    assert message is not None
    assert "158" in message.body
    assert "{" not in message.body
