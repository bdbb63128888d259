"""Loads look like those of real homes and businesses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from bot.storage.demo import archetype as archetypes
from bot.storage.demo.archetype import Home
from bot.storage.demo.calendar import DayKinds, day_kinds
from bot.storage.demo.event import EventKind
from bot.storage.demo.load import household_load
from bot.storage.demo.plan import Calendar, Plan
from bot.storage.demo.simulation import Simulated, simulate
from bot.storage.demo.weather import Weather, make_weather
from tests.storage.demo.conftest import SEED

HOURS = np.arange(96) // 4
VALLEY = (HOURS >= 22) | (HOURS < 8)
EVERYDAY_HOMES = (
    "worker_couple", "young_family", "big_household", "elderly", "night_owl", "village_home",
)  # fmt: skip


@dataclass(frozen=True)
class Year:
    """One simulated account's last year."""

    plan: Plan
    energy_wh: np.ndarray

    @property
    def kwh(self) -> float:
        return float(self.energy_wh.sum()) / 1000

    @property
    def valley_share(self) -> float:
        return float(self.energy_wh[:, VALLEY].sum() / self.energy_wh.sum())


@pytest.fixture(scope="module")
def weather(long_calendar: Calendar) -> Weather:
    return make_weather(period=long_calendar.whole, seed=SEED)


@pytest.fixture(scope="module")
def kinds(weather: Weather) -> DayKinds:
    return day_kinds(weather.period)


@pytest.fixture(scope="module")
def simulated(roster: list[Plan], weather: Weather, kinds: DayKinds) -> list[Simulated]:
    return [
        simulate(plan=plan, weather=weather, kinds=kinds, seed=SEED)
        for plan in roster
        if plan.story is None
    ]


@pytest.fixture(scope="module")
def plain_homes(simulated: list[Simulated]) -> list[Year]:
    """Everyday homes without car or panels whose meters count everything."""
    honest = (EventKind.AWAY, EventKind.GUESTS)
    return [
        Year(one.plan, one.metered.true_wh[-365:])
        for one in simulated
        if one.plan.archetype in EVERYDAY_HOMES
        and isinstance(one.plan.load, Home)
        and not one.plan.load.ev_kw
        and not one.plan.load.pv_kwp
        and all(event.kind in honest for event in one.plan.events)
    ]


def test_a_household_uses_as_much_as_households_do(plain_homes: list[Year]) -> None:
    """1,000 to 6,000 kWh a year, the median about 2,500."""
    yearly = [home.kwh for home in plain_homes]

    assert len(yearly) > 50
    assert min(yearly) > 900
    assert max(yearly) < 6000
    assert 2000 < np.median(yearly) < 3000


def test_valley_shares_are_those_of_real_homes(plain_homes: list[Year]) -> None:
    """22:00 to 08:00 takes a quarter to a half; the median about a third."""
    shares = [home.valley_share for home in plain_homes]

    assert min(shares) > 0.20
    assert max(shares) < 0.55
    assert 0.25 < np.median(shares) < 0.42


def test_night_owls_use_more_at_night_than_the_elderly(plain_homes: list[Year]) -> None:
    """The day's shape follows the archetype."""
    owls = [home.valley_share for home in plain_homes if home.plan.archetype == "night_owl"]
    elderly = [home.valley_share for home in plain_homes if home.plan.archetype == "elderly"]

    assert min(owls) > np.mean(elderly)


def test_summer_is_dearer_than_spring(plain_homes: list[Year], weather: Weather) -> None:
    """Cooling: hot days take at least half as much again as mild ones."""
    mean_c = weather.mean_c[-365:]
    hot, mild = mean_c > 28, (mean_c > 16) & (mean_c < 22)
    ratios = [
        home.energy_wh[hot].sum(axis=1).mean() / home.energy_wh[mild].sum(axis=1).mean()
        for home in plain_homes
    ]

    assert np.median(ratios) > 1.5


def test_factories_rest_at_spring_festival(simulated: list[Simulated], kinds: DayKinds) -> None:
    """New Year's Day and three days after takes under a third of an ordinary workday's energy."""
    holiday = (kinds.spring_offset >= 0) & (kinds.spring_offset < 4)
    workday = kinds.workday & (np.abs(kinds.spring_offset) > 40)
    for one in simulated:
        if archetypes.is_factory(one.plan.archetype):
            daily = one.metered.true_wh.sum(axis=1)
            assert daily[holiday].mean() < 0.33 * daily[workday].mean()


def test_offices_work_on_shifted_weekend_days(simulated: list[Simulated], kinds: DayKinds) -> None:
    """On a Saturday or Sunday that is a workday (调休) an office uses a workday's energy."""
    weekend = (kinds.ordinal % 7 == 6) | (kinds.ordinal % 7 == 0)
    calm = np.abs(kinds.spring_offset) > 40
    for one in simulated:
        if one.plan.archetype == "office":
            daily = one.metered.true_wh.sum(axis=1)
            shifted = daily[weekend & kinds.workday & calm].mean()
            ordinary = daily[~weekend & kinds.workday & calm].mean()
            free = daily[weekend & ~kinds.workday & calm].mean()
            assert shifted > 0.7 * ordinary
            assert free < 0.5 * ordinary


def test_solar_power_is_used_at_home_first(simulated: list[Simulated]) -> None:
    """The meter counts imports only, never below zero, less than the home uses."""
    for one in simulated:
        if "pv" in one.daily_kwh:
            used_kwh = sum(kwh.sum() for use, kwh in one.daily_kwh.items() if use != "pv")
            made_kwh = one.daily_kwh["pv"].sum()
            taken_kwh = one.metered.true_wh.sum() / 1000
            assert one.metered.true_wh.min() >= 0
            assert used_kwh - made_kwh < taken_kwh < used_kwh


def test_cars_are_charged_at_night(roster: list[Plan], weather: Weather, kinds: DayKinds) -> None:
    """After 22:00 and before breakfast."""
    driver = next(p for p in roster if isinstance(p.load, Home) and p.load.ev_kw)
    assert isinstance(driver.load, Home)

    uses = household_load(
        home=driver.load,
        weather=weather,
        kinds=kinds,
        events=(),
        rng=np.random.default_rng(1),
    )

    assert uses["ev"].sum() > 0
    assert uses["ev"][:, (HOURS >= 9) & (HOURS < 22)].sum() == 0


def test_theft_is_a_sudden_drop(simulated: list[Simulated]) -> None:
    """From the first day of the bypass the record falls well below the truth."""
    for one in simulated:
        for event in one.plan.events:
            if event.kind is EventKind.BYPASS:
                recorded = one.metered.recorded_wh[-20:].sum()
                assert recorded < 0.45 * one.metered.true_wh[-20:].sum()


def test_a_leak_shows_in_the_small_hours(simulated: list[Simulated]) -> None:
    """Between three and four in the night the load rises by the leak."""
    small_hours = slice(12, 16)
    for one in simulated:
        for event in one.plan.events:
            if event.kind is EventKind.LEAK:
                leaking = one.metered.true_wh[-7:, small_hours].mean() * 4
                assert leaking >= event.size


def test_a_stopped_meter_counts_nothing(simulated: list[Simulated], weather: Weather) -> None:
    """And the truth knows what it missed."""
    for one in simulated:
        for event in one.plan.events:
            if event.kind is EventKind.STOPPED:
                row = (event.period.start - weather.period.start).days
                assert one.metered.recorded_wh[row].sum() == 0
                assert one.metered.true_wh[row].sum() > 0
