"""How customers pay: bills on time, late, in parts or not at all; balances topped up."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np

from bot.domain.money import ZERO, to_fen
from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI
from bot.storage.demo.people import town_words
from bot.storage.demo.plan import Habit

LATE_ODDS = 0.3
"""How often a late or partial payer is late."""
LOW_CREDIT_YUAN = Decimal(25)
"""A prepaid customer tops up before the balance falls below this."""


@dataclass(frozen=True)
class Intent:
    """When a part of a bill is paid."""

    on: date
    part: Decimal
    """Of what the bill asks, 0 to 1."""


def intents(
    *, habit: Habit, issued_on: date, due_on: date, rng: np.random.Generator
) -> list[Intent]:
    """What the customer will do about one bill, wherever the town ends."""
    on_time = issued_on + timedelta(days=int(rng.integers(1, 13)))
    too_late = due_on + timedelta(days=int(rng.integers(3, 26)))
    slips = rng.random() < LATE_ODDS
    if habit is Habit.LATE and slips:
        return [Intent(too_late, Decimal(1))]
    if habit is Habit.PARTIAL and slips:
        return [Intent(on_time, Decimal("0.6")), Intent(too_late, Decimal("0.4"))]
    return [Intent(on_time, Decimal(1))]


class Cashbook:
    """Payments of one account, numbered in the order they were made."""

    def __init__(self, *, account_no: str, rng: np.random.Generator) -> None:
        self.payments: list[Payment] = []
        self._account_no = account_no
        self._rng = rng
        channels = town_words()["payment_channels"]
        self._usual = str(channels[int(rng.integers(len(channels)))])

    def receive(self, *, on: date, amount_yuan: Decimal, bill_id: str | None) -> None:
        """Book a payment some time between 08:00 and 21:00 of the day."""
        minute = int(self._rng.integers(8 * 60, 21 * 60))
        moment = time(minute // 60, minute % 60)
        self.payments.append(
            Payment(
                payment_id=f"P{self._account_no}-{on:%Y%m%d}-{len(self.payments) + 1:03d}",
                account_no=self._account_no,
                paid_at=datetime.combine(on, moment, tzinfo=SHANGHAI),
                amount_yuan=amount_yuan,
                channel=self._usual,
                bill_id=bill_id,
            )
        )


def final_credit_yuan(habit: Habit, rng: np.random.Generator) -> Decimal:
    """Balance on the town's last day."""
    low, high = {
        Habit.PREPAID_LOW: (2.0, 9.0),
        Habit.PREPAID_NEGATIVE: (-38.0, -6.0),
    }.get(habit, (35.0, 220.0))
    return to_fen(Decimal(str(round(float(rng.uniform(low, high)), 2))))


def top_ups(
    *, daily_cost_yuan: Sequence[Decimal], first_day: date, final_yuan: Decimal
) -> list[tuple[date, Decimal]]:
    """Round top-ups, and an opening one, after which exactly `final_yuan` is left.

    Found backwards from the last day: whenever the balance before a day would have been more
    than one top-up above the customer's low mark, that day began with a top-up.
    """
    typical_month = sum(daily_cost_yuan, ZERO) / max(len(daily_cost_yuan), 1) * 30
    size = Decimal(max(100, math.ceil(typical_month / 50) * 50))
    found: list[tuple[date, Decimal]] = []
    credit = final_yuan
    for place in range(len(daily_cost_yuan) - 1, -1, -1):
        credit += daily_cost_yuan[place]
        if credit > size + LOW_CREDIT_YUAN and place:
            found.append((first_day + timedelta(days=place), size))
            credit -= size
    if credit > 0:
        found.append((first_day, credit))
    return found[::-1]


def spread_by_day(amount_yuan: Decimal, days: int) -> list[Decimal]:
    """An amount in whole fen cut into days that sum to it."""
    marks = [to_fen(amount_yuan * day / days) for day in range(days + 1)]
    return [after - before for before, after in itertools.pairwise(marks)]
