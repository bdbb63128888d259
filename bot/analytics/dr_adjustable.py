"""How much of a meter's load in certain half-hours can be spared, told from its own past.

* Cooling and heating: the meter's energy of these hours answers to the weather by so many Wh per
  degree; setting back by two degrees spares that many degrees, never more than there are.
* Charging: blocks of an hour or more that stand several kW above what is usual at that time.
* The rest above the base load: the programme says which part of it can wait.

Nothing is counted twice: each part is taken from what the ones before it left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analytics import weather_response
from bot.analytics.dr_baseline import REACH_DAYS, Window
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEAST_DAYS = 10
"""Whole days alike within reach that any answer needs."""
CHARGING_W = 2_500.0
"""A block that stands this much above the usual of its half-hour looks like an electric car."""
CHARGING_SLOTS = 2
_SLOTS_PER_HOUR = 2
_BASE_QUANTILE = 0.10


@dataclass(frozen=True)
class Spare:
    """Mean watts of the window by where they come from, before a programme's shares."""

    usual_w: float
    cooling_w: float
    heating_w: float
    charging_w: float
    above_base_w: float
    """What is left above the base load."""
    days_used: int


def spare(
    wh: Floats,
    *,
    alike: Bools,
    day_off: Bools,
    mean_c: Floats,
    window: Window,
    day_c: float,
    degrees: float,
) -> Spare:
    """Watts that can be spared; arrays of days x 48 half-hours, oldest first.

    `day_c` is the mean temperature expected on the event day, `degrees` the set-back.

    Raises:
        NotEnoughReadings: too few days alike lately. Facts: days_present, days_needed.
    """
    near = np.flatnonzero(alike[-REACH_DAYS:]) + max(len(alike) - REACH_DAYS, 0)
    if len(near) < LEAST_DAYS:
        raise NotEnoughReadings(days_present=len(near), days_needed=LEAST_DAYS)
    hours = (window.after - window.first) / _SLOTS_PER_HOUR
    usual = float(wh[near, window.steps].sum(axis=1).mean()) / hours
    base = min(_base_w(wh[near]), usual)
    cooling, heating = _weather_w(wh, day_off, mean_c, window, day_c, degrees)
    left = usual - base
    cooling = min(cooling / hours, left)
    heating = min(heating / hours, left - cooling)
    charging = min(_charging_w(wh[near], window) / hours, left - cooling - heating)
    return Spare(
        usual_w=usual,
        cooling_w=cooling,
        heating_w=heating,
        charging_w=charging,
        above_base_w=left - cooling - heating - charging,
        days_used=len(near),
    )


def _base_w(near: Floats) -> float:
    """Power that never stops: a low quantile of all half-hours."""
    return float(np.quantile(near, _BASE_QUANTILE)) * _SLOTS_PER_HOUR


def _weather_w(
    wh: Floats, day_off: Bools, mean_c: Floats, window: Window, day_c: float, degrees: float
) -> tuple[float, float]:
    """Wh of the window that a set-back spares by cooling and by heating; 0 where none is seen."""
    if not np.isfinite(day_c):
        return 0.0, 0.0
    try:
        response = weather_response.fit(
            daily_wh=wh[:, window.steps].sum(axis=1), mean_c=mean_c, day_off=day_off
        )
    except NotEnoughReadings:
        return 0.0, 0.0
    hot = min(max(day_c - response.cool_above_c, 0.0), degrees)
    cold = min(max(response.warm_below_c - day_c, 0.0), degrees)
    return response.cooling_wh_per_degree * hot, response.heating_wh_per_degree * cold


def _charging_w(near: Floats, window: Window) -> float:
    """Mean Wh a day of the window that lies in charging blocks, above what is usual."""
    above = near - np.quantile(near, 0.25, axis=0)
    high = above * _SLOTS_PER_HOUR >= CHARGING_W
    # A block counts when its neighbour before or after is high as well.
    before = np.zeros_like(high)
    before[:, 1:] = high[:, :-1]
    after = np.zeros_like(high)
    after[:, :-1] = high[:, 1:]
    block = high & (before | after)
    return float(np.where(block, above, 0.0)[:, window.steps].sum(axis=1).mean())
