"""Broken readings in the load curve of an area: found, said, and filled for use as history.

An area's load does not jump: a step far from what its neighbours and the last days say is a meter
or line fault. Only the past and the same day are looked at, so what a forecast for tomorrow
sees today does not change when tomorrow comes.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SPIKE = 0.25
"""A step this far (logarithm) from the two hours around it is broken ..."""
STRAY = 1.0
"""... and so is one this far from the same step of the last days."""
FLAT_HOURS = 3.0
"""The very same figure for this long is a frozen meter."""
_PAST_DAYS = 7
_AROUND_HOURS = 2.0


@dataclass(frozen=True)
class CleanLoad:
    """A load curve ready to learn from."""

    load: Floats
    """days x steps, same unit; broken steps filled, NaN only where nothing is known yet."""
    broken: Bools
    """days x steps: missing or not believed."""

    @property
    def whole_days(self) -> Bools:
        """Days without a broken step."""
        return np.asarray(~self.broken.any(axis=1), dtype=np.bool_)


def clean(load: Floats) -> CleanLoad:
    """Clean a curve of days x steps (NaN for missing; any unit of power or energy per step)."""
    steps = load.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(load > 0, np.log(load), np.nan)
    usual = _usual(log)
    against = log - usual
    broken = ~np.isfinite(log) | (np.abs(against) > STRAY) | _frozen(log, steps)
    smooth = _rolling_median(np.where(broken, np.nan, against), steps)
    broken |= np.abs(against - smooth) > SPIKE
    return CleanLoad(load=np.exp(_filled(np.where(broken, np.nan, log))), broken=broken)


def _usual(log: Floats) -> Floats:
    """For each step the median of the same step over the last days; NaN on the first day."""
    usual = np.full_like(log, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an all-missing window is NaN, as meant
        for day in range(1, len(log)):
            usual[day] = np.nanmedian(log[max(0, day - _PAST_DAYS) : day], axis=0)
    usual[0] = usual[1] if len(log) > 1 else 0.0
    return usual


def _rolling_median(values: Floats, steps: int) -> Floats:
    """Median over the hours around each step; within the day at its ends."""
    half = max(1, round(_AROUND_HOURS * steps / 24))
    padded = np.pad(values, ((0, 0), (half, half)), constant_values=np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(
            np.nanmedian(sliding_window_view(padded, 2 * half + 1, axis=1), axis=2),
            dtype=np.float64,
        )


def _frozen(log: Floats, steps: int) -> Bools:
    flat = log.ravel()
    long = max(3, round(FLAT_HOURS * steps / 24))
    frozen = np.zeros(len(flat), dtype=bool)
    same = np.concatenate([[0], np.cumsum(np.diff(flat) == 0)])
    for end in np.flatnonzero(same[long:] - same[:-long] == long) + long:
        frozen[end - long : end + 1] = True
    return frozen.reshape(log.shape)


def _filled(log: Floats) -> Floats:
    """Each gap filled by the last days' usual shape, shifted to the day's own level."""
    done = log.copy()
    place = np.arange(log.shape[1])
    for day in range(len(log)):
        known = np.isfinite(log[day])
        if known.all():
            continue
        past = done[max(0, day - _PAST_DAYS) : day]
        past = past[np.isfinite(past).all(axis=1)]
        usual = np.median(past, axis=0) if len(past) else np.zeros(log.shape[1])
        if known.any():
            shift = np.interp(place, place[known], (log[day] - usual)[known])
            done[day] = np.where(known, log[day], usual + shift)
        elif len(past):
            done[day] = usual
    return done
