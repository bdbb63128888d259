from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from bot.analytics.load_shapes import LEAST_AGREEMENT, adjusted_rand, groups, name_of
from bot.domain.load_shape import LoadShape
from tests.analytics.homes import Floats

HOUR = (np.arange(48) + 0.5) / 2


def bump(at_h: float, width_h: float) -> Floats:
    return np.exp(-0.5 * (((HOUR - at_h + 12) % 24 - 12) / width_h) ** 2)


DAYS = {
    LoadShape.EVENING: 0.3 + 3 * bump(20, 1.8),
    LoadShape.DAY_AT_HOME: 0.5 + 0.4 * bump(12, 3) + 1.5 * bump(19, 2),
    LoadShape.LATE_NIGHT: 0.4 + 2.5 * bump(23.8, 1.5),
    LoadShape.NIGHT_CHARGING: 0.4 + 4 * bump(2, 2),
    LoadShape.OFFICE_HOURS: 0.1 + ((HOUR > 8.5) & (HOUR < 18)),
    LoadShape.OPENING_HOURS: 0.1 + ((HOUR > 9.5) & (HOUR < 22)),
    LoadShape.EVEN: 1 + 0.1 * bump(19, 3),
    LoadShape.SOLAR: np.where((HOUR > 7) & (HOUR < 17), 0.0, 0.6 + 2 * bump(20, 2)),
    LoadShape.MIXED: 1 + 0.8 * bump(3, 1) - 0.5 * bump(13, 3),
    LoadShape.MORNING_AND_EVENING: 0.3 + 1.5 * bump(7, 1.2) + 1.2 * bump(19.5, 2),
}


@pytest.mark.parametrize(("name", "day"), DAYS.items(), ids=[name.value for name in DAYS])
def test_a_day_is_called_what_a_person_would_call_it(name: LoadShape, day: Floats) -> None:
    assert name_of(shape=day / day.sum()) is name


def town(counts: dict[LoadShape, int], *, noise: float = 0.15, seed: int = 5) -> Floats:
    random = np.random.default_rng(seed)
    rows = [
        DAYS[name] * random.gamma(1 / noise**2, noise**2, 48)
        for name, count in counts.items()
        for _ in range(count)
    ]
    return np.array([row / row.sum() for row in rows])


def test_groups_that_are_there_are_found_and_named() -> None:
    counts = {LoadShape.EVENING: 60, LoadShape.OFFICE_HOURS: 40, LoadShape.EVEN: 30}

    found = groups(shapes=town(counts), seed=1)

    assert sum(found.sizes) == 130
    assert list(found.sizes) == sorted(found.sizes, reverse=True)
    truth = np.repeat([0, 1, 2], list(counts.values()))
    assert adjusted_rand(found.group, truth) >= 0.75
    assert found.agreement >= LEAST_AGREEMENT
    assert set(found.names) == set(counts)


def test_a_single_broken_meter_never_makes_a_group() -> None:
    """What silhouettes like best: one meter set against all others."""
    shapes = town({LoadShape.EVENING: 60, LoadShape.OFFICE_HOURS: 60})
    shapes[7] = np.eye(48)[0]

    found = groups(shapes=shapes, seed=1)

    assert min(found.sizes) >= 5
    assert found.group[7] in found.group[[n for n in range(60) if n != 7]]


def test_meters_without_groups_stay_one_group() -> None:
    random = np.random.default_rng(2)
    shapes = random.gamma(4, 1, (120, 48))

    found = groups(shapes=shapes / shapes.sum(axis=1, keepdims=True), seed=1)

    assert found.sizes == (120,)
    assert found.agreement == 1.0


def test_the_same_seed_gives_the_same_groups() -> None:
    shapes = town({LoadShape.EVENING: 40, LoadShape.LATE_NIGHT: 40}, noise=0.5)

    one, other = groups(shapes=shapes, seed=9), groups(shapes=shapes, seed=9)

    assert np.array_equal(one.group, other.group)


def test_the_rand_index_counts_pairs() -> None:
    """Against pairs counted one by one, and by the definition of its adjustment."""
    random = np.random.default_rng(0)
    for _ in range(20):
        one, other = random.integers(0, 3, 25), random.integers(0, 4, 25)
        pairs = list(combinations(range(25), 2))
        both = sum(one[i] == one[j] and other[i] == other[j] for i, j in pairs)
        in_one = sum(one[i] == one[j] for i, j in pairs)
        in_other = sum(other[i] == other[j] for i, j in pairs)
        chance = in_one * in_other / len(pairs)
        expected = (both - chance) / ((in_one + in_other) / 2 - chance)
        assert adjusted_rand(one, other) == pytest.approx(expected)
        assert adjusted_rand(one, (one + 1) % 3) == pytest.approx(1.0)
