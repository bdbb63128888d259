"""Broken readings of an area are found and filled; real changes are left alone."""

from __future__ import annotations

import numpy as np

from bot.analytics.load_cleaning import clean
from tests.analytics.synthetic_area import area


def test_injected_faults_are_found_and_filled_near_the_truth() -> None:
    """A spike, a hole, two hours near zero and a frozen meter: all found, filled within 5 %."""
    _, truth, _ = area(30, steps=96)
    load = truth.copy()
    load[12, 40] *= 3
    load[15, 10:14] = np.nan
    load[18, 50:58] *= 0.05
    load[22, 60:76] = load[22, 60]

    found = clean(load)

    wrong = np.zeros(load.shape, dtype=bool)
    wrong[12, 40] = wrong[15, 10:14] = wrong[18, 50:58] = wrong[22, 60:76] = True
    assert found.broken[wrong].all()
    assert found.broken[~wrong].sum() == 0
    assert np.abs(found.load / truth - 1)[wrong].max() < 0.08
    assert list(np.flatnonzero(~found.whole_days)) == [12, 15, 18, 22]


def test_a_holiday_of_half_the_load_is_not_a_fault() -> None:
    """A whole day that falls to 55 % keeps its readings."""
    _, load, _ = area(30)
    load[20:23] *= 0.55

    assert not clean(load).broken.any()


def test_tomorrow_does_not_change_what_is_known_of_today() -> None:
    """Cleaning looks back only."""
    _, load, _ = area(40)
    load[10, 5] *= 4
    before = clean(load[:20])
    load[20:] *= 7

    after = clean(load)

    assert np.array_equal(before.load, after.load[:20])
    assert np.array_equal(before.broken, after.broken[:20])
