"""When a meter's energy is used, from its recent half-hours: at night, by day, by a car, at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analytics.car_charging import charging_kwh

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MIN_DAYS = 28
"""Whole days below which nothing is said."""
IDLE_DAYS = 28
"""The newest whole days in which a meter may stand idle."""
IDLE_KWH = 1.0
"""A fridge and a router use more in a day."""
NIGHT = ((23.0, 24.0), (0.0, 6.0))
DAYTIME = ((9.0, 17.0),)


@dataclass(frozen=True)
class Habits:
    """Parts of the energy, 0 to 1; None where the days cannot say."""

    days: int
    """Whole days looked at."""
    night_share: float | None = None
    """From eleven at night to six."""
    day_share: float | None = None
    """From nine to five on workdays."""
    idle_share: float | None = None
    """Part of the newest days on which next to nothing was used."""
    car_share: float | None = None


def habits(*, kwh: Floats, day_off: Bools) -> Habits:
    """Of days x slots (NaN where not measured), the oldest day first."""
    whole = np.isfinite(kwh).all(axis=1)
    count = int(whole.sum())
    if count < MIN_DAYS:
        return Habits(count)
    known = kwh[whole]
    daily = known.sum(axis=1)
    newest = daily[-IDLE_DAYS:]
    # A meter that counts nothing at all may have stopped: that says nothing of who lives there.
    idle = float(((newest > 0) & (newest < IDLE_KWH)).mean())
    total = float(daily.sum())
    if total <= 0:
        return Habits(count, idle_share=idle)
    workdays = known[~day_off[whole]]
    worked = float(workdays.sum())
    return Habits(
        days=count,
        night_share=float(known[:, _slots(NIGHT, kwh.shape[1])].sum() / total),
        day_share=float(workdays[:, _slots(DAYTIME, kwh.shape[1])].sum() / worked)
        if worked > 0
        else None,
        idle_share=idle,
        car_share=float(charging_kwh(known).sum() / total),
    )


def _slots(hours: tuple[tuple[float, float], ...], slots: int) -> Bools:
    hour = np.arange(slots) * 24.0 / slots
    inside = np.zeros(slots, dtype=np.bool_)
    for start, end in hours:
        inside |= (hour >= start) & (hour < end)
    return inside
