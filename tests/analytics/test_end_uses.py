from __future__ import annotations

import numpy as np
import pytest

from bot.analytics.car_charging import charging_kwh
from bot.analytics.end_uses import EndUses, split
from bot.domain.unable import NotEnoughReadings
from tests.analytics.homes import DAYS, Floats, House


def true_kwh(home: House) -> dict[str, float]:
    return {use: float(watts.sum() / 2000) for use, watts in home.uses().items()}


def of(home: House) -> EndUses:
    return split(kwh=home.wh() / 1000, mean_c=home.mean_c)


@pytest.mark.parametrize("seed", range(4))
def test_cooling_and_heating_switched_on_when_needed_come_back(seed: int) -> None:
    home = House(seed=seed, heating_w_per_degree=120)
    truth = true_kwh(home)

    found = of(home)

    assert found.way == "on demand"
    assert found.totals_kwh()["cooling"] == pytest.approx(truth["cooling"], rel=0.2)
    assert found.totals_kwh()["heating"] == pytest.approx(truth["heating"], rel=0.2)


def test_a_house_kept_at_one_temperature_is_seen_as_such() -> None:
    """Both uses blurred and lapping over each other, as in a house with sun and thick walls."""
    home = House(cooling_w_per_degree=0, heating_w_per_degree=0)
    random = np.random.default_rng(4)
    wobble = np.exp(0.25 * random.standard_normal(DAYS))
    cooling = 4 * np.logaddexp(0, (home.mean_c - 18) / 4) * wobble
    heating = 4 * np.logaddexp(0, (12 - home.mean_c) / 4) * wobble
    kwh = home.wh() / 1000 + ((cooling + heating) / 48)[:, None]

    found = split(kwh=kwh, mean_c=home.mean_c)

    assert found.way == "whole house"
    assert found.totals_kwh()["cooling"] == pytest.approx(cooling.sum(), rel=0.2)
    assert found.totals_kwh()["heating"] == pytest.approx(heating.sum(), rel=0.25)


def test_a_home_without_either_gets_next_to_none() -> None:
    found = of(House(cooling_w_per_degree=0, heating_w_per_degree=0)).totals_kwh()

    assert found["cooling"] + found["heating"] <= 0.03 * sum(found.values())


def test_the_uses_of_every_day_add_up_to_its_energy_and_none_is_negative() -> None:
    home = House(heating_w_per_degree=120)
    kwh = with_car(home.wh() / 1000)
    kwh[30:33] = np.nan

    found = split(kwh=kwh, mean_c=home.mean_c)

    parts = [found.base_kwh, found.cooling_kwh, found.heating_kwh, found.car_kwh, found.rest_kwh]
    whole = np.isfinite(kwh).all(axis=1)
    assert np.isnan(np.array(parts)[:, ~whole]).all()
    assert found.days == DAYS - 3
    assert (np.array(parts)[:, whole] >= 0).all()
    assert np.sum(parts, axis=0)[whole] == pytest.approx(kwh[whole].sum(axis=1))


def with_car(kwh: Floats, *, kw: float = 7.0, hours: float = 2.5) -> Floats:
    """Every second evening from 22 o'clock."""
    charged = kwh.copy()
    charged[::2, 44 : 44 + min(4, round(2 * hours))] += kw / 2
    charged[1::2, : max(0, round(2 * hours) - 4)] += kw / 2
    return charged


@pytest.mark.parametrize("kw", [3.5, 7.0])
def test_a_car_that_charges_is_told_from_everything_else(kw: float) -> None:
    plain = House().wh() / 1000
    kwh = with_car(plain, kw=kw)

    car = charging_kwh(kwh)

    assert car.sum() == pytest.approx(kwh.sum() - plain.sum(), rel=0.12)
    assert (car[1::2] == 0).all()
    assert charging_kwh(plain).sum() == 0


def test_one_evening_of_much_use_is_no_car() -> None:
    kwh = House().wh() / 1000
    kwh[100, 36:44] += 3.0

    assert charging_kwh(kwh).sum() == 0


def test_hours_do_as_well_as_half_hours() -> None:
    home = House()
    kwh = home.wh() / 1000

    halves = split(kwh=kwh, mean_c=home.mean_c)
    hours = split(kwh=kwh.reshape(DAYS, 24, 2).sum(axis=2), mean_c=home.mean_c)

    assert hours.totals_kwh()["cooling"] == pytest.approx(halves.totals_kwh()["cooling"], rel=0.02)


def test_a_season_of_days_is_too_little() -> None:
    home = House()
    with pytest.raises(NotEnoughReadings) as refused:
        split(kwh=home.wh()[:80] / 1000, mean_c=home.mean_c[:80])
    assert refused.value.facts == {"days_present": 80, "days_needed": 90}
