from __future__ import annotations

import numpy as np
import pytest

from bot.analytics.meter_features import DayKinds, features
from bot.domain.unable import NotEnoughReadings
from tests.analytics.homes import DAYS, House, days_off, temperature

NEVER = np.zeros(DAYS, dtype=bool)
KINDS = DayKinds(day_off=days_off(), holiday=NEVER, spring=NEVER)


def test_level_base_and_shape_are_those_of_the_home() -> None:
    """Against sums over the parts the home was made of."""
    home = House(cooling_w_per_degree=0, heating_w_per_degree=0)
    kwh = home.wh() / 1000

    found = features(kwh=kwh, mean_c=temperature(), kinds=KINDS)

    assert found.days == DAYS
    assert found.daily_kwh == pytest.approx(sum(kwh.ravel()) / DAYS)
    assert found.base_kw == pytest.approx(0.13, abs=0.03)
    assert found.shape.sum() == pytest.approx(1.0)
    assert 36 <= int(found.shape.argmax()) <= 44
    assert found.weather.cooling_kwh_per_degree == 0
    assert found.weather.cool_above_c is None


def test_the_answer_to_heat_is_found_in_kwh_a_degree() -> None:
    home = House(cooling_w_per_degree=90, heating_w_per_degree=0)

    found = features(kwh=home.wh() / 1000, mean_c=home.mean_c, kinds=KINDS)

    # Half an hour counts half a watt-hour a watt, and cooling runs in 28 half-hours.
    assert found.weather.cooling_kwh_per_degree == pytest.approx(0.09 * 14, rel=0.15)
    assert found.weather.cool_above_c == pytest.approx(26, abs=1)
    assert found.weather.heating_kwh_per_degree == 0


def test_days_off_holidays_and_spring_festival_are_told_apart() -> None:
    kwh = House(cooling_w_per_degree=0, heating_w_per_degree=0).wh() / 1000
    off, holiday, spring = days_off(), NEVER.copy(), NEVER.copy()
    spring[240:248], holiday[120:125] = True, True
    kwh[off] *= 1.3
    kwh[spring] *= 0.4 / np.where(off[spring], 1.3, 1.0)[:, None]
    kwh[holiday] *= 2.0 / np.where(off[holiday], 1.3, 1.0)[:, None]

    found = features(kwh=kwh, mean_c=temperature(), kinds=DayKinds(off, holiday, spring))

    assert found.day_off_ratio == pytest.approx(1.3, rel=0.06)
    assert found.spring_ratio == pytest.approx(0.4, rel=0.12)
    assert found.holiday_ratio == pytest.approx(2.0, rel=0.2)


def test_bands_that_cover_the_day_share_all_of_it() -> None:
    kwh = House().wh() / 1000
    valley = np.arange(48) < 16
    summer = np.zeros(kwh.shape, dtype=bool)
    summer[:92, 20:24] = True

    found = features(
        kwh=kwh,
        mean_c=temperature(),
        kinds=KINDS,
        bands={"valley": valley, "other": ~valley, "summer_noon": summer},
    )

    assert found.band_share["valley"] + found.band_share["other"] == pytest.approx(1.0)
    assert found.band_share["valley"] == pytest.approx(kwh[:, :16].sum() / kwh.sum())
    assert found.band_share["summer_noon"] == pytest.approx(kwh[:92, 20:24].sum() / kwh.sum())


def test_a_flat_meter_is_steady_and_all_base() -> None:
    found = features(kwh=np.full((60, 48), 0.5), mean_c=temperature(60), kinds=_kinds(60))

    assert found.load_factor == pytest.approx(1.0)
    assert found.base_share == pytest.approx(1.0)
    assert found.volatility == 0
    assert found.day_off_ratio == pytest.approx(1.0)


@pytest.mark.parametrize("scale", [0.1, 1.0, 1000.0])
def test_shares_and_ratios_do_not_depend_on_the_unit(scale: float) -> None:
    kwh = House().wh() / 1000
    one = features(kwh=kwh, mean_c=temperature(), kinds=KINDS)
    other = features(kwh=kwh * scale, mean_c=temperature(), kinds=KINDS)

    assert other.daily_kwh == pytest.approx(one.daily_kwh * scale)
    for name in ("base_share", "load_factor", "volatility", "day_off_ratio"):
        assert getattr(other, name) == pytest.approx(getattr(one, name))
    assert other.shape == pytest.approx(one.shape)


def test_broken_days_are_left_out_and_too_few_days_refused() -> None:
    kwh = House().wh()[:40] / 1000
    kwh[5:10] = np.nan
    found = features(kwh=kwh, mean_c=temperature(40), kinds=_kinds(40))
    assert found.days == 35

    with pytest.raises(NotEnoughReadings) as refused:
        features(kwh=kwh[:30], mean_c=temperature(30), kinds=_kinds(30))
    assert refused.value.facts == {"days_present": 25, "days_needed": 28}


def test_a_meter_that_counts_nothing_has_an_even_shape() -> None:
    found = features(kwh=np.zeros((60, 48)), mean_c=temperature(60), kinds=_kinds(60))

    assert found.shape == pytest.approx(np.full(48, 1 / 48))
    assert (found.base_share, found.load_factor, found.volatility) == (0, 0, 0)


def _kinds(days: int) -> DayKinds:
    return DayKinds(days_off(days), NEVER[:days], NEVER[:days])
