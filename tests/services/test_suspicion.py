"""Suspected outages: raised by customers, ended by word, time or a real event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.outage import OutageKind, OutageRules
from bot.services import outage, suspicion
from bot.services.suspicion import ReportNoted
from bot.storage.tables.outage import OutageReportRow
from tests.services.grid_of_world import GULOU, HOUR, WATER, fault, lay, tell
from tests.services.world import NOW, World

RULES = OutageRules(
    suspect_reporters=3,
    suspect_within=timedelta(minutes=30),
    suspect_lasts=timedelta(hours=3),
)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lit(world: World) -> World:
    """The world with a grid under it and a feed that knows nothing."""
    lay(world.books)
    tell(world.books)
    return world


def report(world: World, reporter: str, minutes: int = 0, area: str = GULOU) -> ReportNoted:
    now = NOW + minutes * MINUTE
    return suspicion.note_report(
        world.books, area_code=area, reporter=reporter, now=now, rules=RULES
    )


def raise_one(world: World) -> str:
    for number in range(3):
        noted = report(world, f"c{number}", number)
    assert noted.raised
    assert noted.outage is not None
    return noted.outage.outage_id


def test_the_third_customer_raises_it_and_the_fourth_hears_of_it(lit: World) -> None:
    """It begins with the first report."""
    assert report(lit, "one") == ReportNoted(None, 1, raised=False)
    assert report(lit, "two", 10) == ReportNoted(None, 2, raised=False)
    third, fourth = report(lit, "three", 20), report(lit, "four", 25)

    state = outage.by_areas(lit.books, area_codes=[GULOU], now=NOW + 26 * MINUTE)
    assert third.raised
    assert not fourth.raised
    assert third.outage is not None
    assert fourth.outage == third.outage == state.current
    assert (third.outage.kind, third.outage.begins_at) == (OutageKind.SUSPECTED, NOW)
    assert third.outage.scope == "鼓楼小区1号台区"


def test_one_customer_alone_raises_nothing(lit: World) -> None:
    """However often they call."""
    for minute in range(20):
        noted = report(lit, "angry", minute)

    assert noted == ReportNoted(None, 1, raised=False)


def test_reports_far_apart_or_of_different_areas_raise_nothing(lit: World) -> None:
    """Within half an hour, of one area."""
    report(lit, "one", 0)
    report(lit, "two", 15)
    late = report(lit, "three", 31)
    report(lit, "four", 31, WATER)
    other = report(lit, "five", 32, WATER)

    assert (late.outage, late.reporters) == (None, 2)
    assert (other.outage, other.reporters) == (None, 2)


def test_a_known_outage_is_joined(lit: World) -> None:
    """Nobody suspects what the utility has said."""
    tell(lit.books, fault(), at=NOW)
    noted = [report(lit, f"c{number}") for number in range(4)]

    assert {one.outage.outage_id if one.outage else None for one in noted} == {"F-1"}
    assert not any(one.raised for one in noted)


def test_a_real_event_takes_its_place(lit: World) -> None:
    """The follow-up about the suspected one is answered with the real one."""
    suspected = raise_one(lit)
    at = NOW + 5 * MINUTE
    tell(lit.books, fault("F-9"), at=at)

    state = outage.by_areas(lit.books, area_codes=[GULOU], now=at)
    again = outage.event(lit.books, outage_id=suspected, now=at)
    assert [one.outage_id for one in state.ongoing] == ["F-9"]
    assert again is not None
    assert (again.outage.outage_id, again.took_its_place) == ("F-9", True)
    with lit.books.service(writing=False) as service:
        assert service.scalars(select(OutageReportRow)).all() == []


def test_a_feed_without_it_does_not_withdraw_it(lit: World) -> None:
    """The feed keeps its own outages only."""
    suspected = raise_one(lit)
    tell(lit.books, fault("F-2", WATER), at=NOW + 5 * MINUTE)

    state = outage.by_areas(lit.books, area_codes=[GULOU], now=NOW + 5 * MINUTE)
    assert [one.outage_id for one in state.ongoing] == [suspected]


def test_it_ends_when_nobody_reports_any_more(lit: World) -> None:
    """The last report keeps it for three hours."""
    suspected = raise_one(lit)
    report(lit, "late", 60)

    def expired(hours: float) -> list[str]:
        return suspicion.expire_suspected(lit.books, now=NOW + hours * HOUR, rules=RULES)

    assert expired(3.5) == []
    assert expired(4.1) == [suspected]
    assert expired(4.2) == []
    assert outage.by_areas(lit.books, area_codes=[GULOU], now=NOW + 5 * HOUR).current is None


@pytest.mark.parametrize("restored", [True, False])
def test_the_crew_can_end_it(lit: World, restored: bool) -> None:
    """Back, or never off; ended once, and raised anew only by new reports."""
    suspected = raise_one(lit)
    at = NOW + 10 * MINUTE

    assert suspicion.end_suspected(lit.books, outage_id=suspected, restored=restored, now=at)
    assert not suspicion.end_suspected(lit.books, outage_id=suspected, restored=True, now=at)
    state = outage.by_areas(lit.books, area_codes=[GULOU], now=at)
    assert state.current is None
    assert len(state.restored) == int(restored)
    assert report(lit, "again", 11) == ReportNoted(None, 1, raised=False)


def test_a_confirmed_outage_is_not_ended_here(lit: World) -> None:
    """That is the feed's word."""
    tell(lit.books, fault(), at=NOW)

    assert not suspicion.end_suspected(lit.books, outage_id="F-1", restored=True, now=NOW)


def test_who_reported_is_not_kept(lit: World) -> None:
    """Only a mark that tells reporters apart."""
    report(lit, "3501000000017")

    with lit.books.service(writing=False) as service:
        (row,) = service.scalars(select(OutageReportRow)).all()
    assert "3501" not in row.reporter
