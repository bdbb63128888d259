"""The fitted forecast of bills, as it lies on disk: looked at once and again when it changes."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np

from bot.analytics import cycle_energy
from bot.analytics.cycle_energy import CycleModel
from bot.analytics.daily_energy_features import Surroundings
from bot.analytics.daily_energy_panel import Panel

RULE = cycle_energy.RULE
"""The model a forecast names where none was fitted."""
YOUNG_DAYS = cycle_energy.MODEL_DAYS
"""From fewer days of readings the plain rule speaks as well."""
HISTORY_DAYS = 760
"""Days of readings a forecast looks at: two years and what a festival may shift."""


class ForecastModels:
    """What `python -m bot forecast-train` left in a folder; safe to use from several threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = Lock()
        self._seen: tuple[float, ...] | None = None
        self._cycle: CycleModel | None = None

    @property
    def cycle(self) -> CycleModel | None:
        """The newest model; None while there is none, then the plain rule speaks."""
        if self._folder is None:
            return None
        with self._lock:
            now = _stamps(self._folder)
            if now != self._seen:
                self._cycle = CycleModel.load(self._folder) if now else None
                self._seen = now
            return self._cycle


def first_day(today: date) -> date:
    """Where the readings behind a forecast begin."""
    return today - timedelta(days=HISTORY_DAYS)


@lru_cache(maxsize=4)
def around(first: date, days: int) -> Surroundings:
    """The calendar of so many days from one on, and of the days ahead; the same for all meters."""
    span = np.datetime64(first, "D") + np.arange(days).astype("timedelta64[D]")
    return cycle_energy.around_of(Panel(np.empty((0, days)), span))


def _stamps(folder: Path) -> tuple[float, ...] | None:
    try:
        return tuple((folder / name).stat().st_mtime_ns for name in cycle_energy.FILES)
    except FileNotFoundError:
        return None
