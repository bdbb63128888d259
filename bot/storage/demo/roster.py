"""Who lives and works in the town: stories first, then everyone else by quota."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from bot.domain.account import Contract
from bot.domain.period import Period
from bot.storage.demo import archetype as archetypes
from bot.storage.demo import contract as contracts
from bot.storage.demo import people
from bot.storage.demo.archetype import Business, Home
from bot.storage.demo.calendar import new_years
from bot.storage.demo.circumstance import add_circumstances
from bot.storage.demo.event import Event, EventKind
from bot.storage.demo.plan import Calendar, Plan
from bot.storage.demo.story import STORIES, Story, apply_figures

_ROSTER, _ACCOUNT = 3, 4
"""Streams of random numbers; weather has 1 and 2."""


def make_roster(*, accounts: int, calendar: Calendar, seed: int) -> list[Plan]:
    """The plans of all accounts, in order of their numbers."""
    plans: list[Plan] = []
    rng = np.random.default_rng([seed, _ROSTER])
    for story in STORIES[:accounts]:
        plans.append(_story_plan(story, len(plans), calendar, seed))
    for name in _archetype_order(accounts - len(plans), rng):
        plans.append(_plain_plan(name, len(plans), calendar, seed))
    by_name = {plan.story: plan for plan in plans if plan.story}
    for story in STORIES[:accounts]:
        if story.same_customer_as:
            place = by_name[story.name].index
            owner = by_name[story.same_customer_as].customer
            plans[place] = replace(plans[place], customer=owner)
    return add_circumstances(plans=plans, calendar=calendar, rng=rng)


def _archetype_order(count: int, rng: np.random.Generator) -> list[str]:
    """`count` archetypes by largest remainder, shuffled."""
    shares = archetypes.shares()
    whole = sum(shares.values())
    exact = {name: count * share / whole for name, share in shares.items()}
    numbers = {name: math.floor(part) for name, part in exact.items()}
    by_remainder = sorted(exact, key=lambda name: numbers[name] - exact[name])
    for name in by_remainder[: count - sum(numbers.values())]:
        numbers[name] += 1
    order = [name for name, number in numbers.items() for _ in range(number)]
    return [order[place] for place in rng.permutation(len(order))]


def _plain_plan(archetype: str, index: int, calendar: Calendar, seed: int) -> Plan:
    rng = np.random.default_rng([seed, _ACCOUNT, index])
    load: Home | Business
    if archetypes.is_home(archetype):
        load = archetypes.draw_home(archetype, rng)
    else:
        load = archetypes.draw_business(archetype, rng)
    terms = contracts.terms_for(archetype=archetype, load=load, rng=rng)
    opened_on = calendar.whole.start - timedelta(days=int(rng.integers(200, 6000)))
    return Plan(
        index=index,
        archetype=archetype,
        account_no=people.account_no(index),
        meter_no=people.meter_no(index),
        customer=people.draw_customer(index=index, archetype=archetype, rng=rng),
        address=people.draw_address(archetype=archetype, rng=rng),
        opened_on=opened_on,
        load=load,
        contracts=(Contract(people.account_no(index), opened_on, None, terms),),
        events=_absences(archetype, calendar, rng),
    )


def _story_plan(story: Story, index: int, calendar: Calendar, seed: int) -> Plan:
    plain = _plain_plan(story.archetype, index, calendar, seed)
    load = apply_figures(plain.load, story)
    rng = np.random.default_rng([seed, _ACCOUNT, index, 1])
    if story.tariff_code and isinstance(load, Home):
        terms = contracts.residential(
            story.tariff_code, people=load.people, low_income=story.low_income
        )
    else:
        terms = contracts.terms_for(archetype=story.archetype, load=load, rng=rng)
    return replace(
        plain,
        load=load,
        contracts=(replace(plain.contracts[0], terms=terms),),
        events=story.happening(calendar),
        habit=story.habit,
        unpaid_bills=story.unpaid_bills,
        story=story.name,
    )


def _absences(archetype: str, calendar: Calendar, rng: np.random.Generator) -> tuple[Event, ...]:
    """Spring Festival travel and guests; holiday homes are empty but for a few weeks."""
    if archetype == "holiday_home":
        return _holiday_home_absences(calendar.whole, rng)
    if not archetypes.is_home(archetype) or archetype in ("vacant", "day_workshop"):
        return ()
    events = []
    kind = rng.choice(["travel", "guests", "quiet"], p=[0.4, 0.3, 0.3])
    before, after = int(rng.integers(2, 6)), int(rng.integers(3, 8))
    for new_year in new_years(calendar.whole):
        stay = Period(new_year - timedelta(days=before), new_year + timedelta(days=after))
        if kind == "travel":
            events.append(Event(EventKind.AWAY, stay))
        elif kind == "guests":
            events.append(Event(EventKind.GUESTS, stay, round(float(rng.uniform(1.25, 1.7)), 2)))
    return tuple(events)


def _holiday_home_absences(whole: Period, rng: np.random.Generator) -> tuple[Event, ...]:
    """Away except about Spring Festival, the October holiday and two weeks in summer."""
    stays = [(day - timedelta(days=3), 9) for day in new_years(whole)]
    for year in range(whole.start.year, whole.end.year + 1):
        stays.append((date(year, 10, 1), 6))
        stays.append((date(year, 7, 12) + timedelta(days=int(rng.integers(25))), 14))
    events, gone_since = [], whole.start
    for start, days in sorted(stays):
        if start > gone_since:
            events.append(Event(EventKind.AWAY, Period(gone_since, start)))
        gone_since = max(gone_since, start + timedelta(days=days))
    if gone_since < whole.end:
        events.append(Event(EventKind.AWAY, Period(gone_since, whole.end)))
    return tuple(event for event in events if event.period.overlap(whole))
