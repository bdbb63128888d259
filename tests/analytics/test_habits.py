"""When energy is used, on days made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.analytics.habits import habits

DAYS = 60
OFF = np.array([day % 7 >= 5 for day in range(DAYS)])


def flat(kw: float = 0.2) -> NDArray[np.float64]:
    return np.full((DAYS, 48), kw / 2)


def test_an_even_day_has_its_hours_share() -> None:
    """Seven hours of night and eight of daytime out of twenty-four."""
    found = habits(kwh=flat(), day_off=OFF)

    assert found.days == DAYS
    assert found.night_share == pytest.approx(7 / 24)
    assert found.day_share == pytest.approx(8 / 24)
    assert found.idle_share == 0.0
    assert found.car_share == 0.0


def test_only_workdays_tell_of_the_daytime() -> None:
    """A weekend at home is no home office."""
    kwh = flat()
    kwh[np.ix_(OFF, np.arange(18, 34))] += 2.0

    found = habits(kwh=kwh, day_off=OFF)
    assert found.day_share == pytest.approx(8 / 24)


def test_an_empty_month_counts_although_the_weeks_before_were_lived_in() -> None:
    """A fridge alone uses less than a kilowatt-hour a day."""
    kwh = flat()
    kwh[-28:] = 0.03 / 2

    assert habits(kwh=kwh, day_off=OFF).idle_share == 1.0


def test_a_meter_that_counts_nothing_is_no_empty_home() -> None:
    """It may have stopped."""
    assert habits(kwh=np.zeros((DAYS, 48)), day_off=OFF).idle_share == 0.0
    stopped = flat()
    stopped[-28:] = 0.0
    assert habits(kwh=stopped, day_off=OFF).idle_share == 0.0


def test_a_car_that_charges_every_other_night_shows() -> None:
    """Three hours at seven kilowatts."""
    kwh = flat()
    kwh[::2, 0:6] += 3.5

    found = habits(kwh=kwh, day_off=OFF)
    car = 30 * 21.0
    assert found.car_share == pytest.approx(car / (car + DAYS * 4.8), abs=0.02)


def test_broken_days_are_left_out_and_too_few_say_nothing() -> None:
    """Twenty-seven whole days are one too few."""
    kwh = flat()
    kwh[27:, 5] = np.nan

    found = habits(kwh=kwh, day_off=OFF)
    assert found.days == 27
    assert found.night_share is None
    assert found.idle_share is None
