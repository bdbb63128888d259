"""Daily energy of many meters side by side, and means over any stretch of days of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Places = NDArray[np.int64]
"""Places of days in a panel: 0 for its first."""

LEVEL_DAYS = 28
"""A meter's level is taken from this many days before the origin."""
LEVEL_DAYS_NEEDED = 14
"""So many of them must have a reading."""
_WILD = 4.0
"""A day above this many medians counts as so many in the level."""


@dataclass(frozen=True)
class Panel:
    """Energy of whole days: `kwh[meter, day]`, NaN where missing; `days` without a gap.

    Raises:
        ValueError: the shapes do not fit, or `days` leaves one out.
    """

    kwh: Floats
    days: Days

    def __post_init__(self) -> None:
        if self.kwh.ndim != 2 or self.kwh.shape[1] != len(self.days):
            raise ValueError(f"kwh {self.kwh.shape} must be meters x {len(self.days)} days")
        if np.any(np.diff(self.days.astype("datetime64[D]").astype(np.int64)) != 1):
            raise ValueError("days must follow each other without a gap")

    @property
    def meters(self) -> int:
        return int(self.kwh.shape[0])

    @cached_property
    def first_day(self) -> np.datetime64:
        return np.datetime64(self.days[0], "D")

    @cached_property
    def _sums(self) -> tuple[Floats, Floats]:
        present = np.isfinite(self.kwh)
        before = np.zeros((self.meters, 1))
        energy = np.cumsum(np.where(present, self.kwh, 0.0), axis=1)
        return np.hstack([before, energy]), np.hstack([before, np.cumsum(present, axis=1)])

    def upto(self, day: int) -> Panel:
        """The days before place `day` only."""
        return Panel(self.kwh[:, :day], self.days[:day])

    def place(self, day: np.datetime64) -> int:
        """Place of a day among `days`; negative or beyond the end where it lies outside."""
        return int((day.astype("datetime64[D]") - self.first_day).astype(np.int64))

    def present(self, start: int, stop: int) -> Floats:
        """Days with a reading among places `start` to `stop`, one figure a meter."""
        first, last = self._inside(start, stop)
        count = self._sums[1]
        return np.asarray(count[:, last] - count[:, first], dtype=np.float64)

    def mean(self, start: int, stop: int, *, share: float = 0.6) -> Floats:
        """Mean kWh a day from place `start` to `stop`; NaN where under `share` of it was read."""
        first, last = self._inside(start, stop)
        energy, count = self._sums
        days = count[:, last] - count[:, first]
        total = energy[:, last] - energy[:, first]
        enough = days >= max(share * (stop - start), 1.0)
        return np.where(enough, total / np.maximum(days, 1.0), np.nan)

    def means(self, starts: NDArray[np.int64], width: int, *, share: float = 0.6) -> Floats:
        """The means of several stretches of one width: meters x stretches."""
        size = len(self.days)
        first, last = np.clip(starts, 0, size), np.clip(starts + width, 0, size)
        energy, count = self._sums
        days = count[:, last] - count[:, first]
        enough = days >= max(share * width, 1.0)
        return np.where(
            enough, (energy[:, last] - energy[:, first]) / np.maximum(days, 1.0), np.nan
        )

    def mean_where(self, start: int, stop: int, chosen: Bools, *, least: int = 2) -> Floats:
        """KWh a day over the chosen days (one flag a day of `days`) between two places."""
        first, last = self._inside(start, stop)
        values = self.kwh[:, first:last][:, chosen[first:last]]
        present = np.isfinite(values)
        count = present.sum(axis=1)
        total = np.where(present, values, 0.0).sum(axis=1)
        return np.where(count >= least, total / np.maximum(count, 1), np.nan)

    def level(self, origin: int) -> Floats:
        """The level of each meter before place `origin`, kWh a day; NaN where there is none.

        The mean of the last 28 days, wild days drawn in to four medians.
        """
        recent = self.kwh[:, max(origin - LEVEL_DAYS, 0) : origin]
        present = np.isfinite(recent)
        count = present.sum(axis=1)
        level = np.full(self.meters, np.nan)
        enough = count >= LEVEL_DAYS_NEEDED
        if enough.any():
            values, read = recent[enough], present[enough]
            days = count[enough][:, None]
            mean = np.where(read, values, 0.0).sum(axis=1, keepdims=True) / days
            # Gaps stand at the mean while the middle is sought: quicker than a median that skips.
            top = _WILD * np.median(np.where(read, values, mean), axis=1, keepdims=True)
            drawn_in = np.where((top > 0) & (values > top), top, values)
            level[enough] = np.where(read, drawn_in, 0.0).sum(axis=1) / days[:, 0]
        return np.where(level > 0, level, np.nan)

    def spread(self, start: int, stop: int) -> Floats:
        """Standard deviation of the days between two places over their mean."""
        first, last = self._inside(start, stop)
        values = self.kwh[:, first:last]
        present = np.isfinite(values)
        count = np.maximum(present.sum(axis=1), 1)
        filled = np.where(present, values, 0.0)
        mean = filled.sum(axis=1) / count
        variance = np.where(present, (values - mean[:, None]) ** 2, 0.0).sum(axis=1) / count
        return np.where(mean > 0, np.sqrt(variance) / np.maximum(mean, 1e-9), np.nan)

    def _inside(self, start: int, stop: int) -> tuple[int, int]:
        size = len(self.days)
        first = min(max(start, 0), size)
        return first, min(max(stop, first), size)
