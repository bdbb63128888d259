"""Tomorrow's load of an area with all that is told beside it: interval, past error, data used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analytics import conformal, load_backtest, load_rules
from bot.analytics.load_features import AreaDays, Gate, features
from bot.analytics.load_forecast import MIN_DAYS, ROUNDS, VERSION, fit
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]

BACKTEST_DAYS = 60
"""Past days the champion is chosen and the interval made on; fewer where history is short."""
_LEAST = MIN_DAYS * 2 + conformal.MIN_DAYS


@dataclass(frozen=True)
class DayAhead:
    """A forecast of one day, one value a step, in the unit of the history."""

    load: Floats
    low: Floats
    high: Floats
    share: float
    """How often the interval is meant to hold."""
    days_used: int
    method: str
    """Who was best in the backtest: `lightgbm` or a rule of `load_rules`."""
    past_wape_percent: Mapping[str, float]
    """Past error of every candidate on the backtest's days."""
    version: str = VERSION


def day_ahead(
    area: AreaDays, *, gate: Gate = "midnight", share: float = 0.8, rounds: int = ROUNDS
) -> DayAhead:
    """Forecast the first day of `area` that has no load yet, by whoever did best lately.

    Raises:
        NotEnoughReadings: under 76 usable days. Facts: days_present, days_needed.
        ValueError: `area` has no day ahead.
    """
    ahead = np.flatnonzero(np.isnan(area.log_load).all(axis=1))
    if not len(ahead):
        raise ValueError("give area_days one more day without load: the day to forecast")
    day, present = int(ahead[0]), int(area.usable[: int(ahead[0])].sum())
    if present < _LEAST or day < _LEAST:
        raise NotEnoughReadings(days_present=min(present, day), days_needed=_LEAST)
    first = max(day - BACKTEST_DAYS, MIN_DAYS * 2)
    past = load_backtest.backtest(
        area, first=first, last=day, every_days=BACKTEST_DAYS, gate=gate, rounds=rounds
    )
    champion = load_backtest.champion(
        area, first=first, last=day, forecasts={load_backtest.LIGHTGBM: past}, gate=gate
    )
    if champion.name == load_backtest.LIGHTGBM:
        known = features(area, gate=gate)
        model = fit(area, known, before=day, gate=gate, rounds=rounds)
        load, used = model.predict(known, slice(day, day + 1))[0], model.days_used
    else:
        every = load_rules.forecasts(area, gate=gate)[champion.name]
        past, load, used = every[first:day], every[day], present
    actual = np.where(area.broken[first:day], np.nan, np.exp(area.log_load[first:day]))
    interval = conformal.split(actual=actual, forecast=past, share=share).around(load)
    return DayAhead(
        load=load,
        low=interval.low,
        high=interval.high,
        share=share,
        days_used=used,
        method=champion.name,
        past_wape_percent=champion.wape_percent,
    )
