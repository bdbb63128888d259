"""What the model of homes sees of an hour of tomorrow: the home's past days, calendar, weather.

Loads are ratios to the home's level, `kwh[home, day, hour]`; only days before the one forecast
are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.analytics import calendar_facts
from bot.analytics.calendar_facts import Overrides
from bot.analytics.daily_energy_panel import Days, Floats

HOURS = 24
WEEK = 7
MONTH = 28
DAYS_NEEDED = 14
"""Days before an origin, of which half must be read, without which an hour is not forecast."""


@dataclass(frozen=True)
class HomePanel:
    """Hourly energy of homes: `kwh[home, day, hour]`, NaN where missing; days without a gap."""

    kwh: Floats
    days: Days
    temperature_c: Floats | None = None
    """days x hours, as far as known; may reach beyond the readings."""

    def upto(self, day: int) -> HomePanel:
        """The readings before place `day`; the temperature is kept."""
        return HomePanel(self.kwh[:, :day], self.days[:day], self.temperature_c)


def mean_of(kwh: Floats, day: int, count: int) -> Floats:
    """Mean of the `count` days before place `day` for each hour, homes x hours."""
    return _mean(kwh[:, max(day - count, 0) : day], axis=1)


def level(kwh: Floats, day: int) -> Floats:
    """Mean hour of the last 28 days, one figure a home; NaN where under half of 14 days is read."""
    recent = kwh[:, max(day - MONTH, 0) : day]
    read = np.isfinite(recent).sum(axis=(1, 2))
    mean = _mean(recent.reshape(len(kwh), -1), axis=1)
    return np.where((read >= DAYS_NEEDED * HOURS / 2) & (mean > 0), mean, np.nan)


def day_columns(
    days: Days, *, calendar: str, overrides: Overrides | None = None
) -> calendar_facts.DayFacts:
    """Calendar facts of the days."""
    return calendar_facts.facts(days, calendar=calendar, overrides=overrides)


def design(
    panel: HomePanel, facts: calendar_facts.DayFacts, day: int, scale: Floats
) -> tuple[np.ndarray, Floats]:
    """Rows (homes x hours, home by home) for place `day`, and the 7-day mean they start from.

    `scale`: the level of each home.
    """
    kwh = panel.kwh[:, :day]
    ratio = scale[:, None]
    week, month = mean_of(kwh, day, WEEK) / ratio, mean_of(kwh, day, MONTH) / ratio
    start = np.where(np.isfinite(week), week, month)
    recent = kwh[:, max(day - WEEK, 0) : day]
    yesterday = _day(kwh, day - 1) / ratio
    columns = [
        start, month, yesterday, _day(kwh, day - 2) / ratio, _day(kwh, day - 7) / ratio,
        _same_kind(kwh, facts, day) / ratio, _spread(recent) / ratio,
        np.roll(start, 1, axis=1), np.roll(start, -1, axis=1),
        _hours(_mean(yesterday, axis=1)), _hours(_mean(start, axis=1)),
        _hours(_mean(yesterday[:, -3:], axis=1)),
        np.broadcast_to(np.arange(HOURS), start.shape), np.full(start.shape, facts.weekday[day]),
        np.full(start.shape, facts.day_off[day]), _hours(np.log(scale)),
        *_temperature(panel.temperature_c, day, start.shape),
    ]  # fmt: skip
    rows = np.stack(columns, axis=-1).astype(np.float32)
    return rows.reshape(-1, len(columns)), np.asarray(start, dtype=np.float64)


def _temperature(
    temperature_c: Floats | None, day: int, shape: tuple[int, ...]
) -> list[np.ndarray]:
    """Of the hour, of the day, and how much warmer both are than the week before."""
    if temperature_c is None or day >= len(temperature_c):
        return [np.full(shape, np.nan)] * 4
    ahead, past = temperature_c[day], _mean(temperature_c[max(day - WEEK, 0) : day], axis=0)
    whole = float(_mean(ahead[None, :], axis=1)[0])
    change = ahead - past
    return [
        np.broadcast_to(ahead, shape), np.full(shape, whole), np.broadcast_to(change, shape),
        np.full(shape, float(_mean(change[None, :], axis=1)[0])),
    ]  # fmt: skip


def _same_kind(kwh: Floats, facts: calendar_facts.DayFacts, day: int) -> Floats:
    """Mean of the last four days that are off, or worked, as the day ahead is."""
    alike = np.flatnonzero(facts.day_off[max(day - MONTH, 0) : day] == facts.day_off[day])
    return _mean(kwh[:, max(day - MONTH, 0) + alike[-4:]], axis=1)


def _day(kwh: Floats, day: int) -> Floats:
    return kwh[:, day] if day >= 0 else np.full((len(kwh), HOURS), np.nan)


def _hours(values: Floats) -> Floats:
    return np.broadcast_to(values[:, None], (len(values), HOURS))


def _mean(values: Floats, *, axis: int) -> Floats:
    present = np.isfinite(values)
    count = present.sum(axis=axis)
    total = np.where(present, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _spread(values: Floats) -> Floats:
    middle = _mean(values, axis=1)
    return np.sqrt(_mean((values - middle[:, None]) ** 2, axis=1))
