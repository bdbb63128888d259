"""Customers pay as people do, and every fen is where it should be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.demo import payment_run
from bot.storage.demo.plan import Habit

ISSUED, DUE = date(2026, 10, 3), date(2026, 10, 22)
fen = st.integers(0, 5_000).map(lambda number: Decimal(number) / 100)


@given(amount=st.integers(-10_000, 500_000), days=st.integers(1, 31))
def test_an_amount_spread_over_days_stays_the_amount(amount: int, days: int) -> None:
    """The days of a month sum to the bill."""
    amount_yuan = Decimal(amount) / 100

    assert sum(payment_run.spread_by_day(amount_yuan, days)) == amount_yuan


@given(costs=st.lists(fen, min_size=1, max_size=60), final=st.integers(-3_000, 20_000))
def test_top_ups_leave_exactly_what_was_asked(costs: list[Decimal], final: int) -> None:
    """Opening balance and top-ups minus all days' cost is the final balance."""
    final_yuan, first_day = Decimal(final) / 100, date(2026, 1, 1)

    found = payment_run.top_ups(daily_cost_yuan=costs, first_day=first_day, final_yuan=final_yuan)

    opened = final_yuan + sum(costs) > 0
    expected = final_yuan + sum(costs) if opened else Decimal(0)
    assert sum(amount for _, amount in found) == expected
    assert all(amount > 0 for _, amount in found)
    assert [day for day, _ in found] == sorted(day for day, _ in found)


def test_later_top_ups_are_round() -> None:
    """People top up by round amounts; only the opening balance is odd."""
    costs = [Decimal("3.21")] * 200

    found = payment_run.top_ups(
        daily_cost_yuan=costs, first_day=date(2026, 1, 1), final_yuan=Decimal("5.55")
    )

    assert len(found) > 3
    assert all(amount % 50 == 0 for _, amount in found[1:])


def _all_intents(habit: Habit) -> list[list[payment_run.Intent]]:
    rng = np.random.default_rng(1)
    return [
        payment_run.intents(habit=habit, issued_on=ISSUED, due_on=DUE, rng=rng) for _ in range(200)
    ]


def test_the_prompt_pay_in_time() -> None:
    """Once, before the due date."""
    for plan in _all_intents(Habit.PROMPT):
        assert len(plan) == 1
        assert ISSUED < plan[0].on <= DUE


def test_the_late_are_late_now_and_then() -> None:
    """In about three of ten months."""
    late = [plan for plan in _all_intents(Habit.LATE) if plan[0].on > DUE]

    assert 30 < len(late) < 90
    assert all(plan[0].on <= DUE + timedelta(days=26) for plan in late)


def test_the_partial_pay_the_rest_too_late() -> None:
    """Two parts that make the whole."""
    split = [plan for plan in _all_intents(Habit.PARTIAL) if len(plan) == 2]

    assert split
    for first, second in split:
        assert first.on <= DUE < second.on
        assert first.part + second.part == 1
