"""One meter in figures: how much, when, how steady, and what it answers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analytics import weather_response
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

VERSION = "meter-features-1"
MIN_DAYS = 28
"""Whole days below which a meter has no features."""
MIN_KIND_DAYS = 3
"""Days of a kind (days off, Spring Festival …) needed to say how they differ."""
NIGHT = slice(2, 5)
"""Hours in which next to nothing is used on purpose."""
_BASE_QUANTILE = 0.1
_NEAR_DAYS = 28


@dataclass(frozen=True)
class DayKinds:
    """What each day is; one flag a day in every array."""

    day_off: Bools
    """Weekends and holidays, shifted workdays taken out."""
    holiday: Bools
    """Statutory holidays other than Spring Festival."""
    spring: Bools
    """The days about Spring Festival."""


@dataclass(frozen=True)
class Weather:
    """How a meter answers to the weather; zeros where its days show no answer."""

    cooling_kwh_per_degree: float = 0.0
    """Energy of a day for each degree of its mean above `cool_above_c`."""
    cool_above_c: float | None = None
    heating_kwh_per_degree: float = 0.0
    warm_below_c: float | None = None
    days: int = 0


@dataclass(frozen=True)
class MeterFeatures:
    """The figures of one meter over the days given."""

    days: int
    """Whole days behind the figures."""
    daily_kwh: float
    """Mean of a day."""
    shape: Floats
    """Part of the day's energy in each slot of an ordinary day; sums to 1."""
    base_kw: float
    """Power below which the meter hardly ever falls."""
    base_share: float
    """Part of all energy that the base makes up, 0 to 1."""
    night_kw: float
    """Mean power from 2 to 5 in the morning."""
    peak_kw: float
    """Power of the highest half-hour of a typical day."""
    load_factor: float
    """Mean power over `peak_kw`, 0 to 1: 1 is the same all day."""
    weather: Weather
    day_off_ratio: float | None
    """Energy of an ordinary day off over a workday's; None without enough of both."""
    holiday_ratio: float | None
    """Energy of a statutory holiday over the other days within four weeks."""
    spring_ratio: float | None
    """The same for the days about Spring Festival."""
    volatility: float
    """Typical change from one week's day to the next week's, as a part of the mean."""
    band_share: Mapping[str, float]
    """Part of all energy in each band asked for."""


def features(
    *, kwh: Floats, mean_c: Floats, kinds: DayKinds, bands: Mapping[str, Bools] | None = None
) -> MeterFeatures:
    """Figures of one meter.

    `kwh` is days x slots (NaN where not measured), `mean_c` a temperature for each day (NaN where
    unknown), `bands` a mask over slots, or over days x slots where hours differ by season.

    Raises:
        NotEnoughReadings: fewer whole days than `MIN_DAYS`. Facts: days_present, days_needed.
    """
    whole = np.asarray(np.isfinite(kwh).all(axis=1), dtype=np.bool_)
    count = int(whole.sum())
    if count < MIN_DAYS:
        raise NotEnoughReadings(days_present=count, days_needed=MIN_DAYS)
    hours = 24.0 / kwh.shape[1]
    known = kwh[whole]
    daily = np.where(whole, kwh.sum(axis=1), np.nan)
    mean = float(known.sum() / count)
    base_kw = float(np.median(np.quantile(known, _BASE_QUANTILE, axis=1))) / hours
    peak_kw = float(np.median(known.max(axis=1))) / hours
    return MeterFeatures(
        days=count,
        daily_kwh=mean,
        shape=shape(known),
        base_kw=base_kw,
        base_share=min(1.0, base_kw * 24.0 / mean) if mean > 0 else 0.0,
        night_kw=float(np.mean(known[:, _slots(NIGHT, hours)])) / hours,
        peak_kw=peak_kw,
        load_factor=min(1.0, mean / 24.0 / peak_kw) if peak_kw > 0 else 0.0,
        weather=_weather(daily, mean_c, kinds.day_off),
        day_off_ratio=_ratio(
            daily, kinds.day_off & ~kinds.holiday & ~kinds.spring, ~kinds.day_off & ~kinds.spring
        ),
        holiday_ratio=_ratio(daily, kinds.holiday, ~kinds.holiday & ~kinds.spring),
        spring_ratio=_ratio(daily, kinds.spring, ~kinds.spring & ~kinds.holiday),
        volatility=_volatility(daily, mean),
        band_share={name: _share(kwh, whole, mask) for name, mask in (bands or {}).items()},
    )


def shape(kwh: Floats) -> Floats:
    """Part of the energy in each slot of an ordinary day, from whole days x slots; sums to 1.

    The median over days, so that a party or a week away does not bend it; an even shape for a
    meter that counts nothing.
    """
    typical = np.median(kwh, axis=0)
    if typical.sum() <= 0:
        typical = kwh.mean(axis=0)
    total = float(typical.sum())
    slots = kwh.shape[1]
    return typical / total if total > 0 else np.full(slots, 1.0 / slots)


def _slots(hours: slice, slot_hours: float) -> slice:
    return slice(round(hours.start / slot_hours), round(hours.stop / slot_hours))


def _weather(daily_kwh: Floats, mean_c: Floats, day_off: Bools) -> Weather:
    try:
        found = weather_response.fit(daily_wh=daily_kwh * 1000.0, mean_c=mean_c, day_off=day_off)
    except NotEnoughReadings:
        return Weather()
    cooling, heating = found.cooling_wh_per_degree / 1000, found.heating_wh_per_degree / 1000
    return Weather(
        cooling_kwh_per_degree=cooling,
        cool_above_c=found.cool_above_c if cooling else None,
        heating_kwh_per_degree=heating,
        warm_below_c=found.warm_below_c if heating else None,
        days=found.days,
    )


def _ratio(daily: Floats, some: Bools, others: Bools) -> float | None:
    """Energy of `some` days over that of the `others` nearby, each compared with its own season."""
    ratios = []
    usable = others & np.isfinite(daily)
    for place in np.flatnonzero(some & np.isfinite(daily)):
        near = slice(max(0, place - _NEAR_DAYS), place + _NEAR_DAYS + 1)
        around = daily[near][usable[near]]
        if len(around) >= MIN_KIND_DAYS and np.median(around) > 0:
            ratios.append(daily[place] / float(np.median(around)))
    return float(np.median(ratios)) if len(ratios) >= MIN_KIND_DAYS else None


def _volatility(daily: Floats, mean: float) -> float:
    change = np.abs(daily[7:] - daily[:-7])
    change = change[np.isfinite(change)]
    return float(np.median(change) / mean) if len(change) and mean > 0 else 0.0


def _share(kwh: Floats, whole: Bools, mask: Bools) -> float:
    inside = np.asarray(np.broadcast_to(mask, kwh.shape)[whole], dtype=np.bool_)
    total = float(kwh[whole].sum())
    return float(kwh[whole][inside].sum() / total) if total > 0 else 0.0
