"""Weather of the town: daily and quarter-hour temperature, rain and cloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.domain.period import Period

Floats = NDArray[np.float64]

SLOTS = 96
"""Quarter-hours of a day."""
EPOCH_YEAR = 2020
"""Noise starts here, so that a town that ends a day later has the same past."""
MONTH_MEANS_C = (11.0, 12.0, 14.5, 19.0, 23.5, 27.0, 29.5, 29.0, 26.8, 22.8, 18.0, 13.0)
"""Long-term monthly means of the Fujian coast (demo climate)."""
SYNOPTIC_MEMORY = 0.76
"""Day-to-day correlation of the weather noise."""


@dataclass(frozen=True)
class Spell:
    """Consecutive days that differ from the season."""

    kind: str
    """`heat`, `cold`, `mild` or `typhoon`."""
    start: date
    days: int
    shift_c: float


@dataclass(frozen=True)
class SteeredMonth:
    """A month whose mean temperature is set, for a story's sake."""

    kind: str
    month: Period
    mean_c: float


@dataclass(frozen=True)
class Weather:
    """Weather of a period, one row a day."""

    period: Period
    mean_c: Floats
    max_c: Floats
    min_c: Floats
    rain_mm: Floats
    cloud: Floats
    """0 clear sky to 1 overcast."""
    temp_c: Floats
    """Days by 96 quarter-hours."""
    spells: tuple[Spell, ...]


def make_weather(*, period: Period, seed: int, steered: Sequence[SteeredMonth] = ()) -> Weather:
    """The weather of `period`; the same seed gives the same weather on the same day."""
    epoch = date(min(EPOCH_YEAR, period.start.year), 1, 1)
    days = [epoch + timedelta(days=n) for n in range((period.end - epoch).days)]
    spells = _yearly_spells(range(epoch.year, period.end.year + 1), seed)
    mean, rain, cloud = _daily(days, spells, np.random.default_rng([seed, 1]))
    for month in steered:
        spells.append(_steer(mean, month, first=epoch))
    swing = 9.5 - 5.5 * cloud
    inside = slice((period.start - epoch).days, None)
    mean, rain, cloud, swing = mean[inside], rain[inside], cloud[inside], swing[inside]
    return Weather(
        period=period,
        mean_c=np.round(mean, 1),
        max_c=np.round(mean + 0.55 * swing, 1),
        min_c=np.round(mean - 0.45 * swing, 1),
        rain_mm=np.round(rain, 1),
        cloud=cloud,
        temp_c=_within_day(mean, swing),
        spells=tuple(s for s in spells if s.start in period),
    )


def _steer(mean: Floats, steered: SteeredMonth, *, first: date) -> Spell:
    """Shift the month to its mean, in place; returns the shift as a spell."""
    month = steered.month
    rows = slice((month.start - first).days, (month.end - first).days)
    shift_c = round(steered.mean_c - float(mean[rows].mean()), 2)
    mean[rows] += shift_c
    return Spell(steered.kind, month.start, month.days, shift_c)


def _daily(
    days: Sequence[date], spells: Sequence[Spell], rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Mean temperature, rain and cloud of consecutive days."""
    draws = rng.standard_normal((len(days), 3))
    month = np.array([day.month for day in days])
    season = _season(days)
    noise_c = _autoregressive(draws[:, 0]) * np.where((month >= 5) & (month <= 9), 1.4, 2.3)
    wetness = _autoregressive(draws[:, 1]) + np.isin(month, (4, 5, 6)) * 0.6
    rainy = wetness > 0.75
    rain = np.where(rainy, np.exp(1.2 + 0.8 * draws[:, 2]), 0.0)
    cloud = np.clip(0.45 + 0.3 * wetness, 0.02, 1.0)
    mean = season + noise_c - 1.5 * rainy
    first = days[0]
    for spell in spells:
        start = max((spell.start - first).days, 0)
        span = slice(start, max((spell.start - first).days + spell.days, 0))
        mean[span] += spell.shift_c
        if spell.kind == "typhoon":
            rain[span] += 60.0
            cloud[span] = 1.0
        elif spell.kind == "heat":
            rain[span] = 0.0
            cloud[span] = np.minimum(cloud[span], 0.25)
    return mean, rain, cloud


def _season(days: Sequence[date]) -> Floats:
    """Long-term mean of each day, straight between mid-months."""
    centre = np.arange(-1, 13) * 30.44 + 15.2
    means = np.array([MONTH_MEANS_C[-1], *MONTH_MEANS_C, MONTH_MEANS_C[0]])
    season: Floats = np.interp([day.timetuple().tm_yday for day in days], centre, means)
    return season


def _autoregressive(draws: Floats) -> Floats:
    """First-order autoregressive noise with unit variance."""
    out = np.empty_like(draws)
    level = 0.0
    fresh = float(np.sqrt(1 - SYNOPTIC_MEMORY**2))
    for n, draw in enumerate(draws):
        level = SYNOPTIC_MEMORY * level + fresh * float(draw)
        out[n] = level
    return out


def _yearly_spells(years: range, seed: int) -> list[Spell]:
    """Heat waves, cold spells and typhoons of each year."""
    spells: list[Spell] = []
    for year in years:
        rng = np.random.default_rng([seed, 2, year])
        plan = (
            ("heat", date(year, 6, 25), 75, 3, (5, 10), (2.0, 3.5)),
            ("cold", date(year, 1, 3), 50, 2, (3, 6), (-6.5, -4.0)),
            ("cold", date(year, 12, 5), 22, 1, (3, 5), (-6.0, -4.0)),
            ("typhoon", date(year, 7, 10), 85, 3, (2, 3), (-4.0, -2.5)),
        )
        for kind, earliest, spread, count, length, shift in plan:
            for _ in range(count):
                start = earliest + timedelta(days=int(rng.integers(spread)))
                days = int(rng.integers(length[0], length[1] + 1))
                spells.append(Spell(kind, start, days, float(rng.uniform(*shift))))
    return sorted(spells, key=lambda spell: spell.start)


def _within_day(mean: Floats, swing: Floats) -> Floats:
    """Quarter-hour temperature: coolest about 05:30, warmest about 14:00."""
    hours = np.arange(SLOTS) / 4
    rising = -np.cos(np.pi * (hours - 5.5) / 8.5)
    falling = np.cos(np.pi * ((hours - 14) % 24) / 15.5)
    shape = np.where((hours >= 5.5) & (hours < 14), rising, falling) * 0.5
    centre = np.arange(len(mean)) + 0.5
    instants = np.arange(len(mean))[:, None] + hours[None, :] / 24
    smooth_mean = np.interp(instants.ravel(), centre, mean).reshape(instants.shape)
    temp: Floats = smooth_mean + swing[:, None] * (shape - shape.mean())
    return temp
