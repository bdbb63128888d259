"""How far sums of daily forecasts fell from what was used, kept as whole paths of past errors.

A day's error is followed by one like it, so errors of single days cannot be added up. Paths keep
them together: a path is the error of each step of one past forecast of one meter, over the meter's
level and its own spread. Meters are grouped by spread; a group lends its paths to its meters.

What all meters of one origin missed alike (a warm month, a bias of that fit) may as well fall the
other way next time: that common part is kept with both signs, a meter's own part as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.analytics.daily_energy_panel import Floats

GROUPS = 5
LEAST_PATHS = 30
"""A group of fewer paths is too small to speak for its meters."""
KEPT_PATHS = 400
_CALM = 0.05
"""Spread that even the calmest meter is granted."""


@dataclass(frozen=True)
class ErrorPaths:
    """Past errors by group of spread."""

    edges: Floats
    """Spreads between the groups, ascending; groups are one more."""
    paths: tuple[Floats, ...]
    """For each group paths x steps, in units of `unit(level, spread)`."""

    @property
    def steps(self) -> int:
        return int(self.paths[0].shape[1])

    def group(self, spread: Floats) -> np.ndarray:
        """Group of each meter."""
        return np.searchsorted(self.edges, np.nan_to_num(spread, nan=np.inf), side="right")

    def sum_between(
        self, total_kwh: Floats, *, level: Floats, spread: Floats, steps: int, cover: float = 0.8
    ) -> tuple[Floats, Floats]:
        """Low and high of a sum over the first `steps` days, one pair a meter."""
        low, high = np.zeros(len(level)), np.zeros(len(level))
        groups, scale = self.group(spread), unit(level, spread)
        for number, paths in enumerate(self.paths):
            chosen = groups == number
            down, up = between(paths[:, :steps].sum(axis=1), cover)
            low[chosen] = total_kwh[chosen] + down * scale[chosen]
            high[chosen] = total_kwh[chosen] + up * scale[chosen]
        return np.maximum(low, 0.0), np.maximum(high, 0.0)

    def samples(
        self, kwh: Floats, *, level: Floats, spread: Floats, count: int, seed: int
    ) -> Floats:
        """Possible courses of the days ahead: meters x count x steps, never below 0."""
        random = np.random.default_rng(seed)
        groups, scale = self.group(spread), unit(level, spread)
        drawn = np.empty((len(kwh), count, kwh.shape[1]))
        for number, paths in enumerate(self.paths):
            chosen = np.flatnonzero(groups == number)
            picked = random.integers(0, len(paths), (len(chosen), count))
            drawn[chosen] = paths[picked][:, :, : kwh.shape[1]] * scale[chosen, None, None]
        return np.maximum(kwh[:, None, :] + drawn, 0.0)

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be kept."""
        return {
            "edges": self.edges.tolist(),
            "paths": [np.round(paths, 4).tolist() for paths in self.paths],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """From what `as_json` gave."""
        return cls(
            np.array(kept["edges"], dtype=np.float64),
            tuple(np.array(paths, dtype=np.float64) for paths in kept["paths"]),
        )


def unit(level: Floats, spread: Floats) -> Floats:
    """What an error of a meter is measured in, kWh a day."""
    return level * (_CALM + np.nan_to_num(np.minimum(spread, 3.0), nan=1.0))


def between(errors: Floats, cover: float) -> tuple[float, float]:
    """The errors that hold the share `cover` of a new one, by ranks (split conformal)."""
    ordered, count = np.sort(errors), len(errors)
    rank = (1.0 - cover) / 2.0 * (count + 1)
    down = int(np.clip(np.floor(rank) - 1, 0, count - 1))
    up = int(np.clip(np.ceil(count + 1 - rank) - 1, 0, count - 1))
    return float(ordered[down]), float(ordered[up])


def both_ways(errors: Floats, origins: NDArray[np.int64]) -> Floats:
    """Errors (rows; of any further shape) with the common part of each origin in both signs.

    Twice as many rows: all as they were, then all with the common part turned round.
    """
    turned = errors.copy()
    for origin in np.unique(origins):
        same = origins == origin
        turned[same] -= 2.0 * np.median(errors[same], axis=0)
    return np.concatenate([errors, turned])


def collect(
    errors_kwh: Floats,
    *,
    level: Floats,
    spread: Floats,
    origins: NDArray[np.int64],
    seed: int,
) -> ErrorPaths:
    """Group past errors (forecasts x steps, NaN where nothing was read).

    `level`, `spread` and `origins` say of each forecast whose and when it was.

    A path with less than four fifths of its days is left out; gaps take the path's mean error.
    """
    present = np.isfinite(errors_kwh)
    whole = (present.mean(axis=1) >= 0.8) & np.isfinite(spread) & (level > 0)
    errors, own = errors_kwh[whole] / unit(level, spread)[whole, None], spread[whole]
    gaps = ~present[whole]
    typical = np.nansum(errors, axis=1) / np.maximum((~gaps).sum(axis=1), 1)
    errors = np.where(gaps, typical[:, None], errors)
    if not len(errors):
        raise ValueError("no past forecast to learn errors from")
    count = int(np.clip(len(errors) // LEAST_PATHS, 1, GROUPS))
    errors, own = both_ways(errors, origins[whole]), np.concatenate([own, own])
    edges = np.unique(np.quantile(own, np.arange(1, count) / count))
    groups = np.searchsorted(edges, own, side="right")
    random = np.random.default_rng(seed)
    kept = []
    for number in range(len(edges) + 1):
        paths = errors[groups == number]
        if len(paths) > KEPT_PATHS:
            paths = paths[np.sort(random.choice(len(paths), KEPT_PATHS, replace=False))]
        kept.append(paths)
    return ErrorPaths(np.asarray(edges, dtype=np.float64), tuple(kept))
