"""What a day-ahead model of an area's load may look at: days x steps x features.

All loads enter as logarithms relative to a recent level, so that the model learns ratios and a
growing area does not outgrow it. Only what is known when the forecast is made is used: all days
before (gate at midnight), or all days but the afternoon of the last one (gate at noon).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.analytics.calendar_facts import NAMES, DayFacts, Days, Overrides, aligned_last_year, facts
from bot.analytics.load_cleaning import CleanLoad, clean

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Gate = Literal["midnight", "noon"]
"""When the forecast of a day is made: at its 00:00, or at 12:00 of the day before."""

_LEVEL_DAYS = 7
_LONG_LEVEL_DAYS = 28
_SAME_KIND_DAYS = 4
_COMFORT_C = 22.0


@dataclass(frozen=True)
class DayWeather:
    """Daily weather, one value a day in every array; NaN where unknown."""

    tmax_c: Floats
    tmin_c: Floats
    rain: Floats
    """1 on days with rain, 0 without."""


@dataclass(frozen=True)
class AreaDays:
    """Whole days of one area, in order and without a gap; the last ones may still lie ahead."""

    days: Days
    """datetime64[D]."""
    log_load: Floats
    """Logarithm of the cleaned load, days x steps; NaN on days that lie ahead."""
    broken: Bools
    """days x steps: filled in by cleaning, not to be learned or judged from."""
    facts: DayFacts
    observed: DayWeather | None = None
    told: DayWeather | None = None
    """The weather as forecast for each day when its load was forecast."""

    @property
    def usable(self) -> Bools:
        """Days that were measured for the most part."""
        return np.asarray(self.broken.mean(axis=1) < 0.1, dtype=np.bool_)


def area_days(
    *,
    days: Days,
    load: Floats,
    calendar: str = "CN",
    overrides: Overrides | None = None,
    observed: DayWeather | None = None,
    told: DayWeather | None = None,
) -> AreaDays:
    """Lay out an area's history (load as days x steps, any unit, NaN where missing).

    Rows at the end that are all NaN are days ahead: they get calendar and weather but no load.
    Without `told` the observed weather stands in for the forecast.
    """
    measured = np.flatnonzero(np.isfinite(load).any(axis=1))
    known = int(measured[-1]) + 1 if len(measured) else 0
    cleaned = clean(load[:known]) if known else CleanLoad(load[:0], np.zeros_like(load[:0], bool))
    ahead = np.full((len(days) - known, load.shape[1]), np.nan)
    return AreaDays(
        days=days.astype("datetime64[D]"),
        log_load=np.vstack([np.log(cleaned.load), ahead]),
        broken=np.vstack([cleaned.broken, np.ones(ahead.shape, dtype=bool)]),
        facts=facts(days, calendar=calendar, overrides=overrides),
        observed=observed,
        told=told or observed,
    )


def until(area: AreaDays, day: int) -> AreaDays:
    """The same area as it was known at the first moment of a day (its place in `days`)."""
    load, broken = area.log_load.copy(), area.broken.copy()
    load[day:], broken[day:] = np.nan, True
    return replace(area, log_load=load, broken=broken)


@dataclass(frozen=True)
class LoadFeatures:
    """Inputs of the model for every day, and the two curves it may start from."""

    values: NDArray[np.float32]
    """days x steps x features."""
    names: tuple[str, ...]
    level: Floats
    """Logarithm of the mean of the last days, days x 1."""
    yesterday: Floats
    """Logarithm of the load one day before, days x steps; at the noon gate its afternoon is
    carried on from the morning."""


def features(area: AreaDays, *, gate: Gate = "midnight") -> LoadFeatures:
    """Build the inputs of every day from what was known at the gate before it."""
    log, steps = area.log_load, area.log_load.shape[1]
    whole = 1 if gate == "midnight" else 2
    same = _same_kind(log, area.facts.day_off, whole)
    yesterday = _lag(log, 1)
    if gate == "noon":
        yesterday = _carried_on(yesterday, same)
    mean = np.log(np.exp(log).mean(axis=1))
    level = _past_mean(mean, _LEVEL_DAYS, whole)
    columns = _Columns(len(log), steps)
    _calendar(columns, area.facts)
    _levels(columns, mean, level, yesterday, whole)
    _curves(columns, log, level[:, None], yesterday, same, whole)
    _last_year(columns, area, level[:, None], whole)
    if area.observed is not None and area.told is not None:
        _weather(columns, area.observed, area.told)
    return LoadFeatures(
        values=columns.stacked(),
        names=tuple(columns.names),
        level=np.repeat(level[:, None], steps, axis=1),
        yesterday=yesterday,
    )


class _Columns:
    def __init__(self, days: int, steps: int) -> None:
        self.shape = (days, steps)
        self.names: list[str] = []
        self._arrays: list[NDArray[np.float32]] = []

    def add(self, name: str, values: Floats) -> None:
        """A feature of days, or of days x steps."""
        wide = values[:, None] if values.ndim == 1 else values
        self._arrays.append(np.broadcast_to(wide, self.shape).astype(np.float32))
        self.names.append(name)

    def stacked(self) -> NDArray[np.float32]:
        return np.stack(self._arrays, axis=2)


def _calendar(columns: _Columns, known: DayFacts) -> None:
    columns.add("step", np.arange(columns.shape[1], dtype=np.float64)[None, :])
    for name, values in zip(NAMES, known.matrix().T, strict=True):
        if name != "lunar_month":
            columns.add(name, values)
    for days in (1, 2, 7):
        columns.add(f"day_off_{days}_before", _lag(known.day_off, days))
    columns.add("day_off_next", np.append(known.day_off[1:], np.nan))


def _levels(columns: _Columns, mean: Floats, level: Floats, yesterday: Floats, whole: int) -> None:
    columns.add("level_1", yesterday.mean(axis=1) - level)
    for days in (2, 7, 14):
        columns.add(f"level_{days}", _lag(mean, days) - level)
    columns.add("level_long", _past_mean(mean, _LONG_LEVEL_DAYS, whole) - level)


def _curves(
    columns: _Columns, log: Floats, level: Floats, yesterday: Floats, same: Floats, whole: int
) -> None:
    steps = log.shape[1]
    hour = max(1, steps // 24)
    week = _past_mean(log, _LEVEL_DAYS, whole)
    columns.add("lag_1", yesterday - level)
    for days in (2, 3, 7):
        columns.add(f"lag_{days}", _lag(log, days) - level)
    columns.add("week", week - level)
    columns.add("same_kind", same - level)
    columns.add("same_kind_change", same - yesterday)
    change = yesterday - _lag(log, 2)
    for quarter in range(4):
        part = slice(quarter * steps // 4, (quarter + 1) * steps // 4)
        columns.add(f"change_quarter_{quarter}", change[:, part].mean(axis=1))
    columns.add("last_hour", (yesterday - week)[:, -hour:].mean(axis=1))
    columns.add("last_step", yesterday[:, -1] - level[:, 0])
    columns.add("last_hour_change", change[:, -hour:].mean(axis=1))
    columns.add("next_hour", np.roll(yesterday, -hour, axis=1) - yesterday)
    columns.add("change", change)
    columns.add("change_week", yesterday - _lag(log, 8))
    columns.add("change_then", _lag(log, 7) - _lag(log, 8))


def _last_year(columns: _Columns, area: AreaDays, level: Floats, whole: int) -> None:
    """The aligned day of last year against its own level and against the day before it."""
    ratio, change = np.full_like(area.log_load, np.nan), np.full_like(area.log_load, np.nan)
    for day, other in enumerate(aligned_places(area.days)):
        if other > _LEVEL_DAYS:
            ratio[day] = area.log_load[other] - level[other]
            change[day] = area.log_load[other] - area.log_load[other - whole]
    columns.add("last_year", ratio)
    columns.add("last_year_change", change)


def aligned_places(days: Days) -> NDArray[np.int64]:
    """Place in `days` (no gaps) of each day's counterpart of the year before; -1 where none."""
    places = (aligned_last_year(days) - days[0]).astype(np.int64)
    return np.where(places >= 0, places, -1)


def _weather(columns: _Columns, observed: DayWeather, told: DayWeather) -> None:
    mean = (observed.tmax_c + observed.tmin_c) / 2
    mean_told = (told.tmax_c + told.tmin_c) / 2
    columns.add("tmax", told.tmax_c)
    columns.add("tmin", told.tmin_c)
    columns.add("rain", told.rain)
    columns.add("tmax_before", _lag(observed.tmax_c, 1))
    columns.add("tmax_change", told.tmax_c - _lag(observed.tmax_c, 1))
    columns.add("tmin_change", told.tmin_c - _lag(observed.tmin_c, 1))
    columns.add("rain_change", told.rain - _lag(observed.rain, 1))
    columns.add("mean_against_week", mean_told - _past_mean(mean, _LEVEL_DAYS, 1))
    warm = np.maximum(mean_told - _COMFORT_C, 0.0)
    columns.add("warmth_change", warm - _lag(np.maximum(mean - _COMFORT_C, 0.0), 1))


def _lag(values: Floats, days: int) -> Floats:
    lagged = np.full_like(values, np.nan)
    lagged[days:] = values[:-days]
    return lagged


def _past_mean(values: Floats, count: int, whole: int) -> Floats:
    """Mean over the `count` days that end `whole` days before; NaN where there are none."""
    means = np.full_like(values, np.nan)
    for day in range(whole, len(values)):
        means[day] = values[max(0, day - whole + 1 - count) : day - whole + 1].mean(axis=0)
    return means


def _same_kind(log: Floats, off: Floats, whole: int) -> Floats:
    """Mean curve of the last days of the same kind (day off or workday)."""
    means = np.full_like(log, np.nan)
    for day in range(whole, len(log)):
        alike = np.flatnonzero(off[: day - whole + 1] == off[day])[-_SAME_KIND_DAYS:]
        if len(alike):
            means[day] = log[alike].mean(axis=0)
    return means


def _carried_on(yesterday: Floats, same: Floats) -> Floats:
    """The afternoon not known at noon: the day's usual curve, moved to where the morning ended."""
    steps = yesterday.shape[1]
    noon, hours = steps // 2, max(1, steps // 12)
    usual = _lag(same, 1)
    shift = (yesterday - usual)[:, noon - hours : noon].mean(axis=1)
    carried = yesterday.copy()
    carried[:, noon:] = usual[:, noon:] + shift[:, None]
    return carried
