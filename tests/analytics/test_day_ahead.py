"""Tomorrow's forecast comes with its interval, its past error and who made it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics import load_backtest, load_rules
from bot.analytics.day_ahead import day_ahead
from bot.analytics.load_features import area_days
from bot.domain.unable import NotEnoughReadings
from tests.analytics import synthetic_area


def test_the_model_wins_where_there_is_a_rule_to_learn_and_its_interval_holds() -> None:
    """On the made-up area LightGBM is chosen; 80 % of the steps lie inside, give or take."""
    days, truth, weather = synthetic_area.area(150)
    load = truth.copy()
    load[-1] = np.nan

    found = day_ahead(area_days(days=days, load=load, observed=weather), rounds=60)

    assert found.method == load_backtest.LIGHTGBM
    assert found.past_wape_percent[found.method] < found.past_wape_percent[load_rules.YESTERDAY]
    assert (found.low < found.load).all()
    assert (found.load < found.high).all()
    inside = (truth[-1] >= found.low) & (truth[-1] <= found.high)
    assert inside.mean() >= 0.6
    assert found.days_used == 149 - 8


def test_a_rule_that_is_exact_is_preferred() -> None:
    """Where every day repeats the day of last week to the kW, the model does not get in the way."""
    week = np.random.default_rng(5).uniform(900, 1100, (7, 24))
    load = np.tile(week, (14, 1))
    days = np.datetime64("2021-05-10") + np.arange(len(load))
    known = load.copy()
    known[-1] = np.nan

    found = day_ahead(area_days(days=days, load=known), rounds=20)

    assert found.method == load_rules.WEEK
    assert np.allclose(found.load, load[-1])


def test_thin_history_is_refused_with_what_is_needed() -> None:
    """75 days and the day ahead are one too few."""
    days, load, weather = synthetic_area.area(76)
    load[-1] = np.nan

    with pytest.raises(NotEnoughReadings) as refused:
        day_ahead(area_days(days=days, load=load, observed=weather))

    assert refused.value.facts == {"days_present": 75, "days_needed": 76}


def test_the_same_history_gives_the_same_forecast_at_noon() -> None:
    """Seeded: twice the same figures, near the truth."""
    days, truth, weather = synthetic_area.area(90)
    load = truth.copy()
    load[-1] = np.nan
    area = area_days(days=days, load=load, observed=weather)

    first, again = (day_ahead(area, gate="noon", rounds=40) for _ in range(2))

    assert np.array_equal(first.load, again.load)
    assert np.array_equal(first.high, again.high)
    assert load_backtest.wape_percent(truth[-1], first.load) < 6


def test_a_day_ahead_is_needed() -> None:
    """An area without one is a mistake of the caller."""
    days, load, _ = synthetic_area.area(80)

    with pytest.raises(ValueError, match="one more day"):
        day_ahead(area_days(days=days, load=load))
