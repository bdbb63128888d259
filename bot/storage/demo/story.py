"""Story accounts: customers whose last bill has one clear cause, easy to find in a demo.

They are the town's first accounts and have the same numbers in every town.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from bot.domain.period import Period
from bot.storage.demo.archetype import Business, Home
from bot.storage.demo.event import Event, EventKind
from bot.storage.demo.plan import Calendar, Habit
from bot.storage.demo.weather import MONTH_MEANS_C, SteeredMonth

WEATHER_STORY = "weather"
WARM_MONTHS = range(5, 11)
"""A last bill of these months tells of heat, one of the others of cold."""
HOT_MEAN_C, COLD_MEAN_C = 27.8, 9.0
MILD_MEAN_C = 20.0


@dataclass(frozen=True)
class Story:
    """One story: which customer, and what happens to it."""

    name: str
    archetype: str
    note: str
    """What a caller would say about it, for the list of demo customers."""
    tariff_code: str | None = None
    """None: drawn like anyone else's."""
    load: dict[str, Any] = field(default_factory=dict)
    """Figures of the home or business that the story needs."""
    happening: Callable[[Calendar], tuple[Event, ...]] = lambda _: ()
    habit: Habit = Habit.PROMPT
    unpaid_bills: int = 0
    low_income: bool = False
    same_customer_as: str | None = None


def apply_figures(load: Home | Business, story: Story) -> Home | Business:
    """The drawn home or business with the figures the story needs."""
    return replace(load, **story.load) if story.load else load


def story_weather(calendar: Calendar) -> tuple[SteeredMonth, ...]:
    """Weather behind the story of the last bill: a mild month, then an unusual one."""
    last, before = calendar.last, calendar.before_last
    season = MONTH_MEANS_C[last.start.month - 1]
    season_before = MONTH_MEANS_C[before.start.month - 1]
    if last.start.month in WARM_MONTHS:
        unusual = SteeredMonth("heat", last, min(max(HOT_MEAN_C, season + 1.5), season + 5))
        mild_c = min(season_before, max(MILD_MEAN_C, season_before - 2.5))
    else:
        unusual = SteeredMonth("cold", last, max(min(COLD_MEAN_C, season - 2), season - 7))
        mild_c = max(season_before, min(MILD_MEAN_C, season_before + 2.5))
    if before == last:
        return (unusual,)
    return (SteeredMonth("mild", before, mild_c), unusual)


def _from_day(month: Period, day: int) -> date:
    return month.start + timedelta(days=day - 1)


def _until_now(
    kind: EventKind, size: float, first_day: int
) -> Callable[[Calendar], tuple[Event, ...]]:
    """Something that began on that day of the month before the last bill's and goes on."""

    def happening(calendar: Calendar) -> tuple[Event, ...]:
        start = _from_day(calendar.before_last, first_day)
        return (Event(kind, Period(start, calendar.whole.end), size),)

    return happening


def _estimated_low(calendar: Calendar) -> tuple[Event, ...]:
    before = calendar.before_last
    return (Event(EventKind.ESTIMATED, Period(_from_day(before, 8), before.end), 0.4),)


def _away(calendar: Calendar) -> tuple[Event, ...]:
    last = calendar.last
    return (Event(EventKind.AWAY, Period(_from_day(last, 3), _from_day(last, 28))),)


STORIES: tuple[Story, ...] = (
    Story(
        WEATHER_STORY,
        "young_family",
        "last bill much higher: heat or cold, dearer tier",
        "res_month",
        load={
            "living_kwh": 2.4,
            "water_kwh": 0.8,
            "cooling_kw": 1.6,
            "cooling_from_c": 26.3,
            "heating_kw": 2.8,
            "heating_below_c": 16.0,
            "day_presence": 0.6,
        },
    ),
    Story(
        "estimated_correction",
        "young_family",
        "last bill higher: correction of estimated reads",
        "res_month",
        load={"living_kwh": 4.6, "water_kwh": 1.6, "cooling_kw": 0.3},
        happening=_estimated_low,
    ),
    Story(
        "new_car",
        "worker_couple",
        "last bill higher: electric car",
        "res_month",
        load={"ev_kw": 7.0, "cooling_kw": 0.6},
        happening=_until_now(EventKind.CAR, 0.0, 24),
    ),
    Story(
        "leak",
        "elderly",
        "last bill higher: leak, night use rose",
        "res_month",
        load={"cooling_kw": 0.3},
        happening=_until_now(EventKind.LEAK, 340.0, 27),
    ),
    Story(
        "arrears",
        "village_home",
        "in arrears: three bills unpaid",
        "res_month",
        habit=Habit.ARREARS,
        unpaid_bills=3,
    ),
    Story(
        "prepaid_low",
        "worker_couple",
        "prepaid nearly empty",
        "res_month",
        habit=Habit.PREPAID_LOW,
    ),
    Story("peak_valley_pays", "night_owl", "peak/valley pays", "res_month", load={"ev_kw": 3.5}),
    Story("peak_valley_costs", "day_workshop", "peak/valley would not pay", "res_month"),
    Story(
        "poor_power_factor",
        "factory_one_shift",
        "poor power factor",
        None,
        load={"kw": 210.0, "power_factor": 0.78},
    ),
    Story("two_homes", "young_family", "two accounts", "res_year"),
    Story("two_homes_second", "elderly", "two accounts", "res_month", same_customer_as="two_homes"),
    Story(
        "bill_fell",
        "big_household",
        "last bill much lower: away from home",
        "res_month",
        happening=_away,
    ),
    Story(
        "low_income",
        "elderly",
        "low-income free energy",
        "res_month",
        low_income=True,
    ),
    Story("multi_person", "big_household", "multi-person allowance", "res_month"),
)
