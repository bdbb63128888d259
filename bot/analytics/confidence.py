"""How sure a first hit is: two small logistic models fitted to questions whose answer is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SIGNS = 3
"""What is known of a first hit: its score, its lead over the next topic, and how much nearer the
question is to what is ours than to what is not."""
_RIDGE = 1e-2
_ROUNDS = 50


@dataclass(frozen=True)
class Line:
    """A fitted chance: a level and one slope a sign."""

    level: float
    slopes: tuple[float, ...]

    def chance(self, signs: Sequence[float]) -> float:
        """0 to 1."""
        odds = self.level + sum(a * b for a, b in zip(self.slopes, signs, strict=True))
        return float(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


@dataclass(frozen=True)
class Confidence:
    """Two chances and the limits beyond which something is said."""

    right: Line
    """That the first hit is the topic meant."""
    ours: Line
    """That the question is about anything here."""
    answer_from: float
    """From this chance of being right the first hit is given as the answer."""
    ours_from: float
    """Below this chance of being ours nothing is offered."""
    questions: int
    """How many questions both were fitted to."""

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be kept."""
        return {
            "right": [self.right.level, *self.right.slopes],
            "ours": [self.ours.level, *self.ours.slopes],
            "answer_from": self.answer_from,
            "ours_from": self.ours_from,
            "questions": self.questions,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """From what `as_json` gave."""
        return cls(
            right=_line(kept["right"]),
            ours=_line(kept["ours"]),
            answer_from=float(kept["answer_from"]),
            ours_from=float(kept["ours_from"]),
            questions=int(kept["questions"]),
        )


def fit(
    signs: Floats, *, right: Bools, ours: Bools, share_right: float, share_kept: float
) -> Confidence:
    """Fit to questions, one row of signs each.

    `share_right`: of the answers given, at least this share is right. `share_kept`: at least
    this share of our questions is offered something.
    """
    is_right, is_ours = _fit_line(signs, right), _fit_line(signs, ours)
    chances = np.array([is_right.chance(row) for row in signs])
    kept = np.array([is_ours.chance(row) for row in signs[ours]])
    return Confidence(
        right=is_right,
        ours=is_ours,
        answer_from=_lowest_good(chances, right, share_right),
        ours_from=float(np.quantile(kept, 1 - share_kept)) if len(kept) else 0.0,
        questions=len(signs),
    )


def _fit_line(signs: Floats, target: Bools) -> Line:
    """A chance that never falls when a sign rises: what would fall on few questions is left out."""
    used = list(range(signs.shape[1]))
    while True:
        beta = _logistic(signs[:, used], target)
        falling = [at for at, slope in zip(used, beta[1:], strict=True) if slope < 0]
        if not falling:
            slopes = dict(zip(used, beta[1:].tolist(), strict=True))
            kept = tuple(slopes.get(at, 0.0) for at in range(signs.shape[1]))
            return Line(level=float(beta[0]), slopes=kept)
        used = [at for at in used if at not in falling]


def _logistic(signs: Floats, target: Bools) -> Floats:
    """Level and slopes of a ridge logistic regression, by Newton's steps."""
    design = np.column_stack([np.ones(len(signs)), signs])
    wanted = target.astype(np.float64)
    beta = np.zeros(design.shape[1])
    ridge = _RIDGE * np.eye(design.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        weight = np.maximum(chance * (1 - chance), 1e-6)
        pull = design.T @ (wanted - chance) - ridge @ beta
        step = np.linalg.solve(design.T @ (design * weight[:, None]) + ridge, pull)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return np.asarray(beta, dtype=np.float64)


def _line(values: Sequence[float]) -> Line:
    return Line(level=values[0], slopes=tuple(values[1:]))


def _lowest_good(chances: Floats, right: Bools, share_right: float) -> float:
    """The lowest chance from which on the share of right answers is high enough."""
    order = np.argsort(-chances, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(shares >= share_right)
    return float(chances[order[good[-1]]]) if len(good) else 1.0
