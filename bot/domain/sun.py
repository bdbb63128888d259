"""Photovoltaics on one roof: what each half-hour takes of it, and what is fed in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, pairwise

from bot.domain.usage import SLOTS_PER_DAY, DayEnergy
from bot.domain.what_if import PastMonth

_SUNRISE, _SUNSET = 12, 36
"""Half-hours: 6:00 and 18:00, the mean of a year at China's latitudes."""
_DAYS_A_MONTH = 365 / 12


def _shape() -> tuple[float, ...]:
    """Share of a day's sun in each half-hour: half a sine from sunrise to sunset."""
    span = _SUNSET - _SUNRISE
    height = [
        math.sin(math.pi * (slot - _SUNRISE + 0.5) / span) if _SUNRISE <= slot < _SUNSET else 0.0
        for slot in range(SLOTS_PER_DAY)
    ]
    whole = sum(height)
    return tuple(value / whole for value in height)


SHAPE = _shape()


def _slots(day_wh: float) -> list[int]:
    """A day's sun by half-hour in whole Wh; what is cut off one slot goes to the next."""
    ends = [round(day_wh * end) for end in accumulate(SHAPE)]
    return [end - begin for begin, end in pairwise([0, *ends])]


def with_sun(
    months: Sequence[PastMonth], kwh_by_month: Mapping[int, Decimal]
) -> tuple[list[PastMonth], Decimal, Decimal]:
    """The months with less bought, kWh taken at once, and kWh fed in.

    `kwh_by_month` is what the roof gives in a calendar month (1 to 12). Every day of a month has
    the same sun: clouds come and go, so what is taken at once is somewhat overstated on days of
    little use and understated on days of much.
    """
    changed, own_wh, fed_wh = [], 0, 0
    for month in months:
        days = []
        for day in month.usage.days:
            sun = float(kwh_by_month[day.day.month]) * 1000 / _DAYS_A_MONTH
            made = _slots(sun)
            taken = [min(used, given) for used, given in zip(day.slot_wh, made, strict=True)]
            own_wh += sum(taken)
            fed_wh += sum(made) - sum(taken)
            left = tuple(used - off for used, off in zip(day.slot_wh, taken, strict=True))
            days.append(DayEnergy(day.day, left, day.estimated_slots, day.missing_slots))
        usage = replace(month.usage, days=tuple(days), max_demand_kw=month.demand_kw)
        changed.append(replace(month, usage=usage))
    return changed, Decimal(own_wh) / 1000, Decimal(fed_wh) / 1000
