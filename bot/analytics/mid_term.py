"""An area's energy for the months ahead: daily for 90 days, monthly up to a year.

Two views are averaged: a LightGBM that learns how a day compares with the level of the weeks
before the forecast (calendar, lunar distance, the weather usual at that time of year), and last
year's lunar-aligned day times growth. What the economy may do comes in as a scenario.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from bot.analytics.boosting import REPEATABLE
from bot.analytics.calendar_facts import DayFacts, Days, Overrides, facts
from bot.analytics.load_features import DayWeather, aligned_places
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]

VERSION = "area-mid-term-1"
MIN_DAYS = 400
"""A year to compare with and some weeks to tell growth by."""
LEVEL_DAYS = 28
YEAR_DAYS = 365
_CLIMATE_DAYS = 7
_ORIGIN_EVERY_DAYS = 7
_HORIZON_EVERY_DAYS = 3
_ROUNDS = 200
_PARAMETERS = {
    **REPEATABLE,
    "objective": "l1", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 40,
    "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1,
    "seed": 20260616,
}  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """What the economy may do beyond what the load's own past says."""

    name: str
    index_change: float = 0.0
    """Change of the economic index a year from the origin, as a share: 0.05 is 5 % up."""
    elasticity: float = 1.0
    """Percent of energy for a percent of the index; from the utility's own past."""

    def factors(self, horizon_days: Floats) -> Floats:
        """What to multiply the energy of a day so many days ahead by."""
        yearly = np.log1p(self.index_change) * self.elasticity
        return np.asarray(np.exp(yearly * horizon_days / YEAR_DAYS), dtype=np.float64)


AS_IS = Scenario("as is")


@dataclass(frozen=True)
class MidTerm:
    """A forecast of daily energy, in the unit of the history."""

    days: Days
    energy: Floats
    days_used: int
    scenario: str
    version: str = VERSION

    def monthly(self) -> dict[str, float]:
        """Sum of each month (`2026-07`), whole or not, in order."""
        months = self.days.astype("datetime64[M]")
        return {
            str(month): float(self.energy[months == month].sum()) for month in np.unique(months)
        }


def climatology(*, days: Days, weather: DayWeather, wanted: Days) -> DayWeather:
    """The weather usual on each wanted day: mean of all years within a week of its date."""
    season, target = _season(days), _season(wanted)
    apart = np.abs(season[None, :] - target[:, None])
    near = np.minimum(apart, YEAR_DAYS - apart) <= _CLIMATE_DAYS

    def usual(values: Floats) -> Floats:
        known = near & np.isfinite(values)[None, :]
        count = known.sum(axis=1)
        total = known @ np.nan_to_num(values)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    return DayWeather(usual(weather.tmax_c), usual(weather.tmin_c), usual(weather.rain))


def forecast(
    *,
    days: Days,
    energy: Floats,
    horizon_days: int = 90,
    calendar: str = "CN",
    overrides: Overrides | None = None,
    weather: DayWeather | None = None,
    scenario: Scenario = AS_IS,
) -> MidTerm:
    """Energy of each of the next days (1 to 366) after a history without a gap in its days.

    `energy` is one value a day, any unit, NaN where missing; `weather` is that of the history.

    Raises:
        NotEnoughReadings: under 400 days. Facts: days_present, days_needed.
        ValueError: a horizon outside 1 to 366.
    """
    if not 1 <= horizon_days <= YEAR_DAYS + 1:
        raise ValueError(f"a horizon of 1 to 366 days, not {horizon_days}")
    present = int((np.isfinite(energy) & (energy > 0)).sum())
    if present < MIN_DAYS:
        raise NotEnoughReadings(days_present=present, days_needed=MIN_DAYS)
    ahead = days[-1] + np.arange(1, horizon_days + 1)
    table = _Table(days=days, energy=energy, ahead=ahead, calendar=calendar, overrides=overrides,
                   weather=weather)  # fmt: skip
    origin = len(days)
    model = _fit(table, origin, horizon_days)
    wanted = np.arange(origin, origin + horizon_days)
    logs = table.level[origin] + np.asarray(
        model.predict(table.rows(origin, wanted), num_threads=1), dtype=np.float64
    )
    grown = table.log_grown(origin, wanted)
    logs = np.where(np.isfinite(grown), (logs + grown) / 2, logs)
    horizon = np.arange(1, horizon_days + 1, dtype=np.float64)
    return MidTerm(ahead, np.exp(logs) * scenario.factors(horizon), present, scenario.name)


class _Table:
    """History and the days ahead in one row of days, with what each may be told by."""

    def __init__(
        self, *, days: Days, energy: Floats, ahead: Days, calendar: str,
        overrides: Overrides | None, weather: DayWeather | None,
    ) -> None:  # fmt: skip
        every = np.concatenate([days.astype("datetime64[D]"), ahead.astype("datetime64[D]")])
        with np.errstate(divide="ignore", invalid="ignore"):
            log = np.where(energy > 0, np.log(energy), np.nan)
        self.log = np.concatenate([log, np.full(len(ahead), np.nan)])
        self.level = _level(self.log)
        self.aligned = aligned_places(every)
        self.facts: DayFacts = facts(every, calendar=calendar, overrides=overrides)
        columns = [self.facts.matrix()]
        if weather is not None:
            usual = climatology(days=days, weather=weather, wanted=every)
            columns += [np.column_stack([usual.tmax_c, usual.tmin_c, usual.rain])]
        self.fixed = np.column_stack(columns)

    def grown_from(self, origin: int, places: NDArray[np.int64]) -> Floats:
        """Energy of the aligned day (or its own aligned day), as a log, known at the origin."""
        source = self.aligned[places]
        source = np.where(source >= origin, self.aligned[np.maximum(source, 0)], source)
        ok = (source >= 0) & (source < origin)
        return np.where(ok, self.log[np.where(ok, source, 0)], np.nan)

    def log_grown(self, origin: int, places: NDArray[np.int64]) -> Floats:
        recent = np.arange(max(0, origin - LEVEL_DAYS), origin)
        growth = np.nanmean(self.log[recent] - self.grown_from(origin, recent))
        return np.asarray(self.grown_from(origin, places) + growth, dtype=np.float64)

    def rows(self, origin: int, places: NDArray[np.int64]) -> Floats:
        """Features of days seen from an origin (a place; days before it are known)."""
        ones = np.ones(len(places))
        then = self.grown_from(origin, places)
        base = self.grown_from(origin, np.array([origin - 1 - LEVEL_DAYS // 2]))[0]
        return np.column_stack([
            self.fixed[places],
            places - origin + 1.0,
            then - self.level[np.clip(self.aligned[places], 0, len(self.level) - 1)],
            then - base,
            self.fixed[origin - 1][None, :] * ones[:, None],
        ])  # fmt: skip


def _level(log: Floats) -> Floats:
    """Mean log energy of the four weeks before each place (and one past the end)."""
    level = np.full(len(log) + 1, np.nan)
    for place in range(1, len(log) + 1):
        recent = log[max(0, place - LEVEL_DAYS) : place]
        if np.isfinite(recent).any():
            level[place] = float(np.nanmean(recent))
    return level


def _fit(table: _Table, origin: int, horizon_days: int) -> lgb.Booster:
    inputs, targets = [], []
    for start in range(LEVEL_DAYS, origin - 7, _ORIGIN_EVERY_DAYS):
        offset = start % _HORIZON_EVERY_DAYS
        places = np.arange(start + offset, min(start + horizon_days, origin), _HORIZON_EVERY_DAYS)
        target = table.log[places] - table.level[start]
        known = np.isfinite(target)
        inputs.append(table.rows(start, places)[known])
        targets.append(target[known])
    data = lgb.Dataset(np.concatenate(inputs), np.concatenate(targets))
    return lgb.train(_PARAMETERS, data, _ROUNDS)


def _season(days: Days) -> Floats:
    new_year = days.astype("datetime64[Y]").astype("datetime64[D]")
    return np.asarray((days - new_year).astype(np.float64), dtype=np.float64)
