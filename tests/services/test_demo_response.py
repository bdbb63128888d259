"""A small town's past events are joined, settled and paid by the services themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.dr_settlement import Outcome
from bot.domain.period import local_midnight
from bot.services import demand_response, demo_response
from bot.storage import accounts, dr_rewards
from bot.storage.books import Books
from bot.storage.demo import response
from tests.storage.demo.conftest import Town, make_town

UNTIL = date(2026, 11, 23)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, int]]:
    built = make_town(tmp_path_factory.mktemp("town"), accounts=48, months=6, until=UNTIL)
    yield built, demo_response.build(built.books, built.meters, tariffs=built.tariffs, until=UNTIL)
    built.meters.close()
    built.books.close()


def reports(books: Books) -> list:  # type: ignore[type-arg]
    with books.service(writing=False) as service:
        return [
            report
            for event in response.events(UNTIL)
            for report in dr_rewards.reports_of_event(service, event_id=event.event_id)
        ]


def test_every_past_event_is_settled(town: tuple[Town, int]) -> None:
    built, settled = town

    assert settled == 4
    assert all(response.takes_part(report.account_no) for report in reports(built.books))
    assert any(report.outcome is Outcome.PAID for report in reports(built.books))


def test_the_ledgers_hold_what_the_reports_say(town: tuple[Town, int]) -> None:
    built, _ = town
    found = reports(built.books)
    with built.books.billing() as billing:
        people = {one.account_no: one for one in accounts.many(billing)}
    for number in {report.account_no for report in found}:
        ledger = demand_response.rewards(built.books, account=people[number])
        wanted = sum((r.reward_yuan for r in found if r.account_no == number), Decimal(0))
        assert ledger.balance_yuan == wanted
        assert ledger.rating is not None


def test_there_is_something_to_come(town: tuple[Town, int]) -> None:
    built, _ = town
    coming = demand_response.open_events(built.books, now=local_midnight(UNTIL))

    assert {one.programme.programme_id for one in coming} == {"DEMO-HOME", "DEMO-FIRM"}
    assert all(one.event.day - UNTIL <= timedelta(days=7) for one in coming)


def test_building_again_changes_nothing(town: tuple[Town, int], tmp_path: Path) -> None:
    built, _ = town
    before = reports(built.books)
    again = demo_response.build(built.books, built.meters, tariffs=built.tariffs, until=UNTIL)

    assert again == 0
    assert reports(built.books) == before
