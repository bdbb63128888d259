"""Long even blocks of several kW, as a car draws them while it charges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_KW = 2.6
"""Home chargers draw 3 kW and more above everything else that runs."""
LEAST_HOURS = 1.5
EVEN = 0.15
"""Within a block, and between the blocks of a home, power differs by no more than this part."""
LEAST_BLOCKS = 8
"""A car comes back to its charger; one block alone may be anything ..."""
MOST_DAYS_BETWEEN = 14.0
"""... it does so this often at least, on average from the first block to the last ..."""
LEAST_SHARE = 0.05
"""... and takes this part of all energy of that time."""


def charging_kwh(kwh: Floats) -> Floats:
    """Energy of such blocks on each day, from days x slots without NaN.

    A block counts for the day on which it begins; 0 everywhere for a meter that shows no habit.
    """
    days, slots = kwh.shape
    hours = 24.0 / slots
    power = kwh.ravel() / hours
    blocks = _blocks(power, least=max(1, round(LEAST_HOURS / hours)))
    found = np.zeros(days)
    if len(blocks) < LEAST_BLOCKS:
        return found
    usual = float(np.median([above for _, _, above in blocks]))
    alike = [block for block in blocks if abs(block[2] - usual) <= EVEN * usual]
    if len(alike) < LEAST_BLOCKS or len(alike) < 0.6 * len(blocks):
        return found
    for start, end, above in alike:
        found[start // slots] += above * (end - start) * hours
    first, last = alike[0][0] // slots, alike[-1][0] // slots + 1
    often = last - first <= MOST_DAYS_BETWEEN * len(alike)
    if not often or found.sum() < LEAST_SHARE * kwh[first:last].sum():
        return np.zeros(days)
    return found


def _blocks(power: Floats, *, least: int) -> list[tuple[int, int, float]]:
    """(first slot, slot after the last, kW above what ran before and after) of even blocks."""
    high = np.concatenate([[0], (power >= LEAST_KW).astype(np.int8), [0]])
    change = np.diff(high)
    found = []
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    for start, end in zip(starts, ends, strict=True):
        if end - start < least:
            continue
        around = np.concatenate([power[max(0, start - 3) : start - 1], power[end + 1 : end + 3]])
        before = float(np.median(around)) if len(around) else 0.0
        # The first and last slot are drawn in part only.
        core = power[start + 1 : end - 1] if end - start > 3 else power[start:end]
        above = float(np.median(core)) - before
        even = float(np.median(np.abs(core - np.median(core)))) <= EVEN * float(np.median(core))
        if above >= LEAST_KW and even:
            found.append((int(start), int(end), above))
    return found
