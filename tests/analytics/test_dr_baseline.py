"""Baselines against figures worked out by hand, and on days that had no event."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics.dr_baseline import (
    METHODS,
    Method,
    Window,
    baseline,
    fit,
    group_baseline,
    latest_alike,
    placebo_pairs,
)
from bot.domain.demand_response import BaselineRule
from bot.domain.unable import NotEnoughReadings
from tests.oracle import response as oracle

WINDOW = Window(36, 40)
TEN, FIVE = METHODS[BaselineRule.TEN_IN_TEN], METHODS[BaselineRule.LAST_FIVE]


def load(days: int = 60, seed: int = 1) -> np.ndarray:
    """A meter with an evening and restless days, Wh a half-hour."""
    random = np.random.default_rng(seed)
    shape = 200 + 150 * np.exp(-0.5 * ((np.arange(48) - 38) / 4) ** 2)
    return shape * random.gamma(8, 1 / 8, (days, 1)) * random.gamma(30, 1 / 30, (days, 48))


def told(wh: np.ndarray, alike: np.ndarray, method: Method, place: int = -1) -> np.ndarray:
    return baseline(
        wh,
        place=len(wh) + place if place < 0 else place,
        alike=alike,
        window=WINDOW,
        method=method,
        steps_per_hour=2,
    )


@pytest.mark.parametrize("seed", range(20))
def test_both_rules_say_what_the_oracle_says(seed: int) -> None:
    wh = load(seed=seed)
    alike = np.random.default_rng(seed).random(60) < 0.6
    before = [list(map(float, wh[row])) for row in np.flatnonzero(alike[:-1])]

    ten = oracle.ten_in_ten(before, list(map(float, wh[-1])), 36, 40)
    five = oracle.last_five(before, 36, 40)

    np.testing.assert_allclose(told(wh, alike, TEN), ten)
    np.testing.assert_allclose(told(wh, alike, FIVE), five)


def test_the_hour_before_and_the_event_itself_do_not_move_the_baseline() -> None:
    """Cooling in advance, or switching all off, cannot raise what is paid."""
    wh = load()
    alike = np.ones(60, bool)
    honest = told(wh, alike, TEN)
    gamed = wh.copy()
    gamed[-1, 34:] *= 5

    np.testing.assert_array_equal(told(gamed, alike, TEN), honest)


def test_the_same_day_moves_it_by_a_fifth_at_most() -> None:
    wh = np.full((12, 48), 100.0)
    alike = np.ones(12, bool)
    wh[-1, 28:34] = 300.0

    np.testing.assert_allclose(told(wh, alike, TEN), 120.0)
    wh[-1, 28:34] = 10.0
    np.testing.assert_allclose(told(wh, alike, TEN), 80.0)
    wh[-1, 28:34] = np.nan
    np.testing.assert_allclose(told(wh, alike, TEN), 100.0)


def test_days_far_back_or_of_another_kind_are_not_taken() -> None:
    alike = np.zeros(100, bool)
    alike[:60] = True

    with pytest.raises(NotEnoughReadings) as thin:
        latest_alike(alike, place=99, count=10)
    assert thin.value.facts == {"days_present": 6, "days_needed": 10}


def test_a_steady_meter_passes_the_gate_and_a_restless_one_does_not() -> None:
    random = np.random.default_rng(5)
    steady = 100 * random.gamma(400, 1 / 400, (60, 48))
    restless = 100 * random.gamma(1, 1, (60, 48))
    found = []
    for wh in (steady, restless):
        pairs = placebo_pairs(
            wh, alike=np.ones(60, bool), window=WINDOW, method=TEN, steps_per_hour=2, most=30
        )
        found.append(fit(*pairs))

    assert found[0].days == found[1].days == 30
    assert found[0].rrmse < 0.08
    assert found[1].rrmse > 0.20


def test_the_errors_are_root_mean_square_and_mean_over_the_mean() -> None:
    true = np.full((10, 2), 100.0)
    errors = fit(true + np.array([30.0, -10.0]), true)

    assert errors.rrmse == pytest.approx(np.sqrt((900 + 100) / 2) / 100)
    assert errors.bias == pytest.approx(0.10)


def test_nothing_is_judged_on_too_few_days_or_without_load() -> None:
    with pytest.raises(NotEnoughReadings):
        fit(np.ones((9, 2)), np.ones((9, 2)))
    assert fit(np.zeros((10, 2)), np.zeros((10, 2))).rrmse == float("inf")


def test_a_group_moves_as_those_who_were_not_asked() -> None:
    members = np.array([[100.0, 120.0], [50.0, 40.0]])
    usual = np.full((12, 2), 80.0)

    moved = group_baseline(members, controls_now=usual * 1.5, controls_usual=usual)

    np.testing.assert_allclose(moved, members * 1.5)


def test_a_few_neighbours_are_no_control_group() -> None:
    few = np.ones((9, 2))

    with pytest.raises(NotEnoughReadings):
        group_baseline(np.ones((2, 2)), controls_now=few, controls_usual=few)


def test_the_adjusted_mean_beats_the_plain_one_where_days_differ() -> None:
    """The reason for the rule, on sixty days whose level wanders."""
    wh = load(days=200, seed=9)
    alike = np.ones(200, bool)
    errors = [
        fit(*placebo_pairs(wh, alike=alike, window=WINDOW, method=method, steps_per_hour=2)).rrmse
        for method in (Method(10), TEN)
    ]

    assert errors[1] < 0.85 * errors[0]
