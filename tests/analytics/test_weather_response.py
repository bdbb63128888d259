"""The degree-day model finds known slopes, shrugs off wild days and refuses thin data."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics import weather_response
from bot.domain.unable import NotEnoughReadings


def _year(seed: int, *, cooling: float = 0.0, heating: float = 0.0, days: int = 365) -> tuple:
    random = np.random.default_rng(seed)
    day = np.arange(days)
    mean = 20.0 - 10.0 * np.cos(2 * np.pi * (day - 15) / 365) + random.normal(0, 2.0, days)
    off = (day % 7) >= 5
    wh = (
        6000.0
        + cooling * np.maximum(mean - 24.0, 0)
        + heating * np.maximum(12.0 - mean, 0)
        + 800.0 * off
        + random.normal(0, 500.0, days)
    )
    return wh, mean, off


def test_known_slopes_are_found() -> None:
    """Cooling and heating per degree come back within 10 %, and the day-off effect too."""
    wh, mean, off = _year(1, cooling=1500.0, heating=700.0)

    model = weather_response.fit(daily_wh=wh, mean_c=mean, day_off=off)

    truth = 1500.0 * np.maximum(mean - 24.0, 0) + 700.0 * np.maximum(12.0 - mean, 0)
    assert model.weather_wh(mean).sum() == pytest.approx(truth.sum(), rel=0.10)
    assert model.day_off_wh == pytest.approx(800.0, abs=200.0)
    assert model.typical_error_wh == pytest.approx(500.0 * 0.6745, rel=0.25)


def test_wild_days_do_not_bend_the_slope() -> None:
    """Ten days of ten times the energy change the cooling energy by less than 10 %."""
    wh, mean, off = _year(2, cooling=1500.0)
    clean = weather_response.fit(daily_wh=wh, mean_c=mean, day_off=off)
    wild = wh.copy()
    wild[180:200:2] *= 10

    bent = weather_response.fit(daily_wh=wild, mean_c=mean, day_off=off)

    assert bent.weather_wh(mean).sum() == pytest.approx(clean.weather_wh(mean).sum(), rel=0.10)


def test_a_home_without_air_conditioning_gets_no_model() -> None:
    """Daily energy that ignores the weather is refused rather than explained by it."""
    for seed in range(20):
        wh, mean, off = _year(seed)
        with pytest.raises(NotEnoughReadings):
            weather_response.fit(daily_wh=wh, mean_c=mean, day_off=off)


def test_thin_data_is_refused_with_the_days_it_had() -> None:
    """Days without a reading or a temperature do not count towards the minimum."""
    wh, mean, off = _year(3, cooling=1500.0, days=70)
    wh[:20] = np.nan

    with pytest.raises(NotEnoughReadings) as refusal:
        weather_response.fit(daily_wh=wh, mean_c=mean, day_off=off)

    assert refusal.value.facts["days_present"] == 50


def test_an_empty_home_is_refused() -> None:
    """A year of zeros has no slope and no error to divide by."""
    wh, mean, off = _year(4)

    with pytest.raises(NotEnoughReadings):
        weather_response.fit(daily_wh=np.zeros_like(wh), mean_c=mean, day_off=off)


def test_a_household_that_changed_is_asked_again() -> None:
    """As expected: all of the response. Half the people gone: the half its days still show."""
    wh, mean, off = _year(5, cooling=1500.0)
    model = weather_response.fit(daily_wh=wh, mean_c=mean, day_off=off)
    summer = slice(170, 200)
    halved = 0.4 * wh[summer]

    same = weather_response.still_holds(model, daily_wh=wh[summer], mean_c=mean[summer])
    less = weather_response.still_holds(model, daily_wh=halved, mean_c=mean[summer])
    none = weather_response.still_holds(model, daily_wh=np.full(30, 2000.0), mean_c=mean[summer])

    assert same == 1.0
    assert less == pytest.approx(0.4, abs=0.1)
    assert none == pytest.approx(0.0, abs=1e-9)
