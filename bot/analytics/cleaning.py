"""Quality of one meter's half-hours: what is not a measurement, and what looks odd.

Missing and estimated readings and impossible spikes are taken out before anything is learned.
Long silence and frozen figures are flagged but stay: they may be the very thing to be found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Flags = NDArray[np.uint8]

ZERO_HOURS = 16.0
"""Nothing counted for this long: solar panels bring a meter to nothing for a day's light only."""
STUCK_HOURS = 24.0
"""The very same figure for this long."""
SPIKE_TIMES = 3.0
"""A half-hour beyond this many times the meter's own 99.5th percentile is no measurement."""
_SPIKE_PERCENTILE = 99.5
_SPIKE_LEAST_WH = 1000.0
_SPIKE_SLOTS = 2
"""What lasts longer than this is use, however much it is."""


class Flag(IntFlag):
    """Why a half-hour is not to be trusted; several may hold."""

    MISSING = 1
    ESTIMATED = 2
    SPIKE = 4
    ZERO = 8
    STUCK = 16


UNUSABLE = Flag.MISSING | Flag.ESTIMATED | Flag.SPIKE
"""With one of these a half-hour is not learned from."""


@dataclass(frozen=True)
class CleanMeter:
    """One meter's readings with their flags."""

    wh: Floats
    """days x slots, NaN where unusable."""
    flags: Flags
    """days x slots, each a `Flag`."""

    def has(self, flag: Flag) -> Bools:
        """Days x slots: where any bit of `flag` is set."""
        return np.asarray((self.flags & int(flag)) != 0, dtype=np.bool_)

    @property
    def whole_days(self) -> Bools:
        """Days whose every half-hour was measured."""
        return np.asarray(~self.has(UNUSABLE).any(axis=1), dtype=np.bool_)

    @property
    def daily_wh(self) -> Floats:
        """Energy of each whole day, NaN for the others."""
        return np.where(self.whole_days, np.nansum(self.wh, axis=1), np.nan)


def clean(*, wh: Floats, missing: Bools, estimated: Bools) -> CleanMeter:
    """Flag the readings of one meter.

    `wh` is days x slots, the days in a row without gaps (a day without any reading is missing);
    `missing` and `estimated` say it of each slot or, with one value a day, of whole days.
    """
    absent = _slotwise(missing, wh) | ~np.isfinite(wh)
    guessed = _slotwise(estimated, wh)
    energy = np.where(absent, np.nan, wh)
    measured = ~absent & ~guessed
    spike = measured & _spikes(np.where(measured, energy, np.nan))
    slot_hours = 24.0 / wh.shape[1]
    zero = _runs(measured & (energy == 0.0), round(ZERO_HOURS / slot_hours))
    stuck = measured & (energy > 0.0) & _frozen(energy, round(STUCK_HOURS / slot_hours))
    stuck |= (measured & _repeats(energy)[:, None]) & ~zero
    flags = np.zeros(wh.shape, dtype=np.uint8)
    for flag, where in (
        (Flag.MISSING, absent),
        (Flag.ESTIMATED, guessed),
        (Flag.SPIKE, spike),
        (Flag.ZERO, zero),
        (Flag.STUCK, stuck),
    ):
        flags[where] |= int(flag)
    return CleanMeter(wh=np.where(measured & ~spike, energy, np.nan), flags=flags)


def _slotwise(told: Bools, wh: Floats) -> Bools:
    wide = told[:, None] if told.ndim == 1 else told
    return np.array(np.broadcast_to(wide, wh.shape), dtype=np.bool_)


def _spikes(energy: Floats) -> Bools:
    """Single half-hours far beyond everything else the meter ever counts."""
    known = energy[np.isfinite(energy)]
    if not len(known):
        return np.zeros(energy.shape, dtype=np.bool_)
    limit = max(SPIKE_TIMES * float(np.percentile(known, _SPIKE_PERCENTILE)), _SPIKE_LEAST_WH)
    above = np.nan_to_num(energy) > limit
    return np.asarray(above & ~_runs(above, _SPIKE_SLOTS + 1), dtype=np.bool_)


def _runs(true: Bools, least: int) -> Bools:
    """The places of `true` that lie in an unbroken run of at least `least`, across midnights."""
    flat = np.concatenate([[0], true.ravel().astype(np.int8), [0]])
    change = np.diff(flat)
    found = np.zeros(true.size, dtype=np.bool_)
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    for start, end in zip(starts, ends, strict=True):
        found[start:end] = end - start >= least
    return found.reshape(true.shape)


def _frozen(energy: Floats, least: int) -> Bools:
    flat = energy.ravel()
    as_before = np.concatenate([[False], np.diff(flat) == 0])
    # A run of n equal figures has n - 1 that equal the one before; take the first in as well.
    runs = _runs(as_before, least - 1)
    return np.asarray(runs | np.concatenate([runs[1:], [False]]), dtype=np.bool_).reshape(
        energy.shape
    )


def _repeats(energy: Floats) -> Bools:
    """Days that repeat the day before to the Wh: filled in by someone, not measured."""
    same = np.concatenate([[False], (energy[1:] == energy[:-1]).all(axis=1)])
    lively = np.ptp(np.nan_to_num(energy), axis=1) > 0
    return np.asarray(same & lively, dtype=np.bool_)
