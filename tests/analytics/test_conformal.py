"""Intervals cover what they say on days they were not made from."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics import conformal
from bot.domain.unable import NotEnoughReadings


def _errors(days: int, scale: np.ndarray | float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    forecast = 1000 + 500 * random.random((days, 24))
    night = np.where(np.arange(24) < 8, 0.5, 1.0)
    wide = np.asarray(scale).reshape(-1, 1) * night
    return forecast * np.exp(random.normal(0, 1, (days, 24)) * wide), forecast


def test_split_bands_cover_fresh_days_in_each_part_of_the_day() -> None:
    """80 % in all and in every part, though nights are twice as sure."""
    actual, forecast = _errors(400, 0.1)
    bands = conformal.split(actual=actual[:200], forecast=forecast[:200])

    interval = bands.around(forecast[200:])

    assert interval.coverage(actual[200:]) == pytest.approx(0.8, abs=0.02)
    inside = (actual[200:] >= interval.low) & (actual[200:] <= interval.high)
    for hours in (slice(0, 8), slice(8, 16), slice(16, 24)):
        assert inside[:, hours].mean() == pytest.approx(0.8, abs=0.04)
    width = (interval.high - interval.low) / forecast[200:]
    assert width[:, :6].mean() < 0.6 * width[:, 12:].mean()


def test_rolling_intervals_follow_errors_that_grow_threefold() -> None:
    """Bands kept from before cover far too little; rolling ones stay within three points."""
    scale = np.concatenate([np.full(60, 0.03), np.linspace(0.03, 0.09, 240)])
    actual, forecast = _errors(300, scale)

    rolling = conformal.rolling(actual=actual, forecast=forecast, first=60)
    fixed = conformal.split(actual=actual[:60], forecast=forecast[:60]).around(forecast[60:])

    assert rolling.coverage(actual[60:]) == pytest.approx(0.8, abs=0.03)
    assert fixed.coverage(actual[60:]) < 0.7


def test_a_days_interval_does_not_know_the_day() -> None:
    """Changing a day and those after it leaves its interval as it was."""
    actual, forecast = _errors(80, 0.05)
    before = conformal.rolling(actual=actual, forecast=forecast, first=40)
    actual[60:] *= 2

    after = conformal.rolling(actual=actual, forecast=forecast, first=40)

    assert np.array_equal(before.high[:21], after.high[:21])
    assert not np.array_equal(before.high[21:], after.high[21:])


def test_too_few_past_days_are_refused() -> None:
    """Nineteen days are not enough; missing values do not count."""
    actual, forecast = _errors(25, 0.05)
    actual[3:9] = np.nan

    with pytest.raises(NotEnoughReadings) as refused:
        conformal.split(actual=actual, forecast=forecast)

    assert refused.value.facts == {"days_present": 19, "days_needed": 20}


def test_daily_figures_have_one_part() -> None:
    """A forecast of one value a day works the same."""
    assert list(conformal.parts(1)) == [0]
    assert list(conformal.parts(96))[::12] == list(range(8))
