"""Intervals that cover as often as they say, from past errors and nothing else.

Errors are ratios (logarithm of actual over forecast), so that intervals scale with the forecast.
Each part of the day has its own, because a night is surer than an afternoon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]

MIN_DAYS = 20
"""Past forecasts needed before an interval can be told."""
WINDOW_DAYS = 60
PARTS_OF_DAY = 8
_LEARNING = 0.03
"""How far one day's misses move the share asked for (adaptive conformal inference)."""
_SHARE_BOUNDS = (0.02, 0.98)


@dataclass(frozen=True)
class Interval:
    """Lower and upper bound, shape and unit of the forecast they belong to."""

    low: Floats
    high: Floats

    def coverage(self, actual: Floats) -> float:
        """Share of known values that lie inside."""
        known = np.isfinite(actual)
        inside = (actual >= self.low) & (actual <= self.high)
        return float(inside[known].mean())


@dataclass(frozen=True)
class Bands:
    """Quantiles of past errors, one pair for each part of the day."""

    low: Floats
    high: Floats

    def around(self, forecast: Floats) -> Interval:
        """The interval of forecasts of shape (…, steps)."""
        part = parts(forecast.shape[-1], len(self.low))
        return Interval(forecast * np.exp(self.low[part]), forecast * np.exp(self.high[part]))


def parts(steps: int, count: int = PARTS_OF_DAY) -> NDArray[np.int64]:
    """Which part of the day each step lies in; never more parts than steps."""
    return np.asarray(np.arange(steps) * min(count, steps) // steps, dtype=np.int64)


def split(
    *, actual: Floats, forecast: Floats, share: float = 0.8, count: int = PARTS_OF_DAY
) -> Bands:
    """Bands from forecasts of past days (days x steps) beside what came; NaN is left out.

    Raises:
        NotEnoughReadings: under 20 days. Facts: days_present, days_needed.
    """
    errors = _errors(actual, forecast)
    present = int(np.isfinite(errors).any(axis=1).sum())
    if present < MIN_DAYS:
        raise NotEnoughReadings(days_present=present, days_needed=MIN_DAYS)
    part = parts(errors.shape[1], count)
    shares = np.full(int(part[-1]) + 1, share)
    return _bands(errors, part, shares)


def rolling(
    *,
    actual: Floats,
    forecast: Floats,
    first: int,
    share: float = 0.8,
    window_days: int = WINDOW_DAYS,
) -> Interval:
    """Interval of each day from `first` on, from the errors of the days before it only.

    `actual` and `forecast` are days x steps and start with the days to calibrate on. The share
    asked of the quantiles follows the misses of each part of the day, so that the share covered
    in the long run is the one told even when errors grow.

    Raises:
        NotEnoughReadings: under 20 days before `first`. Facts: days_present, days_needed.
    """
    errors = _errors(actual, forecast)
    split(actual=actual[:first], forecast=forecast[:first], share=share)
    part = parts(errors.shape[1])
    shares = np.full(int(part[-1]) + 1, share)
    warm_up = min(first, MIN_DAYS)
    low, high = np.full_like(forecast, np.nan), np.full_like(forecast, np.nan)
    for day in range(warm_up, len(errors)):
        bands = _bands(errors[max(0, day - window_days) : day], part, shares)
        low[day], high[day] = bands.low[part], bands.high[part]
        for number in range(len(shares)):
            told = errors[day, part == number]
            told_known = np.isfinite(told)
            if told_known.any():
                inside = (told >= bands.low[number]) & (told <= bands.high[number])
                shares[number] += _LEARNING * (share - inside[told_known].mean())
        shares = np.clip(shares, *_SHARE_BOUNDS)
    return Interval(forecast[first:] * np.exp(low[first:]), forecast[first:] * np.exp(high[first:]))


def _errors(actual: Floats, forecast: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.log(actual / forecast)
    return np.where(np.isfinite(errors), errors, np.nan)


def _bands(errors: Floats, part: NDArray[np.int64], shares: Floats) -> Bands:
    low, high = np.zeros(len(shares)), np.zeros(len(shares))
    for number, share in enumerate(shares):
        past = errors[:, part == number]
        past = past[np.isfinite(past)]
        if len(past):
            tail = (1.0 - share) / 2
            low[number], high[number] = np.quantile(past, [tail, 1.0 - tail])
    return Bands(low, high)
