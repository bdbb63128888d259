from __future__ import annotations

import numpy as np
import pytest

from bot.analytics.cleaning import CleanMeter, Flag, clean
from tests.analytics.homes import Floats, House, all_of


@pytest.fixture
def wh() -> Floats:
    return House().wh()[:60]


def cleaned(wh: Floats) -> CleanMeter:
    return clean(wh=wh, missing=all_of(False, wh), estimated=all_of(False, wh))


def test_an_ordinary_meter_has_no_flag(wh: Floats) -> None:
    meter = cleaned(wh)

    assert not meter.flags.any()
    assert np.array_equal(meter.wh, wh)
    assert meter.whole_days.all()


def test_missing_and_estimated_days_are_taken_out_and_nothing_else(wh: Floats) -> None:
    missing, estimated = all_of(False, wh), all_of(False, wh)
    missing[3], estimated[7] = True, True

    meter = clean(wh=wh, missing=missing, estimated=estimated)

    assert np.flatnonzero(~meter.whole_days).tolist() == [3, 7]
    assert np.isnan(meter.daily_wh[[3, 7]]).all()
    assert meter.daily_wh[4] == wh[4].sum()
    assert meter.has(Flag.MISSING)[3].all()
    assert not meter.has(Flag.MISSING)[7].any()


def test_one_missing_half_hour_breaks_its_day_only(wh: Floats) -> None:
    missing = np.zeros(wh.shape, dtype=bool)
    missing[5, 20] = True

    meter = clean(wh=wh, missing=missing, estimated=all_of(False, wh))

    assert np.flatnonzero(~meter.whole_days).tolist() == [5]
    assert np.isfinite(meter.wh).sum() == wh.size - 1


@pytest.mark.parametrize("times", [5.0, 50.0])
def test_a_spike_beyond_anything_else_is_no_measurement(wh: Floats, times: float) -> None:
    wh[10, 30] = times * wh.max()

    meter = cleaned(wh)

    assert np.argwhere(meter.has(Flag.SPIKE)).tolist() == [[10, 30]]
    assert np.isnan(meter.wh[10, 30])


def test_a_car_that_charges_for_hours_is_no_spike(wh: Floats) -> None:
    wh[10, 44:48] += 3500

    assert not cleaned(wh).has(Flag.SPIKE).any()


def test_a_day_of_silence_is_flagged_and_kept(wh: Floats) -> None:
    wh[20, 30:] = 0
    wh[21, :10] = 0  # 14 hours across midnight: panels can do that
    wh[40:42] = 0

    meter = cleaned(wh)

    assert np.flatnonzero(meter.has(Flag.ZERO).any(axis=1)).tolist() == [40, 41]
    assert meter.whole_days.all()


def test_a_frozen_figure_and_a_repeated_day_are_flagged(wh: Floats) -> None:
    wh[30] = 123.0
    wh[31, :10] = 123.0
    wh[50] = wh[49]

    meter = cleaned(wh)

    assert np.flatnonzero(meter.has(Flag.STUCK).any(axis=1)).tolist() == [30, 31, 50]
    assert meter.has(Flag.STUCK)[31].sum() == 10


def test_a_meter_without_any_reading_is_all_missing() -> None:
    nothing = np.full((5, 48), np.nan)

    meter = cleaned(nothing)

    assert meter.has(Flag.MISSING).all()
    assert not meter.whole_days.any()
