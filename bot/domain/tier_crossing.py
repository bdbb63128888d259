"""On which day the next tier begins, when energy goes on as foreseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class TierCrossing:
    """The first day with energy in a dearer tier."""

    tier: int
    """1-based tier that begins."""
    day: date
    limit_kwh: Decimal
    """Energy of the cycle after which it begins."""


def tier_crossings(
    *,
    used_kwh: Decimal,
    limits_kwh: Sequence[Decimal],
    first_day: date,
    daily_kwh: Sequence[Decimal],
) -> tuple[TierCrossing, ...]:
    """Every tier that begins within the days foreseen, in order.

    `used_kwh` is counted from the cycle's start to before `first_day`, `daily_kwh` what each day
    from `first_day` on will add; the caller ends it with the cycle. A kWh exactly on a limit
    still belongs to the cheaper tier. Tiers reached before `first_day` are not told again.
    """
    found = []
    used = used_kwh
    for place, energy in enumerate(daily_kwh):
        if energy < 0:
            raise ValueError(f"a day cannot use less than nothing: {energy}")
        for number, limit in enumerate(limits_kwh, start=2):
            if used <= limit < used + energy:
                found.append(TierCrossing(number, first_day + timedelta(days=place), limit))
        used += energy
    return tuple(found)
