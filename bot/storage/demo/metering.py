"""From load to what the meter store holds: energy per quarter-hour with its quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.period import Period
from bot.storage.demo.event import Event, EventKind, days_of
from bot.storage.demo.load import Watts

ACTUAL, ESTIMATED, MISSING = 0, 1, 2
"""Quality codes inside the simulation."""
WEEKS_BEHIND_AN_ESTIMATE = 4

Wh = NDArray[np.int32]
"""Days by 96 quarter-hours, Wh."""


@dataclass(frozen=True)
class Metered:
    """One account's energy, as it flowed and as it is on record."""

    true_wh: Wh
    """Taken from the grid: after own solar use, before theft and faults."""
    recorded_wh: Wh
    """As stored and billed; 0 where missing."""
    quality: NDArray[np.int8]
    owed_wh: Wh
    """To be settled later: true minus recorded where reads were estimated or missing, or where
    a stopped meter has been replaced."""


def meter(*, uses: dict[str, Watts], events: Sequence[Event], whole: Period) -> Metered:
    """What the meter makes of the load; only what is taken from the grid is counted."""
    load = sum((watts for use, watts in uses.items() if use != "pv"), np.float32(0))
    net = np.maximum(load - uses.get("pv", np.float32(0)), 0)
    true_wh = _counted(net)
    recorded = true_wh.copy()
    owed = np.zeros_like(true_wh)
    for rows, event in days_of(events, EventKind.BYPASS, whole):
        recorded[rows] = np.rint(recorded[rows] * event.size)
    for rows, event in days_of(events, EventKind.STOPPED, whole):
        recorded[rows] = 0
        if event.period.end < whole.end:
            owed[rows] = true_wh[rows]
    quality = np.full(true_wh.shape, ACTUAL, dtype=np.int8)
    for rows, event in days_of(events, EventKind.ESTIMATED, whole):
        estimate = _estimate(recorded, rows, event.size)
        owed[rows] = recorded[rows] - estimate
        recorded[rows] = estimate
        quality[rows] = ESTIMATED
    for rows, _ in days_of(events, EventKind.MISSING, whole):
        owed[rows] = recorded[rows]
        recorded[rows] = 0
        quality[rows] = MISSING
    return Metered(true_wh=true_wh, recorded_wh=recorded, quality=quality, owed_wh=owed)


def _counted(net: Watts) -> Wh:
    """Whole Wh per quarter-hour; what is left over counts in a later one, as a register does."""
    register = np.rint(np.cumsum(net, dtype=np.float64) / 4)
    return np.diff(register, prepend=0).astype(np.int32).reshape(net.shape)


def _estimate(recorded: Wh, rows: slice, factor: float) -> Wh:
    """The same quarter-hours of the weeks before, times what the estimator got wrong."""
    before = recorded[max(0, rows.start - 7 * WEEKS_BEHIND_AN_ESTIMATE) : rows.start]
    if not len(before):
        before = recorded[rows]
    typical = np.rint(before.mean(axis=0) * factor).astype(np.int32)
    return np.broadcast_to(typical, recorded[rows].shape)
