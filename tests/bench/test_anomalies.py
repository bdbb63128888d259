"""The bench of anomalies: faults of a small town, judged by what really happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench.anomalies import MONTHS, Judged, judge, rows
from bot.domain.period import Period
from bot.storage.demo.calendar import day_kinds
from bot.storage.demo.event import Event, EventKind
from bot.storage.demo.plan import Plan, town_calendar
from bot.storage.demo.roster import make_roster
from bot.storage.demo.weather import make_weather

SEED, UNTIL = 9, date(2026, 5, 20)
CALENDAR = town_calendar(months=MONTHS, until=UNTIL)
WEATHER = make_weather(period=CALENDAR.whole, seed=SEED)
KINDS = day_kinds(CALENDAR.whole)
QUIET = next(
    replace(plan, events=())
    for plan in make_roster(accounts=60, calendar=CALENDAR, seed=SEED)
    if plan.archetype == "young_family" and plan.story is None
)


def judged(*events: Event) -> Judged:
    return judge(with_events(*events), weather=WEATHER, kinds=KINDS, seed=SEED)


def with_events(*events: Event) -> Plan:
    return replace(QUIET, events=events)


def lately(kind: EventKind, days: int, size: float = 0.0) -> Event:
    return Event(kind, Period(UNTIL - timedelta(days=days), UNTIL), size)


@pytest.mark.parametrize(
    "event",
    [
        lately(EventKind.LEAK, 30, 400),
        lately(EventKind.BYPASS, 60, 0.2),
        lately(EventKind.STOPPED, 8),
    ],
    ids=lambda event: event.kind.value,
)
def test_a_fault_that_is_found_is_right_and_not_missed(event: Event) -> None:
    one = judged(event)

    assert one.faults == (event.kind.value,)
    assert (one.missed, one.wrong) == ((), ())
    assert one.right


def test_a_home_without_a_fault_has_nothing_to_find() -> None:
    one = judged()

    assert (one.faults, one.missed, one.right, one.wrong) == ((), (), (), ())


def test_a_leak_too_small_to_see_is_missed() -> None:
    assert judged(lately(EventKind.LEAK, 30, 15)).missed == ("leak",)


def test_an_empty_home_must_be_told_as_one() -> None:
    gone, left_on = lately(EventKind.AWAY, 20), lately(EventKind.LEAK, 20, 300)

    one = judged(gone, left_on)

    assert one.faults == ("empty home",)
    assert one.missed == ()


def test_precision_and_recall_are_counted_over_all_meters() -> None:
    found = judged(lately(EventKind.LEAK, 30, 400))
    missed = judged(lately(EventKind.LEAK, 30, 15))
    wrong = replace(found, faults=(), right=(), wrong=found.right)

    table = {row.measure: row for row in rows([found, missed, wrong], took_ms=1.0)}

    assert (table["precision"].ours, table["recall"].ours) == (0.5, 0.5)
    assert table["precision"].holds is False
    assert table["recall, leak (2)"].ours == 0.5
