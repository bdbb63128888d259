"""What is true of a part of the town: cars, panels, tariff switches, faults, paying habits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from bot.domain.period import Period
from bot.storage.demo import archetype as archetypes
from bot.storage.demo import contract as contracts
from bot.storage.demo.archetype import Business, Home
from bot.storage.demo.event import Event, EventKind
from bot.storage.demo.plan import Calendar, Habit, Plan

Change = Callable[[Plan, Calendar, np.random.Generator], Plan]


@dataclass(frozen=True)
class Circumstance:
    """Something true of `part` of all accounts, and of one at least where any is eligible."""

    part: float
    eligible: Callable[[Plan], bool]
    change: Change


def add_circumstances(
    *, plans: Sequence[Plan], calendar: Calendar, rng: np.random.Generator
) -> list[Plan]:
    """The plans with every circumstance given to its quota of them; stories are left alone."""
    changed = list(plans)
    for circumstance in _circumstances():
        fitting = [p.index for p in changed if p.story is None and circumstance.eligible(p)]
        wanted = min(len(fitting), max(1, round(circumstance.part * len(plans))))
        for index in rng.choice(fitting, size=wanted, replace=False) if fitting else ():
            changed[index] = circumstance.change(changed[index], calendar, rng)
    return _second_accounts(changed, rng)


def _circumstances() -> tuple[Circumstance, ...]:
    return (
        Circumstance(0.06, _lived_in, _car),
        Circumstance(0.04, _lived_in, _panels),
        Circumstance(0.03, _lived_in, _low_income),
        Circumstance(0.05, _lived_in, _peak_valley_switch),
        Circumstance(0.02, lambda p: archetypes.is_factory(p.archetype), _poor_power_factor),
        Circumstance(0.01, _undisturbed, _leak),
        Circumstance(0.015, _undisturbed, _bypass),
        Circumstance(0.005, _undisturbed, _stopped_now),
        Circumstance(0.01, _undisturbed, _stopped_once),
        Circumstance(0.03, _undisturbed, _estimated_once),
        Circumstance(0.02, _undisturbed, _missing_now),
        Circumstance(0.04, _undisturbed, _missing_once),
        Circumstance(0.08, _prompt_home, _habit(Habit.PREPAID)),
        Circumstance(0.01, _prompt_home, _habit(Habit.PREPAID_LOW)),
        Circumstance(0.01, _prompt_home, _habit(Habit.PREPAID_NEGATIVE)),
        Circumstance(0.08, _prompt, _habit(Habit.LATE)),
        Circumstance(0.03, _prompt, _habit(Habit.PARTIAL)),
        Circumstance(0.04, _prompt, _arrears),
    )


def _lived_in(plan: Plan) -> bool:
    return isinstance(plan.load, Home) and plan.load.people > 0


def _undisturbed(plan: Plan) -> bool:
    """Lived in all year and nothing unusual planned yet."""
    ordinary = all(event.kind in (EventKind.AWAY, EventKind.GUESTS) for event in plan.events)
    return _lived_in(plan) and plan.archetype != "holiday_home" and ordinary


def _prompt(plan: Plan) -> bool:
    return plan.habit is Habit.PROMPT and plan.archetype != "vacant"


def _prompt_home(plan: Plan) -> bool:
    return _prompt(plan) and _lived_in(plan)


def _car(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
    """An electric car, bought before the town begins or during its life."""
    assert isinstance(plan.load, Home)  # noqa: S101  only homes are eligible
    load = replace(plan.load, ev_kw=float(rng.choice([3.5, 7.0])))
    if rng.random() < 0.5:
        return replace(plan, load=load)
    bought = calendar.months[int(rng.integers(len(calendar.months)))].start
    return _with_event(replace(plan, load=load), EventKind.CAR, bought, calendar.whole.end)


def _panels(plan: Plan, _calendar: Calendar, rng: np.random.Generator) -> Plan:
    assert isinstance(plan.load, Home)  # noqa: S101  only homes are eligible
    return replace(plan, load=replace(plan.load, pv_kwp=round(float(rng.uniform(3, 8)), 1)))


def _low_income(plan: Plan, _calendar: Calendar, _rng: np.random.Generator) -> Plan:
    granted = tuple(replace(c, terms=replace(c.terms, low_income=True)) for c in plan.contracts)
    return replace(plan, contracts=granted)


def _peak_valley_switch(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
    """From single price to peak/valley, on the first of a month."""
    single_price = replace(plan.contracts[0].terms, tariff_code="res_month")
    first = replace(plan.contracts[0], terms=single_price)
    choices = calendar.months[1:-2] or calendar.months
    on = choices[int(rng.integers(len(choices)))].start
    return replace(plan, contracts=contracts.switched(first, code="res_month_tou", on=on))


def _poor_power_factor(plan: Plan, _calendar: Calendar, rng: np.random.Generator) -> Plan:
    assert isinstance(plan.load, Business)  # noqa: S101  only factories are eligible
    return replace(
        plan, load=replace(plan.load, power_factor=round(float(rng.uniform(0.72, 0.84)), 2))
    )


def _leak(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
    start = calendar.last.start - timedelta(days=int(rng.integers(5, 120)))
    watts = round(float(rng.uniform(180, 600)))
    return _with_event(plan, EventKind.LEAK, start, calendar.whole.end, watts)


def _bypass(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
    start = calendar.last.start - timedelta(days=int(rng.integers(20, 250)))
    part = round(float(rng.uniform(0.1, 0.4)), 2)
    return _with_event(plan, EventKind.BYPASS, start, calendar.whole.end, part)


def _stopped_now(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
    start = calendar.last.start + timedelta(days=int(rng.integers(3, 20)))
    return _with_event(plan, EventKind.STOPPED, start, calendar.whole.end)


def _within_a_month(
    kind: EventKind, *, days: tuple[int, int], sizes: tuple[float, float]
) -> Change:
    """An event of some days inside one earlier month, so that the next bill can settle it."""

    def change(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
        earlier = calendar.months[:-1] or calendar.months
        month = earlier[int(rng.integers(max(0, len(earlier) - 12), len(earlier)))]
        length = int(rng.integers(days[0], days[1] + 1))
        start = month.start + timedelta(days=int(rng.integers(0, month.days - length)))
        size = round(float(rng.uniform(*sizes)), 2)
        return _with_event(plan, kind, start, start + timedelta(days=length), size)

    return change


_stopped_once = _within_a_month(EventKind.STOPPED, days=(8, 20), sizes=(0, 0))
_estimated_once = _within_a_month(EventKind.ESTIMATED, days=(5, 20), sizes=(0.5, 1.5))
_missing_once = _within_a_month(EventKind.MISSING, days=(1, 3), sizes=(0, 0))


def _missing_now(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
    start = calendar.whole.end - timedelta(days=int(rng.integers(2, 6)))
    return _with_event(plan, EventKind.MISSING, start, calendar.whole.end)


def _habit(habit: Habit) -> Change:
    def change(plan: Plan, _calendar: Calendar, _rng: np.random.Generator) -> Plan:
        return replace(plan, habit=habit)

    return change


def _arrears(plan: Plan, calendar: Calendar, rng: np.random.Generator) -> Plan:
    unpaid = int(rng.integers(1, min(5, len(calendar.months)) + 1))
    return replace(plan, habit=Habit.ARREARS, unpaid_bills=unpaid)


def _with_event(plan: Plan, kind: EventKind, start: date, end: date, size: float = 0.0) -> Plan:
    return replace(plan, events=(*plan.events, Event(kind, Period(start, end), size)))


def _second_accounts(plans: list[Plan], rng: np.random.Generator) -> list[Plan]:
    """A part of the customers hold a second home or a shop as well."""
    free = [plan.index for plan in plans if plan.story is None and isinstance(plan.load, Home)]
    pairs = max(1, round(0.03 * len(plans))) if len(free) >= 4 else 0
    changed = list(plans)
    picked = rng.choice(free, size=2 * pairs, replace=False) if pairs else np.array([], dtype=int)
    for first, second in picked.reshape(-1, 2):
        changed[second] = replace(changed[second], customer=changed[first].customer)
    return changed
