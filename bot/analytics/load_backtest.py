"""How well each way of forecasting an area's day did on days it had not seen; the best one wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analytics import load_rules
from bot.analytics.load_features import AreaDays, Gate, features
from bot.analytics.load_forecast import ROUNDS, fit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LIGHTGBM = "lightgbm"
MIN_BACKTEST_DAYS = 14


@dataclass(frozen=True)
class Champion:
    """Who forecasts from now on, and what everyone's past error was."""

    name: str
    wape_percent: Mapping[str, float]
    """Past error of every candidate on the same days."""
    days: int
    """Days they were compared on; 0 where there were too few and the simplest rule stands in."""


def backtest(
    area: AreaDays,
    *,
    first: int,
    last: int,
    every_days: int = 30,
    gate: Gate = "midnight",
    rounds: int = ROUNDS,
) -> Floats:
    """Forecasts of the days from `first` to before `last` (places), days x steps.

    The model is learned anew every so many days, always from the days before only.

    Raises:
        NotEnoughReadings: too few usable days before `first`. Facts: days_present, days_needed.
    """
    known = features(area, gate=gate)
    parts = []
    for start in range(first, last, every_days):
        model = fit(area, known, before=start, gate=gate, rounds=rounds)
        parts.append(model.predict(known, slice(start, min(start + every_days, last))))
    return np.concatenate(parts)


def wape_percent(actual: Floats, forecast: Floats, counted: Bools | None = None) -> float:
    """Sum of absolute errors over the sum of loads, percent; over counted days (or steps) only."""
    if counted is not None:
        actual, forecast = actual[counted], forecast[counted]
    known = np.isfinite(actual) & np.isfinite(forecast)
    errors = np.abs(actual - forecast)[known]
    return float(100.0 * errors.sum() / np.abs(actual[known]).sum())


def champion(
    area: AreaDays,
    *,
    first: int,
    last: int,
    forecasts: Mapping[str, Floats],
    gate: Gate = "midnight",
) -> Champion:
    """Choose by past error among given forecasts of those days (days x steps) and the rules.

    Pass LightGBM's own backtest, and those of other challengers, by name in `forecasts`; days
    with broken readings are not judged. Under 14 days nothing is proven: yesterday's curve.
    """
    judged = area.usable[first:last]
    if int(judged.sum()) < MIN_BACKTEST_DAYS:
        return Champion(load_rules.YESTERDAY, {}, 0)
    actual = np.exp(area.log_load[first:last])
    rules = load_rules.forecasts(area, gate=gate)
    everyone = {name: values[first:last] for name, values in rules.items()} | dict(forecasts)
    errors = {
        name: wape_percent(actual, values, judged)
        for name, values in everyone.items()
        if np.isfinite(values[judged]).all()
    }
    best = min(errors, key=lambda name: errors[name])
    return Champion(best, errors, int(judged.sum()))
