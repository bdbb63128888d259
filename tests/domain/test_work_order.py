"""A work order only moves forward, and its history tells all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.promise import promised
from bot.domain.urgency import Urgency
from bot.domain.work_order import (
    Act,
    By,
    OrderKind,
    OrderStatus,
    Report,
    WorkOrder,
    advanced,
    in_turn,
    judged,
    noted,
    standing,
)
from tests.domain.test_commitment import at
from tests.domain.test_promise import ANSWER, BACK, COME
from tests.domain.test_urgency import RULES
from tests.domain.test_working_days import CALENDAR

OPENED = at("2026-07-20 10:00")
ORDER = noted(
    WorkOrder(
        number="BX26072000016",
        key="k",
        kind=OrderKind.REPAIR,
        status=OrderStatus.OPEN,
        urgency=Urgency.SOON,
        points=0,
        report=Report("c1", "东风小区 3 栋 302"),
        event_id=None,
        opened_at=OPENED,
        promises=promised([COME, BACK], start=OPENED, calendar=CALENDAR),
    ),
    Act.OPENED,
    at=OPENED,
)
statuses = st.sampled_from(OrderStatus)


def move(order: WorkOrder, to: OrderStatus, minutes: int) -> WorkOrder:
    return advanced(order, to, at=OPENED + timedelta(minutes=minutes), by=By.UTILITY)


def test_the_promise_that_is_next_follows_the_status() -> None:
    """First the arrival, then the supply, then nothing is awaited."""
    arrived = move(ORDER, OrderStatus.ARRIVED, 30)
    done = move(arrived, OrderStatus.DONE, 90)

    assert [order.promise and order.promise.code for order in (ORDER, arrived, done)] == [
        "come",
        "back",
        "back",
    ]
    assert standing(arrived, now=at("2026-07-20 10:40")).left == timedelta(minutes=170)
    assert standing(done, now=at("2026-07-21 10:00")).left is None


@pytest.mark.parametrize(("now", "overdue"), [("10:44", False), ("10:45", True)])
def test_it_is_overdue_when_the_next_promise_is(now: str, overdue: bool) -> None:
    """To the minute."""
    assert standing(ORDER, now=at(f"2026-07-20 {now}")).overdue is overdue


def test_nothing_is_overdue_once_it_is_over() -> None:
    """A cancelled order waits for nobody."""
    cancelled = move(ORDER, OrderStatus.CANCELLED, 5)

    assert not standing(cancelled, now=at("2026-07-30 10:00")).overdue


def test_an_order_without_a_promise_is_told_so() -> None:
    """No clock is made up where no company promised anything."""
    progress = standing(replace(ORDER, promises=()), now=at("2026-07-30 10:00"))

    assert (progress.promise, progress.overdue, progress.left) == (None, False, None)


@given(st.lists(st.tuples(statuses, st.integers(0, 500)), max_size=12))
def test_it_never_goes_back(moves: list[tuple[OrderStatus, int]]) -> None:
    """Whatever comes in, in whatever order: rank only rises and each step is told once."""
    order, ranks = ORDER, [0]
    for to, minutes in moves:
        was_final = order.status.is_final
        after = move(order, to, minutes)
        assert not was_final or after is order
        order = after
        ranks.append(order.status.rank)

    told = [entry.status for entry in order.history if entry.act is Act.MOVED]
    assert ranks == sorted(ranks)
    assert len(told) == len(set(told))
    assert (told != []) == (order.status is not OrderStatus.OPEN)
    assert [entry.at for entry in order.history] == sorted(entry.at for entry in order.history)


def test_what_is_learned_late_stands_where_it_belongs() -> None:
    """The history is by time; the numbers keep the order in which we learned of it."""
    order = noted(ORDER, Act.URGED, at=at("2026-07-20 10:30"))

    order = move(order, OrderStatus.DISPATCHED, 5)

    assert [entry.act for entry in order.history] == [Act.OPENED, Act.MOVED, Act.URGED]
    assert [entry.seq for entry in order.history] == [1, 3, 2]


def test_urgency_never_sinks() -> None:
    """Correcting the place does not undo what was decided for good reason."""
    urgent = replace(ORDER, urgency=Urgency.CRITICAL, points=100)

    again = judged(urgent, RULES, facts=urgent.facts())

    assert (again.urgency, again.points) == (Urgency.CRITICAL, 100)
    assert judged(ORDER, RULES, facts=ORDER.facts(), least=Urgency.URGENT).urgency is Urgency.URGENT


def test_who_comes_first() -> None:
    """Level, then overdue, then points, then what is due first, then age."""
    now = at("2026-07-20 10:50")
    later = OPENED + timedelta(minutes=20)
    fresh = promised([COME], start=later, calendar=CALENDAR)
    answer = promised([ANSWER], start=OPENED, calendar=CALENDAR)
    orders = {
        "critical": replace(ORDER, urgency=Urgency.CRITICAL, promises=fresh),
        "overdue": ORDER,
        "points": replace(ORDER, points=9, promises=fresh),
        "sooner": replace(ORDER, promises=fresh),
        "later": replace(ORDER, promises=answer),
        "no promise": replace(ORDER, promises=()),
        "normal": replace(ORDER, urgency=Urgency.NORMAL),
    }
    shuffled = [replace(orders[name], number=name) for name in sorted(orders)]

    assert [order.number for order in in_turn(shuffled, now=now)] == list(orders)
