"""Groups of meters whose ordinary day looks alike, named by rule.

A number of groups is taken only when every group is large enough and two random halves of the
meters, each grouped by itself, agree on where everyone belongs. Silhouettes are not asked: they
like best a single broken meter set against all others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.load_shape import LoadShape

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

VERSION = "load-shapes-1"
MOST_GROUPS = 8
LEAST_AGREEMENT = 0.75
"""Adjusted Rand index between the groupings of two halves, mean of several halvings."""
LEAST_SHARE = 0.03
LEAST_MEMBERS = 5
_HALVINGS = 5
_STARTS = 8
_ROUNDS = 60
_HOURS = 24
_EVEN = (0.65, 1.35)
"""No hour of an even day lies outside these multiples of its mean."""


@dataclass(frozen=True)
class ShapeGroups:
    """The groups found, largest first."""

    group: Places
    """Of each meter."""
    centres: Floats
    """groups x slots, each an ordinary day that sums to 1."""
    names: tuple[LoadShape, ...]
    """Of each group; groups of one name differ in degree only."""
    sizes: tuple[int, ...]
    agreement: float
    """Of the halves, 1 where there is one group only."""


def groups(*, shapes: Floats, seed: int) -> ShapeGroups:
    """Group ordinary days (meters x slots, each summing to 1).

    The largest number of groups that is stable and has no small group; one group when none is.
    """
    hourly = _hourly(shapes)
    random = np.random.default_rng(seed)
    chosen, agreement = np.zeros(len(shapes), dtype=np.int64), 1.0
    least = max(LEAST_MEMBERS, round(LEAST_SHARE * len(shapes)))
    for count in range(2, min(MOST_GROUPS, len(shapes) // (2 * LEAST_MEMBERS)) + 1):
        centres = _kmeans(hourly, count, random)
        group = _nearest(hourly, centres)
        if np.bincount(group, minlength=count).min() < least:
            continue
        stable = _agreement(hourly, count, random)
        if stable >= LEAST_AGREEMENT:
            chosen, agreement = group, stable
    return _told(shapes, chosen, agreement)


def name_of(*, shape: Floats) -> LoadShape:
    """What a person would call this ordinary day (slots that sum to 1)."""
    hour = _hourly(shape[None, :])[0] * _HOURS
    day, evening, night = hour[9:17].mean(), hour[18:23].mean(), hour[0:6].mean()
    late = np.concatenate([hour[22:], hour[:2]]).mean()
    morning = hour[6:9].mean()
    small_hours = np.concatenate([hour[23:], hour[:5]]).mean()
    rules = (
        (LoadShape.EVEN, hour.max() < _EVEN[1] and hour.min() > _EVEN[0]),
        (LoadShape.SOLAR, day < 0.15),
        (LoadShape.NIGHT_CHARGING, small_hours >= 2.0 and small_hours >= 1.5 * evening),
        (LoadShape.OFFICE_HOURS, day >= 1.5 and evening < 0.6 * day),
        (LoadShape.OPENING_HOURS, day >= 1.15 and evening >= 1.0 and night < 0.6),
        (LoadShape.LATE_NIGHT, late >= 1.6 and late >= 1.2 * hour[18:22].mean()),
        (LoadShape.MORNING_AND_EVENING, morning >= 1.3 and morning >= 1.4 * day),
        (LoadShape.EVENING, evening >= 2.3 * day),
        (LoadShape.DAY_AT_HOME, day >= 0.75),
    )
    return next((name for name, holds in rules if holds), LoadShape.MIXED)


def adjusted_rand(one: Places, other: Places) -> float:
    """How far two groupings agree beyond chance: 1 the same, about 0 for random ones."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    pairs = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    by_chance = rows * columns / max(float(_pairs(np.array(float(len(one))))), 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == by_chance else float((pairs - by_chance) / (most - by_chance))


def _pairs(count: Floats) -> Floats:
    return np.asarray(count * (count - 1) / 2, dtype=np.float64)


def _hourly(shapes: Floats) -> Floats:
    return np.asarray(shapes.reshape(len(shapes), _HOURS, -1).sum(axis=2), dtype=np.float64)


def _agreement(points: Floats, count: int, random: np.random.Generator) -> float:
    """Halves grouped apart, then everyone placed by both: the mean adjusted Rand index."""
    found = []
    for _ in range(_HALVINGS):
        order = random.permutation(len(points))
        halves = np.array_split(order, 2)
        one, other = (_nearest(points, _kmeans(points[half], count, random)) for half in halves)
        found.append(adjusted_rand(one, other))
    return float(np.mean(found))


def _kmeans(points: Floats, count: int, random: np.random.Generator) -> Floats:
    """Centres with the least squared distance among several random starts."""
    best, least = points[:count], np.inf
    for _ in range(_STARTS):
        centres = _spread_start(points, count, random)
        for _ in range(_ROUNDS):
            group = _nearest(points, centres)
            moved = np.stack(
                [
                    points[group == place].mean(axis=0) if (group == place).any() else centre
                    for place, centre in enumerate(centres)
                ]
            )
            if np.allclose(moved, centres, atol=1e-12):
                break
            centres = moved
        error = float(_distances(points, centres).min(axis=1).sum())
        if error < least:
            best, least = centres, error
    return best


def _spread_start(points: Floats, count: int, random: np.random.Generator) -> Floats:
    """Points far from each other, as k-means++ draws them."""
    centres = [points[random.integers(len(points))]]
    while len(centres) < count:
        away = _distances(points, np.stack(centres)).min(axis=1)
        total = float(away.sum())
        chance = away / total if total > 0 else None
        centres.append(points[random.choice(len(points), p=chance)])
    return np.stack(centres)


def _distances(points: Floats, centres: Floats) -> Floats:
    return np.asarray(((points[:, None, :] - centres[None]) ** 2).sum(axis=2), dtype=np.float64)


def _nearest(points: Floats, centres: Floats) -> Places:
    return np.asarray(_distances(points, centres).argmin(axis=1), dtype=np.int64)


def _told(shapes: Floats, group: Places, agreement: float) -> ShapeGroups:
    sizes = np.bincount(group)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    centres = np.stack([shapes[group == place].mean(axis=0) for place in order])
    return ShapeGroups(
        group=np.asarray(rank[group], dtype=np.int64),
        centres=centres,
        names=tuple(name_of(shape=centre) for centre in centres),
        sizes=tuple(int(sizes[place]) for place in order),
        agreement=agreement,
    )
