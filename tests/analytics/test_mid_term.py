"""Months ahead: the calendar's moves are foreseen, scenarios multiply, thin data is refused."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from bot.analytics import mid_term
from bot.analytics.load_features import DayWeather
from bot.domain import lunar
from bot.domain.unable import NotEnoughReadings


def _energy(count: int, first: str = "2018-03-01") -> tuple[np.ndarray, np.ndarray]:
    """Growth of 5 % a year, weekends at 0.9, thirty days around Spring Festival down to 0.5."""
    days = np.datetime64(first) + np.arange(count)
    start = date.fromisoformat(first)
    level = []
    for step in range(count):
        day = start + timedelta(days=step)
        away = min(abs((day - lunar.spring_festival(day.year + k)).days) for k in (-1, 0, 1))
        spring = 0.5 + 0.5 * min(away / 15, 1.0)
        level.append(1.05 ** (step / 365) * spring * (0.9 if day.weekday() >= 5 else 1.0))
    noise = np.random.default_rng(3).normal(0, 0.01, count)
    return days, 1e6 * np.array(level) * np.exp(noise)


def test_spring_festival_is_foreseen_on_its_lunar_day() -> None:
    """From December, the trough of February 2021 is forecast within 6 % a day."""
    days, energy = _energy(1120)
    origin = int((np.datetime64("2020-12-15") - days[0]).astype(int))

    found = mid_term.forecast(days=days[:origin], energy=energy[:origin], horizon_days=90)

    actual = energy[origin : origin + 90]
    assert np.abs(found.energy - actual).sum() / actual.sum() < 0.06
    trough = found.days[int(np.argmin(found.energy))]
    assert abs(int((trough - np.datetime64("2021-02-12")).astype(int))) <= 2


def test_months_sum_the_days_up_to_a_year() -> None:
    """A year ahead has every month, and their sum is that of the days; a year's growth shows."""
    days, energy = _energy(900)

    found = mid_term.forecast(days=days, energy=energy, horizon_days=365)
    months = found.monthly()

    assert sum(months.values()) == pytest.approx(float(found.energy.sum()))
    assert len(months) in (12, 13)
    assert found.energy.sum() / energy[-365:].sum() == pytest.approx(1.05, abs=0.04)


def test_a_scenario_multiplies_by_its_index() -> None:
    """Index up 10 % at elasticity 0.6: the last of 365 days is up by 1.1 to the 0.6."""
    days, energy = _energy(800)
    plain = mid_term.forecast(days=days, energy=energy, horizon_days=365)
    boom = mid_term.Scenario("boom", index_change=0.10, elasticity=0.6)

    found = mid_term.forecast(days=days, energy=energy, horizon_days=365, scenario=boom)

    assert found.energy[-1] / plain.energy[-1] == pytest.approx(1.1**0.6)
    assert found.energy[0] / plain.energy[0] == pytest.approx(1.1 ** (0.6 / 365))
    assert found.scenario == "boom"


def test_climatology_is_the_mean_of_the_same_season() -> None:
    """Summer days ahead get summer weather, over the turn of the year too."""
    days = np.datetime64("2019-01-01") + np.arange(730)
    heat = np.where((days.astype("datetime64[M]").astype(int) % 12) == 6, 35.0, 10.0)
    weather = DayWeather(heat, heat - 8, np.zeros(730))
    wanted = np.array(["2021-07-15", "2021-01-01"], dtype="datetime64[D]")

    usual = mid_term.climatology(days=days, weather=weather, wanted=wanted)

    assert list(usual.tmax_c) == [35.0, 10.0]
    assert list(usual.tmin_c) == [27.0, 2.0]


def test_less_than_a_year_and_a_month_is_refused() -> None:
    """There is no last year to compare with."""
    days, energy = _energy(399)

    with pytest.raises(NotEnoughReadings) as refused:
        mid_term.forecast(days=days, energy=energy)

    assert refused.value.facts == {"days_present": 399, "days_needed": mid_term.MIN_DAYS}


def test_a_horizon_beyond_a_year_is_a_mistake() -> None:
    """Only 1 to 366 days are forecast."""
    days, energy = _energy(500)

    with pytest.raises(ValueError, match="366"):
        mid_term.forecast(days=days, energy=energy, horizon_days=400)
