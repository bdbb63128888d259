"""Simple ways to forecast an area's day that any model has to beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.analytics.load_features import AreaDays, Gate, aligned_places

Floats = NDArray[np.float64]

YESTERDAY = "day before"
WEEK = "7 days before"
SAME_KIND = "mean of same kind of day"
LAST_YEAR = "aligned last year x growth"
HALF = "half day before, half same kind"
_ALIKE_DAYS = 5
_GROWTH_DAYS = 28


def forecasts(area: AreaDays, *, gate: Gate = "midnight") -> dict[str, Floats]:
    """Each rule's forecast of every day, days x steps, NaN where it has nothing to go by.

    At the noon gate the newest whole day is the one before yesterday.
    """
    load, whole = np.exp(area.log_load), 1 if gate == "midnight" else 2
    before, alike = _lagged(load, whole), _same_kind(load, area, whole)
    return {
        YESTERDAY: before,
        WEEK: _lagged(load, 7),
        SAME_KIND: alike,
        LAST_YEAR: _last_year(load, area, whole),
        HALF: (before + alike) / 2,
    }


def _lagged(load: Floats, days: int) -> Floats:
    lagged = np.full_like(load, np.nan)
    lagged[days:] = load[:-days]
    return lagged


def _same_kind(load: Floats, area: AreaDays, whole: int) -> Floats:
    """Mean of the last five days of its kind: workday, weekend, or statutory holiday."""
    kind = area.facts.day_off + area.facts.statutory
    means = np.full_like(load, np.nan)
    for day in range(whole, len(load)):
        places = np.flatnonzero(kind[: day - whole + 1] == kind[day])[-_ALIKE_DAYS:]
        if len(places):
            means[day] = load[places].mean(axis=0)
    return means


def _last_year(load: Floats, area: AreaDays, whole: int) -> Floats:
    """Last year's aligned day times how the last four weeks compare with their aligned days."""
    places = aligned_places(area.days)
    aligned = np.full_like(load, np.nan)
    aligned[places >= 0] = load[places[places >= 0]]
    energy, then = load.mean(axis=1), aligned.mean(axis=1)
    grown = np.full_like(load, np.nan)
    for day in range(_GROWTH_DAYS + whole, len(load)):
        recent = slice(day - whole + 1 - _GROWTH_DAYS, day - whole + 1)
        known = np.isfinite(energy[recent]) & np.isfinite(then[recent])
        if known.any():
            growth = energy[recent][known].sum() / then[recent][known].sum()
            grown[day] = aligned[day] * growth
    return grown
