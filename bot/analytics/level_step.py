"""The day on which a series of daily figures moved to another level, and stayed there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_COOL_C = (22.0, 26.0)
_WARM_C = (14.0, 9.0)
_WILD = 6.0
"""A day this many typical errors off its fortnight is drawn in before anything is fitted."""
_FORTNIGHT = 15
_ALIKE_C = 1.5
_LEAST_ALIKE = 5
_LATEST = 5
_STILL = 0.5
"""The last days show at least this part of a step that lasts."""
_NEIGHBOURS = 2.0
"""Neighbouring days are alike, so errors are taken this many times larger."""


@dataclass(frozen=True)
class Step:
    """A change of level that the weather does not explain."""

    place: int
    """Of the first day on the new level."""
    size: float
    """Change, in the unit of the series."""
    strength: float
    """Size in its own standard errors."""
    lasts: bool
    """Whether the last days are still on the new level."""


def weather_terms(*, mean_c: Floats, day_off: Bools) -> Floats:
    """What a day's figure may depend on: days x terms, the first constant.

    Mild weather stands in for unknown temperatures.
    """
    known = np.nan_to_num(mean_c, nan=float(np.mean([*_COOL_C, *_WARM_C])))
    terms = [np.ones_like(known), day_off.astype(np.float64)]
    terms += [np.maximum(known - edge, 0.0) for edge in _COOL_C]
    terms += [np.maximum(edge - known, 0.0) for edge in _WARM_C]
    return np.column_stack(terms)


def find_step(*, values: Floats, terms: Floats, least_before: int, least_after: int) -> Step | None:
    """The step that explains most, up or down; None on too few days.

    `values` has one finite figure a day, `terms` is days x terms. The step leaves so many days
    before and after it.
    """
    first, last = least_before, len(values) - least_after
    if first > last:
        return None
    return _best(values, terms, np.arange(first, last + 1))


def step_at(*, values: Floats, terms: Floats, place: int) -> Step:
    """The step that begins at `place`, however small."""
    return _best(values, terms, np.array([place]))


def _best(values: Floats, terms: Floats, places: NDArray[np.int64]) -> Step:
    drawn_in = _drawn_in(values)
    basis = _basis(terms)
    rest = drawn_in - basis @ (basis.T @ drawn_in)
    steps = (np.arange(len(values))[:, None] >= places[None, :]).astype(np.float64)
    steps -= basis @ (basis.T @ steps)
    norm = np.maximum((steps**2).sum(axis=0), 1e-9)
    along = steps.T @ rest
    # A step that the weather terms can nearly tell themselves stands on nothing.
    along[norm < 1.0] = 0.0
    best = int(np.argmax(along**2 / norm))
    size = float(along[best] / norm[best])
    error = rest - size * steps[:, best]
    spread = max(1.4826 * float(np.median(np.abs(error))), 1e-3 * float(np.ptp(drawn_in)), 1e-9)
    now = float(np.median(error[-_LATEST:]))
    return Step(
        place=int(places[best]),
        size=size,
        strength=abs(size) * float(np.sqrt(norm[best])) / (spread * _NEIGHBOURS),
        lasts=(size + now) / size > _STILL if size else False,
    )


def matched_change(*, values: Floats, felt_c: Floats, place: int) -> Floats | None:
    """Change across a step, days after it held against days before it that felt alike.

    `values` has one figure a day, or one row of figures; so has the change. None where too few
    days after the step have their like before: a heat never met says nothing.
    """
    changes = []
    for after in range(place, len(values)):
        alike = np.abs(felt_c[:place] - felt_c[after]) <= _ALIKE_C
        if int(alike.sum()) >= _LEAST_ALIKE:
            changes.append(values[after] - np.median(values[:place][alike], axis=0))
    if len(changes) < _LEAST_ALIKE:
        return None
    return np.asarray(np.median(changes, axis=0), dtype=np.float64)


def felt(*, mean_c: Floats) -> Floats:
    """The temperature a house feels: the day's mean with a third of the day before."""
    return np.asarray(
        0.65 * mean_c + 0.35 * np.concatenate([mean_c[:1], mean_c[:-1]]), dtype=np.float64
    )


def _basis(terms: Floats) -> Floats:
    """Orthonormal columns that span the terms; terms that say nothing new are dropped."""
    left, singular, _ = np.linalg.svd(terms, full_matrices=False)
    return np.asarray(left[:, singular > 1e-9 * singular[0]], dtype=np.float64)


def _drawn_in(values: Floats) -> Floats:
    """Wild days pulled towards the median of their fortnight."""
    window = min(_FORTNIGHT, len(values))
    padded = np.pad(values, (window // 2, window - 1 - window // 2), mode="reflect")
    usual = np.median(sliding_window_view(padded, window), axis=1)
    typical = 1.4826 * float(np.median(np.abs(values - usual)))
    if typical <= 0:
        return values
    return np.asarray(np.clip(values, usual - _WILD * typical, usual + _WILD * typical))
