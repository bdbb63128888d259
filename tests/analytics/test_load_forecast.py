"""The day-ahead model sees only the past, learns a known rule, and refuses thin data."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics import load_backtest, load_challengers, load_forecast, load_rules
from bot.analytics.deep_load import DeepLoad, DeepNotInstalled
from bot.analytics.deep_load import installed as deep_installed
from bot.analytics.load_features import AreaDays, Gate, area_days, features, until
from bot.domain.unable import NotEnoughReadings
from tests.analytics import synthetic_area

ROUNDS = 60


def _area(count: int = 120, *, seed: int = 1) -> AreaDays:
    days, load, weather = synthetic_area.area(count, seed=seed)
    return area_days(days=days, load=load, observed=weather)


@pytest.mark.parametrize(
    ("gate", "known_days", "known_steps"), [("midnight", 80, 0), ("noon", 79, 12)]
)
def test_no_feature_looks_past_the_gate(gate: Gate, known_days: int, known_steps: int) -> None:
    """Features of day 80 stay the same whatever the load does after the gate; before, not."""
    days, load, weather = synthetic_area.area(100)
    plain = features(area_days(days=days, load=load, observed=weather), gate=gate)
    later, earlier = load.copy(), load.copy()
    later[known_days, known_steps:] *= 1.2
    later[known_days + 1 :] *= 1.2
    earlier[known_days - 1] *= 1.2

    after = features(area_days(days=days, load=later, observed=weather), gate=gate)
    before = features(area_days(days=days, load=earlier, observed=weather), gate=gate)

    assert np.array_equal(plain.values[80], after.values[80], equal_nan=True)
    assert np.array_equal(plain.yesterday[80], after.yesterday[80])
    assert np.array_equal(plain.level[80], after.level[80])
    assert not np.array_equal(plain.values[80], before.values[80], equal_nan=True)


def test_a_known_rule_is_forecast_near_its_noise() -> None:
    """Weekday, weather and shape are learned: well below yesterday's error, near the noise."""
    area = _area(200)
    found = load_backtest.backtest(area, first=160, last=200, rounds=150)
    actual = np.exp(area.log_load[160:])
    naive = load_rules.forecasts(area)[load_rules.YESTERDAY][160:]

    ours = load_backtest.wape_percent(actual, found)

    assert ours < 0.45 * load_backtest.wape_percent(actual, naive)
    assert ours < 100 * synthetic_area.NOISE * 2.5


def test_a_backtest_is_what_would_have_been_forecast_then() -> None:
    """The forecast of the first day equals the one made when nothing after it was known."""
    area = _area(70)

    told = load_backtest.backtest(area, first=66, last=70, rounds=ROUNDS)[0]
    blind = until(area, 66)
    known = features(blind)
    model = load_forecast.fit(blind, known, before=66, rounds=ROUNDS)

    assert np.allclose(told, model.predict(known, slice(66, 67))[0], rtol=1e-9)
    assert model.days_used == 66 - 8


def test_thin_data_is_refused() -> None:
    """Four weeks and the week behind them are the least."""
    area = _area(35)

    with pytest.raises(NotEnoughReadings) as refused:
        load_forecast.fit(area, features(area), before=35, rounds=ROUNDS)

    assert refused.value.facts == {"days_present": 35, "days_needed": 36}


def test_the_champion_is_the_one_with_the_least_past_error() -> None:
    """A perfect candidate wins, a bad one does not, and too few days leave yesterday's curve."""
    area = _area(100)
    actual = np.exp(area.log_load[60:90])

    best = load_backtest.champion(
        area, first=60, last=90, forecasts={"perfect": actual, "bad": actual * 2}
    )
    few = load_backtest.champion(area, first=60, last=70, forecasts={"perfect": actual[:10]})

    assert best.name == "perfect"
    assert best.wape_percent["bad"] == pytest.approx(100.0)
    assert best.days == 30
    assert (few.name, few.days) == (load_rules.YESTERDAY, 0)


def test_rules_forecast_what_they_say() -> None:
    """Each rule against the sum done by hand, at both gates."""
    area = _area(120)
    load = np.exp(area.log_load)
    rules, noon = load_rules.forecasts(area), load_rules.forecasts(area, gate="noon")
    kind = area.facts.day_off + area.facts.statutory
    alike = [day for day in range(100) if kind[day] == kind[100]][-5:]

    assert np.allclose(rules[load_rules.YESTERDAY][100], load[99])
    assert np.allclose(noon[load_rules.YESTERDAY][100], load[98])
    assert np.allclose(rules[load_rules.WEEK][100], load[93])
    assert np.allclose(rules[load_rules.SAME_KIND][100], load[alike].mean(axis=0))
    assert np.isnan(rules[load_rules.LAST_YEAR][100]).all()


def test_last_year_grows_with_the_last_weeks() -> None:
    """A load that grew 10 % on last year's is forecast at 1.1 of last year's aligned day."""
    days = np.datetime64("2022-03-01") + np.arange(500)
    load = (np.arange(500)[:, None] % 7 + 20.0) * (1 + np.arange(24) / 100)
    load[364:] = load[:136] * 1.1
    area = area_days(days=days, load=load)

    found = load_rules.forecasts(area)[load_rules.LAST_YEAR]

    assert np.allclose(found[450], load[450 - 364] * 1.1, rtol=1e-6)


@pytest.mark.skipif(not load_challengers.installed(), reason="extra forecast-challengers")
def test_challengers_follow_a_daily_season() -> None:
    """Theta and MSTL forecast a repeated day within 2 %."""
    day = 100 + 30 * np.sin(np.arange(24) / 24 * 2 * np.pi)
    history = np.tile(day, (21, 1)) * (1 + np.random.default_rng(1).normal(0, 0.001, (21, 24)))

    found = load_challengers.forecasts(history, history_days=21)

    assert set(found) == {load_challengers.MSTL, load_challengers.THETA}
    for values in found.values():
        assert load_backtest.wape_percent(day, values) < 2


@pytest.mark.skipif(deep_installed(), reason="neuralforecast is installed")
def test_the_deep_challenger_says_what_to_install() -> None:
    """Without its package it refuses at once and names it."""
    with pytest.raises(DeepNotInstalled, match="neuralforecast"):
        DeepLoad(steps_per_day=96)
