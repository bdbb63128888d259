"""Tomorrow's hours: the mean of seven days, and better where better is to be had."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.analytics import home_hours
from bot.analytics.home_hours import HomeModel
from bot.analytics.home_hours_features import HomePanel, mean_of
from bot.domain.unable import NotEnoughReadings

FIRST = np.datetime64("2025-03-01")
DAYS, TEST = 170, 20


def _homes(weekend_share: float, homes: int = 5, seed: int = 4) -> HomePanel:
    """Homes with an evening peak, more at the weekend by a share, and much chance."""
    random = np.random.default_rng(seed)
    dates = FIRST + np.arange(DAYS).astype("timedelta64[D]")
    weekend = ((dates.astype(int) + 3) % 7 >= 5)[None, :, None]
    hours = 0.3 + np.exp(-((np.arange(24) - 19.0) ** 2) / 8)[None, None, :]
    level = random.uniform(0.5, 2.0, (homes, 1, 1))
    kwh = level * hours * (1 + weekend_share * weekend) * random.gamma(4.0, 0.25, (homes, DAYS, 24))
    return HomePanel(kwh, dates)


def _wape(panel: HomePanel, model: HomeModel) -> tuple[float, float]:
    """Of the model and of the mean of seven days, over the last days."""
    ours = week = used = 0.0
    for day in range(DAYS - TEST, DAYS):
        told = home_hours.tomorrow(model, panel=panel.upto(day), day=panel.days[day])
        ours += np.abs(told - panel.kwh[:, day]).sum()
        week += np.abs(mean_of(panel.kwh, day, 7) - panel.kwh[:, day]).sum()
        used += panel.kwh[:, day].sum()
    return ours / used, week / used


def test_a_weekend_that_differs_is_learned() -> None:
    """Homes that use twice as much at the weekend are forecast better than by the mean."""
    panel = _homes(weekend_share=1.0)

    ours, week = _wape(panel, home_hours.fit(panel.upto(DAYS - TEST)))

    assert ours < 0.9 * week


def test_pure_chance_costs_nothing() -> None:
    """Where all days are alike but for chance, the mean is not made worse."""
    panel = _homes(weekend_share=0.0)

    ours, week = _wape(panel, home_hours.fit(panel.upto(DAYS - TEST)))

    assert ours <= 1.01 * week


def test_the_seven_day_mean_is_that_of_a_loop() -> None:
    """Gaps are left out of the mean."""
    panel = _homes(weekend_share=0.0)
    panel.kwh[2, 95:98, 7] = np.nan

    mean = mean_of(panel.kwh, 100, 7)

    values = [panel.kwh[2, day, 7] for day in (93, 94, 98, 99)]
    assert mean[2, 7] == pytest.approx(sum(values) / 4)


def test_a_kept_model_says_the_same(tmp_path: Path) -> None:
    """Text and JSON hold all of it."""
    panel = _homes(weekend_share=0.5)
    model = home_hours.fit(panel)
    day = panel.days[-1] + np.timedelta64(1, "D")

    model.save(tmp_path)
    loaded = HomeModel.load(tmp_path)

    told = home_hours.tomorrow(model, panel=panel, day=day)
    np.testing.assert_allclose(home_hours.tomorrow(loaded, panel=panel, day=day), told, rtol=1e-6)
    assert np.isfinite(told).all()


def test_a_home_of_a_few_days_is_left_out_and_a_short_panel_refused() -> None:
    """Five days of one home: no forecast for it. A month of all: no model."""
    panel = _homes(weekend_share=0.5)
    model = home_hours.fit(panel.upto(DAYS - 1))
    panel.kwh[3, : DAYS - 6] = np.nan

    told = home_hours.tomorrow(model, panel=panel.upto(DAYS - 1), day=panel.days[DAYS - 1])

    assert np.isnan(told[3]).all()
    assert np.isfinite(told[2]).all()
    with pytest.raises(NotEnoughReadings):
        home_hours.fit(panel.upto(30))
