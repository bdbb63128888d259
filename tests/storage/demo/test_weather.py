"""Weather has seasons, days and nights, and the spells a Fujian town knows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from bot.domain.period import Period
from bot.storage.demo.weather import MONTH_MEANS_C, SteeredMonth, Weather, make_weather

PERIOD = Period(date(2024, 11, 1), date(2026, 11, 1))


@pytest.fixture(scope="module")
def weather() -> Weather:
    return make_weather(period=PERIOD, seed=7)


def _month(weather: Weather, month: int) -> np.ndarray:
    return np.array([day.month == month for day in weather.period.each_day()])


@pytest.mark.parametrize("month", range(1, 13))
def test_months_stay_near_their_climate(weather: Weather, month: int) -> None:
    """Two years' mean of each month lies within 3.5 °C of the long-term mean."""
    mean = weather.mean_c[_month(weather, month)].mean()

    assert mean == pytest.approx(MONTH_MEANS_C[month - 1], abs=3.5)


def test_the_afternoon_is_warmest_and_the_early_morning_coolest(weather: Weather) -> None:
    """On average over the year."""
    typical = weather.temp_c.mean(axis=0)

    assert 13 <= typical.argmax() / 4 <= 15
    assert 4 <= typical.argmin() / 4 <= 7


def test_the_day_has_its_mean_between_its_extremes(weather: Weather) -> None:
    """Also in the quarter-hours."""
    assert (weather.min_c < weather.mean_c).all()
    assert (weather.mean_c < weather.max_c).all()
    assert np.abs(weather.temp_c.mean(axis=1) - weather.mean_c).max() < 3


def test_tomorrow_resembles_today(weather: Weather) -> None:
    """Departures from the season are correlated from day to day."""
    season = np.array([MONTH_MEANS_C[day.month - 1] for day in weather.period.each_day()])
    departure = weather.mean_c - season

    assert np.corrcoef(departure[:-1], departure[1:])[0, 1] > 0.5


def test_every_kind_of_spell_comes(weather: Weather) -> None:
    """Heat, cold and typhoons; typhoon days are wet."""
    assert {spell.kind for spell in weather.spells} >= {"heat", "cold", "typhoon"}
    typhoon = next(spell for spell in weather.spells if spell.kind == "typhoon")
    assert weather.rain_mm[(typhoon.start - PERIOD.start).days] >= 60


def test_a_longer_town_has_the_same_past() -> None:
    """Weather does not change when the town ends a day later."""
    shorter = make_weather(period=Period(date(2026, 1, 1), date(2026, 3, 1)), seed=3)
    longer = make_weather(period=Period(date(2026, 1, 1), date(2026, 3, 2)), seed=3)

    assert np.array_equal(shorter.mean_c, longer.mean_c[:-1])


def test_a_steered_month_has_its_mean() -> None:
    """For a story, exactly, and told as a spell."""
    october = Period.month(2026, 10)
    weather = make_weather(period=PERIOD, seed=7, steered=[SteeredMonth("heat", october, 27.8)])

    assert weather.mean_c[-31:].mean() == pytest.approx(27.8, abs=0.05)
    assert any(spell.start == october.start and spell.days == 31 for spell in weather.spells)
