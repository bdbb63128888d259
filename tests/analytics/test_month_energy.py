"""The month model beats the rules it is measured by, says its past error and refuses thin data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.analytics import month_energy, month_energy_past, month_energy_rules
from bot.analytics.daily_energy_panel import Panel
from bot.analytics.month_energy import MonthModel
from bot.domain.unable import NotEnoughReadings

FIRST = np.datetime64("2024-07-01")
DAYS = 550


def _town(meters: int = 60) -> Panel:
    """Meters with a season of their own, a rest on days off, and noise."""
    random = np.random.default_rng(8)
    dates = FIRST + np.arange(DAYS).astype("timedelta64[D]")
    turn = 2 * np.pi * np.arange(DAYS) / 365.25
    weekend = (dates.astype(int) + 3) % 7 >= 5
    level = np.exp(random.normal(4.0, 1.2, (meters, 1)))
    season = 1.0 + random.uniform(0.2, 0.6, (meters, 1)) * np.cos(turn)
    rest = 1.0 - random.uniform(0.0, 0.6, (meters, 1)) * weekend
    noise = np.exp(random.normal(0.0, 0.1, (meters, DAYS)))
    return Panel(level * season * rest * noise, dates)


@pytest.fixture(scope="module")
def fitted() -> tuple[Panel, MonthModel]:
    panel = _town()
    return panel, month_energy.fit(panel.upto(DAYS - 31))


def test_rules_agree_with_a_slow_count() -> None:
    """Last year times growth and its stand-in, computed by hand from the dates."""
    panel = _town(meters=2)
    kwh = panel.kwh.copy()
    kwh[1, :300] = np.nan
    origin, length = 500, 30

    rules = month_energy_rules.simple(Panel(kwh, panel.days), origin=origin, length=length)

    last = kwh[0, 470:500].mean()
    grown = kwh[0, 135:165].mean() * last / kwh[0, 105:135].mean()
    assert rules["last_year_x_growth"][0] == pytest.approx(grown)
    assert rules["half_and_half"][0] == pytest.approx((last + grown) / 2)
    assert rules["last_year_x_growth"][1] == pytest.approx(kwh[1, 470:500].mean())


def test_the_coming_month_beats_last_month(fitted: tuple[Panel, MonthModel]) -> None:
    """Under half the median error of the rule, in the season where the month before misleads."""
    panel, model = fitted
    start = DAYS - 31

    told = month_energy.coming_month(model, panel=panel, origin=panel.days[start], length=31)

    used = panel.kwh[:, start:].sum(axis=1)
    rule = month_energy_rules.simple(panel, origin=start, length=31)["last_month"] * 31
    ours = np.median(np.abs(told.kwh / used - 1))
    assert ours < 0.5 * np.median(np.abs(rule / used - 1))
    assert 0.55 <= ((told.low_kwh <= used) & (used <= told.high_kwh)).mean() <= 1.0
    assert set(told.method) == {"model"}


def test_young_meters_take_a_rule_and_newer_ones_are_refused(
    fitted: tuple[Panel, MonthModel],
) -> None:
    """75 days: last month's rule with a wide interval. 45 days: refused, with the days needed."""
    panel, model = fitted
    start = DAYS - 31
    kwh = panel.kwh.copy()
    kwh[0, : start - 75] = np.nan
    kwh[1, : start - 45] = np.nan

    told = month_energy.coming_month(
        model, panel=Panel(kwh, panel.days), origin=panel.days[start], length=31
    )

    assert told.method[:3] == ("rule", "refused", "model")
    assert told.kwh[0] == pytest.approx(kwh[0, start - 30 : start].mean() * 31)
    assert told.high_kwh[0] / told.kwh[0] > 1.9
    told.require(0)
    with pytest.raises(NotEnoughReadings) as refusal:
        told.require(1)
    assert refusal.value.facts["days_present"] == 45
    assert refusal.value.facts["days_needed"] == 60


def test_a_kept_model_says_the_same(fitted: tuple[Panel, MonthModel], tmp_path: Path) -> None:
    """Text and JSON hold all of it."""
    panel, model = fitted
    origin = panel.days[DAYS - 31]

    model.save(tmp_path)
    loaded = MonthModel.load(tmp_path)

    told = month_energy.coming_month(model, panel=panel, origin=origin, length=31)
    again = month_energy.coming_month(loaded, panel=panel, origin=origin, length=31)
    np.testing.assert_allclose(again.kwh, told.kwh, rtol=1e-6)
    np.testing.assert_allclose(again.low_kwh, told.low_kwh, rtol=1e-3)


def test_past_months_are_forecast_from_the_days_before_alone() -> None:
    """The error said of each meter is the one counted by hand; later days change no forecast."""
    panel = _town(meters=25)
    months = month_energy_past.months_before(np.datetime64("2026-01-01"), 2)
    spoiled = panel.kwh.copy()
    spoiled[:, panel.place(months[1]) :] *= 3.0

    past = month_energy_past.past_months(panel, months=months, errors=False)
    later = month_energy_past.past_months(Panel(spoiled, panel.days), months=months, errors=False)

    assert months.astype(str).tolist() == ["2025-11-01", "2025-12-01"]
    np.testing.assert_array_equal(later.forecast_kwh, past.forecast_kwh)
    place = panel.place(months[0])
    used = [panel.kwh[5, place : place + 30].sum(), panel.kwh[5, place + 30 : place + 61].sum()]
    missed = sum(abs(past.forecast_kwh[5, month] - used[month]) for month in range(2))
    assert past.error_share()[5] == pytest.approx(missed / sum(used))
