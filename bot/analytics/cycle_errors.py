"""How far forecasts of a cycle's days fell from what was used: whole paths, by season.

A path is what one past forecast of one meter missed on each day ahead, over what that meter's days
scatter anyhow (`unit`). Meters are grouped as homes and firms and by that scatter; within a group
the paths of the same time of year count most, because a mild autumn says nothing about July.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analytics.daily_energy_panel import Bools, Floats

Whole = NDArray[np.int64]

LEAST_PATHS = 40
MOST_PATHS = 8_000
_SPREADS = 3
_SEASON_DAYS = 30.0
"""Paths so far from the day of the year count about half."""
_FAR_WEIGHT = 0.03
"""What paths of the other end of the year count, so that nothing rests on a handful."""
_YEAR = 365.25
_CALM = 0.03
"""Scatter that even the calmest meter is granted."""


def unit(level: Floats, scatter: Floats) -> Floats:
    """What errors of a meter are measured in, kWh a day."""
    scale: Floats = level * (_CALM + np.nan_to_num(np.minimum(scatter, 3.0), nan=1.0))
    return scale


@dataclass(frozen=True)
class CycleErrors:
    """Past errors, one row a path."""

    paths: Floats
    """Paths x steps, in units."""
    group: Whole
    day_of_year: Floats
    """Of the first day ahead."""
    edges: Floats
    """Scatters between the groups: 2 (firms, homes) x borders."""

    def between(
        self, first: int, after: int, *, group: int, day_of_year: float, cover: float
    ) -> tuple[float, float]:
        """Sums of errors over steps, in units, that hold the share `cover` of a new one."""
        same = self.group == group
        if np.count_nonzero(same) < LEAST_PATHS:
            same = np.ones(len(self.group), dtype=np.bool_)
        sums = self.paths[same, first:after].sum(axis=1)
        return weighted_between(sums, season(self.day_of_year[same], day_of_year), cover)

    def group_of(self, scatter: Floats, homes: Bools) -> Whole:
        """Group of each meter."""
        return groups(self.edges, scatter, homes)


def season(days: Floats, today: float) -> Floats:
    """Weight of each day of the year by how near it lies to one."""
    apart = np.abs(days - today)
    apart = np.minimum(apart, _YEAR - apart)
    return np.asarray(_FAR_WEIGHT + np.exp(-0.7 * (apart / _SEASON_DAYS) ** 2), dtype=np.float64)


def weighted_between(errors: Floats, weight: Floats, cover: float) -> tuple[float, float]:
    """Errors between which the share `cover` of the weight lies."""
    order = np.argsort(errors)
    ordered, heap = errors[order], np.cumsum(weight[order])
    middle = (heap - 0.5 * weight[order]) / heap[-1]
    tail = (1.0 - cover) / 2.0
    low, high = np.interp([tail, 1.0 - tail], middle, ordered)
    return float(low), float(high)


def groups(edges: Floats, scatter: Floats, homes: Bools) -> Whole:
    """Group of each meter: firms first, then homes, each by scatter."""
    known = np.nan_to_num(scatter, nan=np.inf)
    place = np.where(
        homes,
        np.searchsorted(edges[1], known, side="right"),
        np.searchsorted(edges[0], known, side="right"),
    )
    return np.asarray(homes * _SPREADS + place, dtype=np.int64)


def collect(
    errors_kwh: Floats,
    *,
    level: Floats,
    scatter: Floats,
    homes: Bools,
    day_of_year: Floats,
    seed: int,
) -> CycleErrors | None:
    """Group past errors (forecasts x steps, NaN where nothing was read); None without enough.

    A path with less than four fifths of its days is left out; gaps take the path's mean error.
    """
    read = np.isfinite(errors_kwh)
    whole = (read.mean(axis=1) >= 0.8) & np.isfinite(scatter) & (level > 0)
    if np.count_nonzero(whole) < LEAST_PATHS:
        return None
    chosen = np.flatnonzero(whole)
    if len(chosen) > MOST_PATHS:
        random = np.random.default_rng(seed)
        chosen = np.sort(random.choice(chosen, MOST_PATHS, replace=False))
    errors, read = errors_kwh[chosen], read[chosen]
    errors = errors / unit(level, scatter)[chosen, None]
    typical = np.where(read, errors, 0.0).sum(axis=1) / read.sum(axis=1)
    cuts = np.arange(1, _SPREADS) / _SPREADS
    edges = np.full((2, _SPREADS - 1), np.inf)
    for kind in (0, 1):
        own = scatter[chosen][homes[chosen] == bool(kind)]
        if len(own) >= _SPREADS * LEAST_PATHS:
            edges[kind] = np.quantile(own, cuts)
    return CycleErrors(
        paths=np.where(read, errors, typical[:, None]).astype(np.float32).astype(np.float64),
        group=groups(edges, scatter[chosen], homes[chosen]),
        day_of_year=day_of_year[chosen],
        edges=edges,
    )
