"""What the daily model sees of a meter on a coming day: its own past, the calendar, the weather.

Everything about energy is a ratio to the meter's level, so that meters of every size share one
model. Only days before the origin are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.analytics import calendar_facts
from bot.analytics.calendar_facts import Overrides
from bot.analytics.daily_energy_panel import Bools, Days, Floats, Panel

_YEAR = 364
_WINDOWS = (3, 7, 14, 56, 91, 182)
FORECAST_WEATHER_DAYS = 7
"""Temperature is known this far ahead; later days take the usual one of the season."""
_USUAL_DAYS = 300
"""Fewer days of temperature than this do not make a season."""
_QUIET_SPRING = 20.0
"""Days nearer than this to Spring Festival say nothing about plain workdays."""


@dataclass(frozen=True)
class Surroundings:
    """Calendar and temperature of every day of a panel and of the days ahead of it."""

    facts: calendar_facts.DayFacts
    matrix: Floats
    last_year: np.ndarray
    """Place of the day of the year before that habits compare with."""
    mean_c: Floats
    """Daily mean temperature, NaN where unknown."""
    usual_c: Floats
    """What the season usually brings, NaN where the past is too short to say."""
    peers: bool = True
    """Whether a meter is told what its neighbours did; off where it is forecast alone."""

    def foreseen_c(self, origin: int, days: np.ndarray) -> Floats:
        """Temperature of days ahead as it is known at an origin: a week, then the usual one."""
        near = (days - origin < FORECAST_WEATHER_DAYS) & np.isfinite(self.mean_c[days])
        recent = self.mean_c[max(origin - 14, 0) : origin]
        recent = recent[np.isfinite(recent)]
        last = float(recent.mean()) if len(recent) else np.nan
        usual = np.where(np.isfinite(self.usual_c[days]), self.usual_c[days], last)
        return np.asarray(np.where(near, self.mean_c[days], usual), dtype=np.float64)

    @property
    def workday(self) -> Bools:
        quiet = np.abs(self.facts.from_spring) > _QUIET_SPRING
        return np.asarray((self.facts.day_off == 0) & quiet, dtype=np.bool_)

    @property
    def plain_off(self) -> Bools:
        quiet = np.abs(self.facts.from_spring) > _QUIET_SPRING
        return np.asarray((self.facts.day_off > 0) & quiet, dtype=np.bool_)


def surroundings(
    panel: Panel,
    *,
    ahead: int,
    calendar: str = "CN",
    overrides: Overrides | None = None,
    mean_c: Floats | None = None,
) -> Surroundings:
    """For the panel's days and `ahead` days after; `mean_c` one value a day, short ones filled."""
    count = len(panel.days) + ahead
    days: Days = panel.first_day + np.arange(count).astype("timedelta64[D]")
    facts = calendar_facts.facts(days, calendar=calendar, overrides=overrides)
    chinese = calendar.upper() == "CN"
    aligned = calendar_facts.aligned_last_year(days) if chinese else days - np.timedelta64(364, "D")
    temperature = np.full(count, np.nan)
    if mean_c is not None:
        known = min(count, len(mean_c))
        temperature[:known] = mean_c[:known]
    return Surroundings(
        facts=facts,
        matrix=facts.matrix(),
        last_year=(aligned - panel.first_day).astype(np.int64),
        mean_c=temperature,
        usual_c=_usual(facts.day_of_year, temperature),
    )


def _usual(day_of_year: Floats, mean_c: Floats) -> Floats:
    """A year's smooth course of temperature through the known days."""
    known = np.isfinite(mean_c)
    if np.count_nonzero(known) < _USUAL_DAYS:
        return np.full(len(mean_c), np.nan)
    turn = 2 * np.pi * day_of_year / 365.25
    waves = np.column_stack(
        [np.ones_like(turn), np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)]
    )
    fitted, *_ = np.linalg.lstsq(waves[known], mean_c[known], rcond=None)
    return np.asarray(waves @ fitted, dtype=np.float64)


def of_meter(panel: Panel, around: Surroundings, origin: int, level: Floats) -> dict[str, Floats]:
    """Columns that do not change with the day ahead, one value a meter."""
    columns = {f"mean_{w}": panel.mean(origin - w, origin) / level for w in _WINDOWS}
    last = panel.mean(origin - _YEAR - 28, origin - _YEAR)
    quarter = panel.mean(origin - _YEAR - 91, origin - _YEAR)
    columns["growth"] = level / last
    columns["growth_91"] = panel.mean(origin - 91, origin) / quarter
    workday = panel.mean_where(origin - 56, origin, around.workday[: len(panel.days)])
    off = panel.mean_where(origin - 56, origin, around.plain_off[: len(panel.days)])
    columns["workday"] = workday / level
    columns["off"] = off / level
    columns["spread_28"] = panel.spread(origin - 28, origin)
    columns["spread_91"] = panel.spread(origin - 91, origin)
    columns["log_level"] = np.log(level)
    columns["days"] = np.minimum(panel.present(0, origin), 400.0)
    columns["gaps"] = 1.0 - panel.present(origin - 28, origin) / 28.0
    spring = (np.abs(around.facts.from_spring[max(origin - 28, 0) : origin]) <= 15).mean()
    columns["spring_before"] = np.full(panel.meters, spring)
    columns["off_before"] = np.full(
        panel.meters, around.facts.day_off[max(origin - 28, 0) : origin].mean()
    )
    return columns


def of_day(
    panel: Panel, around: Surroundings, origin: int, days: np.ndarray, level: Floats
) -> dict[str, Floats]:
    """Columns of the days ahead (places `days`), meters x days each."""
    shape = (panel.meters, len(days))
    scale = level[:, None]
    weekly = _same_weekday(panel, origin, days)
    last_level = panel.mean(origin - _YEAR - 28, origin - _YEAR)[:, None]
    aligned = around.last_year[days]
    week_then = panel.means(aligned - 3, 7)
    workday = panel.mean_where(origin - 56, origin, around.workday[: len(panel.days)])
    off = panel.mean_where(origin - 56, origin, around.plain_off[: len(panel.days)])
    kind = np.where(around.facts.day_off[days][None, :] > 0, off[:, None], workday[:, None])
    columns = {
        "same_weekday": weekly[:, :, 0] / scale,
        "same_weekday_4": _mean_present(weekly) / scale,
        "same_kind": kind / scale,
        "week_last_year": week_then / last_level,
        "day_last_year": panel.means(aligned, 1) / last_level,
        "week_last_year_now": week_then / scale,
        "step": np.broadcast_to((days - origin + 1.0)[None, :], shape),
    }
    for name in ("week", "day"):
        own = columns[f"{name}_last_year"]
        unknown = np.broadcast_to(np.float64(np.nan), shape)
        columns[f"{name}_peers"] = _over_peers(own, shape) if around.peers else unknown
    for column, name in enumerate(calendar_facts.NAMES):
        columns[name] = np.broadcast_to(around.matrix[days, column][None, :], shape)
    return columns | _of_weather(panel, around, origin, days, level)


def design(
    panel: Panel, around: Surroundings, origin: int, days: np.ndarray, level: Floats
) -> np.ndarray:
    """All columns for the meters of `panel`: (meters x days) rows, meter by meter, float32."""
    repeated = of_meter(panel, around, origin, level)
    ahead = of_day(panel, around, origin, days, level)
    rows = np.empty((panel.meters, len(days), len(repeated) + len(ahead)), dtype=np.float32)
    for column, values in enumerate(repeated.values()):
        rows[:, :, column] = values[:, None]
    for column, block in enumerate(ahead.values(), start=len(repeated)):
        rows[:, :, column] = block
    return rows.reshape(panel.meters * len(days), -1)


def _same_weekday(panel: Panel, origin: int, days: np.ndarray) -> Floats:
    """The last four days before the origin with the weekday of each day ahead."""
    newest = days - 7 * ((days - origin) // 7 + 1)
    places = newest[:, None] - 7 * np.arange(4)[None, :]
    values = panel.kwh[:, np.clip(places, 0, None)]
    return np.where(places[None, :, :] >= 0, values, np.nan)


def _mean_present(values: Floats) -> Floats:
    present = np.isfinite(values)
    count = present.sum(axis=-1)
    total = np.where(present, values, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _over_peers(values: Floats, shape: tuple[int, int]) -> Floats:
    """The median over all meters, the same for each of them; NaN where none has a last year."""
    known = np.isfinite(values).any(axis=0)
    middle = np.full(shape[1], np.nan)
    if known.any():
        middle[known] = np.nanmedian(values[:, known], axis=0)
    return np.broadcast_to(middle[None, :], shape)


def _of_weather(
    panel: Panel, around: Surroundings, origin: int, days: np.ndarray, level: Floats
) -> dict[str, Floats]:
    """Temperature ahead, its change, and what the meter's own slopes make of the change."""
    shape = (panel.meters, len(days))
    if not np.isfinite(around.mean_c).any():
        return {}
    past = around.mean_c[max(origin - 28, 0) : origin]
    past = past[np.isfinite(past)]
    ahead = around.foreseen_c(origin, days)
    before = float(past.mean()) if len(past) else np.nan
    slopes = weather_slopes(panel, around, origin, level)
    usual_before = _degrees(past).mean(axis=0, keepdims=True) if len(past) else 0.0
    change = _degrees(ahead) - usual_before
    return {
        "mean_c": np.broadcast_to(ahead[None, :], shape),
        "warmer_by": np.broadcast_to((ahead - before)[None, :], shape),
        "weather_effect": slopes @ change.T,
    }


def _degrees(mean_c: Floats) -> Floats:
    """Degrees above 22 and below 12, days x 2."""
    return np.column_stack([np.maximum(mean_c - 22.0, 0.0), np.maximum(12.0 - mean_c, 0.0)])


def weather_slopes(panel: Panel, around: Surroundings, origin: int, level: Floats) -> Floats:
    """Share of the level that each degree above 22 or below 12 adds: meters x 2.

    Least squares with a ridge over the last 400 days, all meters at once.
    """
    first = max(origin - 400, 0)
    known = np.flatnonzero(np.isfinite(around.mean_c[first:origin])) + first
    ratio = panel.kwh[:, known] / level[:, None]
    weight = np.isfinite(ratio).astype(np.float64)
    ratio = np.clip(np.where(weight > 0, ratio, 0.0), 0.0, 5.0)
    columns = np.column_stack([np.ones(len(known)), _degrees(around.mean_c[known])])
    products = (columns[:, :, None] * columns[:, None, :]).reshape(len(known), -1)
    normal = (weight @ products).reshape(-1, 3, 3) + np.diag([1e-6, 50.0, 50.0])
    right = ratio @ columns
    return np.asarray(np.linalg.solve(normal, right[:, :, None])[:, 1:, 0], dtype=np.float64)
