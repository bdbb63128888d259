"""Past errors by season: weights, quantiles, groups."""

from __future__ import annotations

import numpy as np
import pytest

from bot.analytics import cycle_errors


def test_equal_weights_give_the_plain_quantiles() -> None:
    """Of 0 to 100 the middle 80 % lie from 10 to 90, as midpoints have it."""
    low, high = cycle_errors.weighted_between(np.arange(101.0), np.ones(101), 0.8)

    assert low == pytest.approx(9.6, abs=0.2)
    assert high == pytest.approx(90.4, abs=0.2)


def test_a_weight_of_two_is_the_value_twice() -> None:
    """Up to the interpolation between the copies."""
    random = np.random.default_rng(3)
    errors = random.normal(size=400)
    twice = random.random(400) < 0.3
    weighed = cycle_errors.weighted_between(errors, 1.0 + twice, 0.8)
    copied = np.concatenate([errors, errors[twice]])
    plain = cycle_errors.weighted_between(copied, np.ones(len(copied)), 0.8)

    assert weighed == pytest.approx(plain, abs=0.02)


def test_the_year_is_a_circle() -> None:
    """The 31st of December is a neighbour of the first of January; July is far."""
    near, same, far = cycle_errors.season(np.array([365.0, 1.0, 183.0]), 1.0)

    assert near == pytest.approx(same, rel=0.01)
    assert far < 0.05 * same


def test_homes_and_firms_do_not_share_errors() -> None:
    """A home's wide errors leave a firm's interval narrow."""
    random = np.random.default_rng(5)
    homes = np.arange(600) % 2 == 0
    errors = np.where(homes[:, None], 5.0, 0.5) * random.normal(size=(600, 10))
    scatter = np.full(600, 0.2)
    found = cycle_errors.collect(
        errors, level=np.full(600, 10.0), scatter=scatter, homes=homes,
        day_of_year=np.full(600, 100.0), seed=1,
    )  # fmt: skip
    assert found is not None
    firm, home = found.group_of(np.array([0.2, 0.2]), np.array([False, True]))
    _, of_firm = found.between(0, 10, group=int(firm), day_of_year=100.0, cover=0.8)
    _, of_home = found.between(0, 10, group=int(home), day_of_year=100.0, cover=0.8)

    # Sums of ten: sd 0.5 or 5 times the root of 10, over the unit of 2.3 kWh; 1.28 sd each way.
    assert of_firm == pytest.approx(1.28 * 0.5 * 10**0.5 / 2.3, rel=0.2)
    assert of_home == pytest.approx(10 * of_firm, rel=0.3)


def test_too_few_paths_say_nothing() -> None:
    """Nor do paths with too many days missing."""
    few = np.zeros((39, 5))
    gaps = np.full((100, 5), np.nan)
    gaps[:, :3] = 0.0
    for errors in (few, gaps):
        count = len(errors)
        assert (
            cycle_errors.collect(
                errors, level=np.ones(count), scatter=np.ones(count),
                homes=np.ones(count, dtype=np.bool_), day_of_year=np.ones(count), seed=1,
            )
            is None
        )  # fmt: skip
