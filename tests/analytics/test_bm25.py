"""BM25: rare shared terms count, common ones do not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.analytics.bm25 import Bm25

TEXTS = [["电", "费", "怎", "么", "交"], ["电", "表", "怎", "么", "看"], ["停", "电"]]


def test_the_text_with_the_rare_term_wins() -> None:
    """`表` is in one text only, `电` in all."""
    scores = Bm25(TEXTS).scores(["电", "表"])

    assert int(np.argmax(scores)) == 1


def test_scores_are_the_formula() -> None:
    """Checked against the sum written out for one text."""
    k, b = 2.5, 0.75
    held = k * (1 - b + b * 2 / 4)
    weight = (k + 1) / (1 + held)
    rarity = {term: math.log1p((3 - n + 0.5) / (n + 0.5)) for term, n in {"停": 1, "电": 3}.items()}
    unknown = math.log1p(3.5 / 0.5)

    scores = Bm25(TEXTS, saturation=k, length_share=b).scores(["停", "电", "水"])

    wanted = weight * sum(rarity.values()) / (sum(rarity.values()) + unknown)
    assert scores[2] == pytest.approx(wanted, rel=1e-5)


def test_terms_nobody_knows_hold_a_question_down() -> None:
    """A question mostly in other words scores low even where it shares some."""
    index = Bm25(TEXTS)

    assert index.scores(["停"])[2] > 2 * index.scores(["停", "水", "煤", "气"])[2]
    assert not index.scores(["水"]).any()


def test_no_texts_no_scores() -> None:
    """An empty book is no error."""
    assert len(Bm25([]).scores(["电"])) == 0
