"""Each story account shows what its note says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.bill import Bill, LineKind
from bot.storage import bills
from bot.storage.demo.calendar import day_kinds
from bot.storage.demo.plan import town_calendar
from bot.storage.demo.roster import make_roster
from bot.storage.demo.simulation import simulate
from bot.storage.demo.story import STORIES, story_weather
from bot.storage.demo.weather import make_weather
from tests.storage.demo.conftest import SEED, UNTIL, Town


def _last_two(town: Town, story: str) -> tuple[Bill, Bill]:
    with town.books.billing() as session:
        last, before = bills.history(session, account_no=town.story(story), months=2)
    return last, before


def _kinds(bill: Bill) -> set[LineKind]:
    return {line.kind for line in bill.lines}


def test_the_weather_bill_is_much_higher_and_reaches_a_dearer_tier(town: Town) -> None:
    """At least half as much again, and one tier more than the month before."""
    last, before = _last_two(town, "weather")

    assert last.amount_yuan > before.amount_yuan * Decimal("1.5")
    assert max(line.tier or 0 for line in last.lines) > max(line.tier or 0 for line in before.lines)
    assert not last.estimated


@pytest.mark.parametrize("month", range(1, 13))
def test_the_weather_story_holds_whenever_the_town_ends(month: int) -> None:
    """Heat from May to October, cold in the other months: always at least a third more."""
    calendar = town_calendar(months=3, until=date(2027, month, 15))
    weather = make_weather(period=calendar.whole, seed=SEED, steered=story_weather(calendar))
    plan = make_roster(accounts=1, calendar=calendar, seed=SEED)[0]
    one = simulate(plan=plan, weather=weather, kinds=day_kinds(calendar.whole), seed=SEED)
    daily = one.metered.recorded_wh.sum(axis=1)
    ends = (calendar.last.end - calendar.whole.start).days
    begins = ends - calendar.last.days
    last = daily[begins:ends].mean()
    before = daily[begins - calendar.before_last.days : begins].mean()

    assert last > 1.33 * before


def test_the_correction_is_a_line_of_the_last_bill(town: Town) -> None:
    """退补电量 for the estimated month."""
    last, before = _last_two(town, "estimated_correction")

    assert LineKind.CORRECTION in _kinds(last)
    assert before.estimated


@pytest.mark.parametrize("story", ["new_car", "leak"])
def test_a_car_or_a_leak_raises_the_last_bill(town: Town, story: str) -> None:
    """By more than half."""
    last, before = _last_two(town, story)

    assert last.energy_kwh > before.energy_kwh * Decimal("1.5")


def test_the_one_in_arrears_owes_three_bills_of_different_ages(town: Town) -> None:
    """And at least one is past due."""
    with town.books.billing() as session:
        owed = bills.unpaid(session, account_no=town.story("arrears"))

    assert [bill.paid_yuan for bill in owed] == [Decimal("0.00")] * 3
    assert sum(bill.due_on < UNTIL for bill in owed) >= 2


def test_the_factory_pays_for_its_poor_power_factor(town: Town) -> None:
    """力调电费 is a charge, not a reward."""
    last, _ = _last_two(town, "poor_power_factor")

    charges = [line.amount_yuan for line in last.lines if line.kind is LineKind.POWER_FACTOR]
    assert len(charges) == 1
    assert charges[0] > 0
    assert LineKind.BASIC in _kinds(last)


def test_peak_valley_pays_for_one_and_not_for_the_other(town: Town) -> None:
    """It pays from a valley share of 13 per cent on (0.03 / 0.23 yuan)."""
    shares = {}
    for story in ("peak_valley_pays", "peak_valley_costs"):
        meter_no = town.told(town.story(story))["meter_no"]
        days = town.meters.days(meter_no=meter_no, period=town.calendar.last)
        valley = sum(sum(day.slot_wh[:16]) + sum(day.slot_wh[44:]) for day in days)
        shares[story] = valley / sum(day.total_wh for day in days)

    assert shares["peak_valley_pays"] > 0.3
    assert shares["peak_valley_costs"] < 0.1


def test_the_bill_that_fell_fell(town: Town) -> None:
    """Although the month before was milder."""
    last, before = _last_two(town, "bill_fell")

    assert last.amount_yuan < before.amount_yuan


def test_free_energy_is_credited(town: Town) -> None:
    """低保免费电量 stands on the bill, negative."""
    last, _ = _last_two(town, "low_income")

    assert sum(line.amount_yuan for line in last.lines if line.kind is LineKind.ALLOWANCE) < 0


def test_two_homes_have_one_holder(town: Town) -> None:
    """The list shows the same name, phone and ID for both."""
    first, second = (
        next(c for c in town.customers if c.account_no == town.story(name))
        for name in ("two_homes", "two_homes_second")
    )

    assert (first.name, first.phone, first.id_last4) == (second.name, second.phone, second.id_last4)
    assert "two accounts" in first.notes


def test_every_story_is_on_the_list_with_its_note(town: Town) -> None:
    """In the order of the stories, first of all."""
    for story, customer in zip(STORIES, town.customers, strict=False):
        assert customer.account_no == town.story(story.name)
        assert story.note in customer.notes
