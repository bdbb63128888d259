"""Demand response worked out by hand, without numpy: what the product must agree with.

Days are lists of 48 half-hours in Wh; nothing here imports the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

Day = Sequence[float]


def ten_in_ten(before: Sequence[Day], today: Day, first: int, after: int) -> list[float]:
    """Mean of the last ten of `before`, moved by at most a fifth to fit hours -4 … -1."""
    ten = before[-10:]
    assert len(ten) == 10
    mean = [sum(day[slot] for day in ten) / 10 for slot in range(48)]
    usual = sum(mean[slot] for slot in range(first - 8, first - 2))
    really = sum(today[slot] for slot in range(first - 8, first - 2))
    factor = max(0.8, min(1.2, really / usual))
    return [mean[slot] * factor for slot in range(first, after)]


def last_five(before: Sequence[Day], first: int, after: int) -> list[float]:
    """Plain mean of the last five."""
    five = before[-5:]
    assert len(five) == 5
    return [sum(day[slot] for day in five) / 5 for slot in range(first, after)]


def reward(
    *, planned_wh: int, reduced_wh: int, least: str, most: str, yuan_per_kwh: str
) -> Decimal:
    """Nothing below the least share; above the most share no more."""
    if planned_wh <= 0 or Decimal(reduced_wh) < Decimal(least) * planned_wh or reduced_wh <= 0:
        return Decimal("0.00")
    counted = min(Decimal(reduced_wh), Decimal(most) * planned_wh)
    exact = counted * Decimal(yuan_per_kwh) / 1000
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
