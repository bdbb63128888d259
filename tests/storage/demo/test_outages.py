"""The demo town's grid, and a feed that has something to ask about at any moment of any day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain.outage import OutageKind
from bot.domain.outage_entry import FeedEntry, read_entry
from bot.domain.period import SHANGHAI
from bot.services import outage, outage_feed
from bot.services.demo import DemoOutageFeed
from bot.storage import accounts
from bot.storage.books import Books
from bot.storage.demo import demolition, outages, people
from bot.storage.demo.grid import store_grid, supplies, town_grid
from bot.storage.demo.plan import Plan
from bot.storage.demo.town import _account
from bot.storage.tables.grid import SupplyRow
from tests.storage.demo.conftest import Town, make_town

FIRST = datetime(2025, 1, 1, tzinfo=SHANGHAI)
MOMENTS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2_000)).map(
    lambda passed: FIRST + passed
)


@pytest.fixture(scope="module")
def grid_books(tmp_path_factory: pytest.TempPathFactory, roster: list[Plan]) -> Iterator[Books]:
    """Books with the grid of two hundred accounts."""
    folder = tmp_path_factory.mktemp("grid")
    books = Books(billing_url=f"sqlite:///{folder}/b.db", service_url=f"sqlite:///{folder}/s.db")
    books.create_all()
    store_grid(books, roster)
    yield books
    books.close()


@given(MOMENTS)
def test_at_any_moment_there_is_one_of_everything(now: datetime) -> None:
    """A fault now, work tomorrow and next week, a fault that is over, and a record."""
    document = outages.document(now)
    told = [read_entry(entry, as_of=now, source="") for entry in document.entries]
    known = [entry.outage for entry in told if isinstance(entry, FeedEntry)]
    tomorrow = now.date() + timedelta(days=1)
    monday = now.date() + timedelta(days=7 - now.weekday())

    assert len(known) == len(told)
    (fault,) = [one for one in known if one.is_ongoing(now)]
    assert fault.area_codes == town_grid().areas_of("东风小区")
    assert timedelta(minutes=40) <= now - fault.begins_at <= timedelta(minutes=100)
    assert fault.ends_at is not None
    assert fault.ends_at > now + timedelta(minutes=30)
    assert fault.cause
    assert fault.crew
    soon, later = [one for one in known if one.is_upcoming(now)]
    assert soon.begins_at.date() == tomorrow
    assert monday <= later.begins_at.date() < monday + timedelta(days=7)
    assert {soon.kind, later.kind} == {OutageKind.PLANNED}
    back = [one for one in known if one.restored_at and one.restored_at.date() == now.date()]
    assert len(back) == 1
    assert sum(one.restored_at is not None for one in known) >= 20


@given(MOMENTS)
def test_the_quiet_estate_is_always_quiet(now: datetime) -> None:
    """翠湖花园 has no outage, not even a past one."""
    areas = set(town_grid().areas_of("翠湖花园"))
    touched = {code for entry in outages.document(now).entries for code in entry["areas"]}

    assert areas
    assert not areas & touched


@given(MOMENTS)
def test_the_past_stays_what_it_was(now: datetime) -> None:
    """Asked a minute or a day later, the faults of past weeks are the same."""

    def history(at: datetime) -> dict[str, object]:
        told = outages.document(at).entries
        return {entry["id"]: entry for entry in told if entry["id"].startswith("DEMO-H")}

    before, after = history(now), history(now + timedelta(days=1))
    assert all(after[key] == before[key] for key in before.keys() & after.keys())
    assert len(before.keys() & after.keys()) >= 19
    assert outages.document(now) == outages.document(now)


def test_every_premise_hangs_on_the_area_of_its_address(roster: list[Plan]) -> None:
    """Each address of the town is found in the town's own list of places, for certain."""
    hung = {supply.premise_no: supply.area_code for supply in supplies(roster)}
    names = {area.area_code: area.name for area in town_grid().areas}

    assert len(hung) == len(roster)
    for plan in roster:
        place = re.sub(r"(\d号)?台区$", "", names[hung[plan.account_no]])
        assert place in plan.address


def test_every_place_of_the_town_is_in_its_list() -> None:
    """Whatever address is drawn in a bigger town."""
    words = people.town_words()
    listed = {entry.name for entry in town_grid().places}

    for group in ("estates", "villages", "streets", "industrial_estates"):
        assert set(words[group]) <= listed


async def test_customers_hear_it_through_the_service(grid_books: Books, roster: list[Plan]) -> None:
    """From the feed's words to the answer, for each note of the list."""
    now = datetime(2026, 7, 20, 11, 5, tzinfo=SHANGHAI)
    document = await DemoOutageFeed(now=lambda: now).fetch()
    taken = outage_feed.take(grid_books, document=document, now=now)

    def state(estate: str) -> outage.SupplyState:
        plan = next(plan for plan in roster if estate in plan.address)
        return outage.by_account(grid_books, account=_account(plan), now=now)

    assert taken.problems == ()
    assert state("东风小区").current is not None
    record = state("东风小区").record
    assert record is not None
    assert record.rate is not None
    assert 0.7 < record.rate < 0.9
    (tomorrow,) = state("后厝村").planned
    assert tomorrow.begins_at.date() == date(2026, 7, 21)
    quiet = state("翠湖花园")
    quiet.require_word_of_none()
    assert (quiet.ongoing, quiet.planned, quiet.restored, quiet.nearby) == ((), (), (), ())


def test_an_hour_later_the_next_fault_answers_the_follow_up(grid_books: Books) -> None:
    """The conversation goes on about what is off now."""
    now = datetime(2026, 7, 20, 13, 59, tzinfo=SHANGHAI)
    later = now + timedelta(minutes=2)
    for at in (now, later):
        outage_feed.take(grid_books, document=outages.document(at), now=at)
    first = outage.event(grid_books, outage_id="DEMO-F-2026072013", now=later)

    assert first is not None
    assert first.took_its_place
    assert first.outage.is_ongoing(later)


def test_the_list_of_customers_says_who_is_struck(town: Town) -> None:
    """By the place of each; every other note stays."""
    for customer in town.customers:
        assert ("outage now" in customer.notes) == ("东风小区" in customer.address)
        assert ("planned outage tomorrow" in customer.notes) == ("后厝村" in customer.address)
    assert any("outage now" in customer.notes for customer in town.customers)


def test_a_town_of_usual_size_has_someone_for_each_note(roster: list[Plan]) -> None:
    """Who asks about tomorrow must be there to be picked."""
    for event in (outages.FAULT, outages.TOMORROW):
        assert any(outages.place_of(event) in plan.address for plan in roster)


def test_a_town_taken_down_leaves_nothing_of_its_grid(tmp_path: Path) -> None:
    """Neither places nor outages."""
    built = make_town(tmp_path, accounts=3, months=1)
    now = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
    outage_feed.take(built.books, document=outages.document(now), now=now)
    with built.books.billing() as session:
        assert len(accounts.many(session)) == 3
    with built.books.service(writing=False) as session:
        assert session.scalar(select(func.count()).select_from(SupplyRow)) == 3

    demolition.take_down_town(books=built.books, meters=built.meters)

    with built.books.service(writing=False) as session:
        for table in demolition._GRID_TABLES:
            assert session.scalar(select(func.count()).select_from(table)) == 0
    built.meters.close()
    built.books.close()
