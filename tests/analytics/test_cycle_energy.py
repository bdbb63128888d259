"""The days a bill still lacks: exact where days repeat, honest elsewhere, deaf to what comes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.analytics import cycle_energy, spring_shape
from bot.analytics.cycle_energy import CycleModel, CycleOutlook
from bot.analytics.daily_energy_panel import Bools, Floats, Panel
from bot.domain.unable import NotEnoughReadings

START = np.datetime64("2024-01-01")
DAYS = 730
SPRING_2025 = int((np.datetime64("2025-01-29") - START).astype(int))


def panel_of(kwh: Floats) -> Panel:
    return Panel(kwh, START + np.arange(kwh.shape[1]).astype("timedelta64[D]"))


def town(meters: int = 30, *, seed: int = 2) -> tuple[Panel, Bools]:
    """Homes with a hot summer, firms closed on weekends; each with its own scatter."""
    random = np.random.default_rng(seed)
    homes = np.arange(meters) % 3 > 0
    day = np.arange(DAYS)
    summer = 1.0 + 1.2 * np.exp(-(((day % 365) - 200) ** 2) / 1500)
    weekend = (day % 7) >= 5
    shape = np.where(homes[:, None], summer[None, :], np.where(weekend, 0.3, 1.0)[None, :])
    level = np.where(homes, 8.0, 200.0)[:, None] * random.uniform(0.7, 1.4, (meters, 1))
    scatter = random.normal(0, 0.12, (meters, DAYS)) * np.where(homes, 1.0, 0.2)[:, None]
    return panel_of(level * shape * np.exp(scatter)), homes


def outlook(
    panel: Panel, homes: Bools, horizon: int, model: CycleModel | None = None
) -> CycleOutlook:
    around = cycle_energy.around_of(panel)
    return cycle_energy.ahead(model, panel=panel, around=around, homes=homes, horizon=horizon)


def test_equal_days_go_on() -> None:
    """Without a model; the interval is the day itself, for nothing was ever missed."""
    told = outlook(panel_of(np.full((1, 400), 7.5)), np.array([True]), 20)
    low, high = told.between(0, 20)

    assert told.total(0, 20)[0] == pytest.approx(150.0)
    assert (low[0], high[0]) == (pytest.approx(150.0), pytest.approx(150.0))


def test_a_shop_that_rests_on_sundays_keeps_its_week() -> None:
    """Workdays and days off are told apart."""
    closed = (np.arange(254) % 7) >= 5
    panel = panel_of(np.where(closed, 2.0, 10.0)[None, :240])
    told = outlook(panel, np.array([False]), 14)

    assert told.kwh[0] == pytest.approx(np.where(closed[240:], 2.0, 10.0))


def test_spring_festival_follows_the_meters_own_last_one() -> None:
    """A factory that closed from two days before to ten days after closes again."""
    kwh = np.full((1, 760), 100.0)
    kwh[0, SPRING_2025 - 2 : SPRING_2025 + 11] = 5.0
    panel = panel_of(kwh)
    # The lunar year begins on 2026-02-17; the panel ends on 2026-01-29.
    told = outlook(panel, np.array([False]), 40)
    first = int((np.datetime64("2026-02-17") - (START + 760)).astype(int))

    assert told.kwh[0, first - 2 : first + 11] == pytest.approx(5.0)
    assert told.kwh[0, : first - 3] == pytest.approx(100.0)
    assert told.kwh[0, first + 12 :] == pytest.approx(100.0)


def test_days_around_the_festival_are_set_to_plain_ones() -> None:
    """And only those; gaps stay gaps."""
    kwh = np.full((1, 500), 100.0)
    kwh[0, SPRING_2025 - 16 : SPRING_2025 + 17] = 1.0
    kwh[0, SPRING_2025] = np.nan
    panel = panel_of(kwh)
    plain = spring_shape.without_spring(panel, cycle_energy.around_of(panel))

    assert np.isnan(plain.kwh[0, SPRING_2025])
    assert np.nanmax(np.abs(plain.kwh - 100.0)) == 0.0


def test_a_fitted_model_errs_less_and_covers(tmp_path: Path) -> None:
    """On weeks it has not seen, it beats the plain rule in summer; four in five lie inside."""
    panel, homes = town()
    model = cycle_energy.fit(panel.upto(560), homes=homes, around=cycle_energy.around_of(panel))
    model.save(tmp_path)
    loaded = CycleModel.load(tmp_path)
    assert loaded is not None
    inside, ours, rule = [], 0.0, 0.0
    for origin in range(562, DAYS - 17, 12):
        seen = panel.upto(origin)
        actual = panel.kwh[:, origin : origin + 17].sum(axis=1)
        told = outlook(seen, homes, 17, loaded)
        low, high = told.between(0, 17)
        inside.append((low <= actual) & (actual <= high))
        ours += np.abs(told.total(0, 17) - actual)[homes].sum()
        rule += np.abs(outlook(seen, homes, 17).total(0, 17) - actual)[homes].sum()

    assert ours < 0.8 * rule
    assert 0.65 < np.mean(inside) < 0.97
    same = outlook(panel, homes, 17, model)
    assert np.array_equal(same.kwh, outlook(panel, homes, 17, loaded).kwh)


def test_a_meter_alone_hears_the_same_as_among_others() -> None:
    """The answer to one customer does not depend on who else is asked about."""
    panel, homes = town()
    around = cycle_energy.around_of(panel)
    model = cycle_energy.fit(panel, homes=homes, around=around)
    every = outlook(panel, homes, 30, model)
    alone = outlook(Panel(panel.kwh[4:5], panel.days), homes[4:5], 30, model)

    assert alone.kwh[0] == pytest.approx(every.kwh[4])


def test_half_a_model_on_disk_is_none(tmp_path: Path) -> None:
    """Two files that do not belong together are not used."""
    panel, homes = town(12)
    model = cycle_energy.fit(panel, homes=homes, around=cycle_energy.around_of(panel))
    model.save(tmp_path)
    with (tmp_path / "cycle_energy.txt").open("a", encoding="utf-8") as file:
        file.write("\n")

    assert CycleModel.load(tmp_path) is None
    assert CycleModel.load(tmp_path / "nothing") is None


def test_thin_data_are_refused() -> None:
    """Thirteen days of the last four weeks."""
    kwh = np.full((1, 100), np.nan)
    kwh[0, -13:] = 5.0
    told = outlook(panel_of(kwh), np.array([True]), 10)

    with pytest.raises(NotEnoughReadings) as refused:
        told.require(0)
    assert refused.value.facts == {"days_present": 13, "days_needed": 14}


def test_too_far_is_an_error() -> None:
    """Two months at most."""
    with pytest.raises(ValueError, match="62"):
        outlook(panel_of(np.ones((1, 100))), np.array([True]), 63)
