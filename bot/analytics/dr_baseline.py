"""The load that an event's hours would have had without it, told from days like it.

Arrays of days x steps; energy or power of one unit per step, NaN where nothing was read. `alike`
marks the days that may stand for the event day: same kind of day, read whole, no event.

* 10-in-10: the mean of the ten latest days alike, multiplied by how the event day compared with
  that mean in the three hours that end an hour before the event, at most 20 % up or down. The hour
  between keeps cooling or charging in advance from raising the baseline.
* last five (Jiangsu): the plain mean of the five latest days alike.
* group: own means multiplied by how homes that were not asked compared with theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.demand_response import BaselineRule
from bot.domain.dr_plan import Fit
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

REACH_DAYS = 45
"""Days alike are looked for no further back."""
ADJUST_HOURS, GAP_HOURS = 3, 1
MOST_ADJUSTMENT = 0.20
LEAST_PLACEBO_DAYS = 10
LEAST_CONTROLS = 10
"""A control group of fewer homes says more about them than about the day."""


@dataclass(frozen=True)
class Window:
    """Steps of a day from `first` up to `after`."""

    first: int
    after: int

    @property
    def steps(self) -> slice:
        """The same as a slice."""
        return slice(self.first, self.after)


@dataclass(frozen=True)
class Method:
    """How many days are averaged, and by how much the mean may be moved; 0 for not at all."""

    days: int
    most_adjustment: float = 0.0


METHODS = {
    BaselineRule.TEN_IN_TEN: Method(10, MOST_ADJUSTMENT),
    BaselineRule.LAST_FIVE: Method(5),
    BaselineRule.GROUP: Method(10),
}


def latest_alike(alike: Bools, *, place: int, count: int) -> Ints:
    """Rows of the latest days alike before `place`, newest last.

    Raises:
        NotEnoughReadings: fewer than `count` within reach. Facts: days_present, days_needed.
    """
    start = max(place - REACH_DAYS, 0)
    found = start + np.flatnonzero(alike[start:place])[-count:]
    if len(found) < count:
        raise NotEnoughReadings(days_present=len(found), days_needed=count)
    return found.astype(np.int64)


def baseline(
    load: Floats,
    *,
    place: int,
    alike: Bools,
    window: Window,
    method: Method,
    steps_per_hour: int,
) -> Floats:
    """The load of the window on day `place` without an event; one value a step.

    Raises:
        NotEnoughReadings: too few days alike. Facts: days_present, days_needed.
    """
    days = load[latest_alike(alike, place=place, count=method.days)]
    mean = days.mean(axis=0)
    factor = 1.0
    if method.most_adjustment:
        factor = _adjustment(mean, load[place], window, method.most_adjustment, steps_per_hour)
    return np.asarray(mean[window.steps] * factor, dtype=np.float64)


def _adjustment(
    mean: Floats, day: Floats, window: Window, most: float, steps_per_hour: int
) -> float:
    """How the day compared with the mean before the event; 1 where it cannot be told."""
    end = window.first - GAP_HOURS * steps_per_hour
    start = end - ADJUST_HOURS * steps_per_hour
    if start < 0:
        return 1.0
    usual, today = float(mean[start:end].sum()), float(day[start:end].sum())
    if not np.isfinite(today) or usual <= 0:
        return 1.0
    return float(np.clip(today / usual, 1 - most, 1 + most))


def placebo_pairs(
    load: Floats,
    *,
    alike: Bools,
    window: Window,
    method: Method,
    steps_per_hour: int,
    most: int | None = None,
    among: Bools | None = None,
) -> tuple[Floats, Floats]:
    """Baseline and truth of days without an event, the latest first: two arrays of days x steps.

    At most `most` of them, and only days marked in `among`; others still serve as days alike.
    """
    told: list[Floats] = []
    true: list[Floats] = []
    judged = alike if among is None else alike & among
    for place in np.flatnonzero(judged)[::-1]:
        if most is not None and len(told) >= most:
            break
        try:
            told.append(
                baseline(
                    load,
                    place=int(place),
                    alike=alike,
                    window=window,
                    method=method,
                    steps_per_hour=steps_per_hour,
                )
            )
        except NotEnoughReadings:
            continue
        true.append(load[place, window.steps])
    width = window.after - window.first
    return (
        np.array(told, dtype=np.float64).reshape(-1, width),
        np.array(true, dtype=np.float64).reshape(-1, width),
    )


def fit(told: Floats, true: Floats) -> Fit:
    """Errors of a baseline on placebo days.

    Raises:
        NotEnoughReadings: too few days to judge. Facts: days_present, days_needed.
    """
    if len(true) < LEAST_PLACEBO_DAYS:
        raise NotEnoughReadings(days_present=len(true), days_needed=LEAST_PLACEBO_DAYS)
    mean = float(true.mean())
    if mean <= 0:
        # A load of nothing cannot be spared; no rule is good enough for it.
        return Fit(len(true), float("inf"), float("inf"))
    error = told - true
    return Fit(
        days=len(true),
        rrmse=float(np.sqrt((error**2).mean())) / mean,
        bias=float(error.mean()) / mean,
    )


def group_baseline(members: Floats, *, controls_now: Floats, controls_usual: Floats) -> Floats:
    """Members' usual load (members x steps) moved as the control homes moved.

    `controls_…` are controls x steps, of the event day and of the days alike.

    Raises:
        NotEnoughReadings: too few control homes. Facts: days_present, days_needed (homes here).
    """
    if len(controls_now) < LEAST_CONTROLS or float(controls_usual.sum()) <= 0:
        raise NotEnoughReadings(days_present=len(controls_now), days_needed=LEAST_CONTROLS)
    return np.asarray(members * (controls_now.sum() / controls_usual.sum()), dtype=np.float64)
