"""How sure a first hit is."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bot.analytics.confidence import Confidence, fit

_DRAW = np.random.default_rng(4)
SIGNS = _DRAW.normal(size=(4000, 3))
CHANCE = 1 / (1 + np.exp(-(0.5 + 1.5 * SIGNS[:, 0] + 2.0 * SIGNS[:, 1])))
RIGHT = _DRAW.random(4000) < CHANCE
OURS = SIGNS[:, 2] > -1.0


def fitted(share_right: float = 0.9) -> Confidence:
    return fit(SIGNS, right=RIGHT, ours=OURS, share_right=share_right, share_kept=0.97)


def test_the_chance_behind_the_outcomes_is_found() -> None:
    """Slopes of a known logistic law come back."""
    right = fitted().right

    assert right.level == pytest.approx(0.5, abs=0.15)
    assert right.slopes == pytest.approx((1.5, 2.0, 0.0), abs=0.15)


def test_answers_above_the_limit_are_as_often_right_as_wanted() -> None:
    """And a stricter wish gives fewer of them."""
    for wanted in (0.8, 0.9, 0.95):
        found = fitted(wanted)
        given = np.array([found.right.chance(row) >= found.answer_from for row in SIGNS])
        assert RIGHT[given].mean() >= wanted
        assert given.mean() > 0.2
    assert fitted(0.95).answer_from > fitted(0.8).answer_from


def test_nearly_all_our_questions_pass() -> None:
    """The limit lies where the wanted share of them is kept."""
    found = fitted()
    kept = np.array([found.ours.chance(row) >= found.ours_from for row in SIGNS])

    assert kept[OURS].mean() == pytest.approx(0.97, abs=0.01)
    assert kept[~OURS].mean() < 0.3


def test_it_never_answers_where_nothing_was_right() -> None:
    """No limit is good enough, so only certainty would do."""
    found = fit(SIGNS, right=np.zeros(4000, bool), ours=OURS, share_right=0.8, share_kept=0.97)

    assert found.answer_from == 1.0


def test_it_can_be_kept_as_plain_values() -> None:
    """Through JSON and back."""
    found = fitted()

    assert Confidence.from_json(json.loads(json.dumps(found.as_json()))) == found
