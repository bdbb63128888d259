"""What the classifier looks at."""

from __future__ import annotations

import pytest

pytest.importorskip("pypinyin")  # of the brain's environment

from bot.nlu.features import FOREIGN, FOREIGN_ALONE, features, pairs, symbols
from bot.nlu.formats import find
from bot.nlu.normalizer import normalize


def look(text: str, *lookups: str) -> dict[str, list[str]]:
    """Features of a raw text."""
    normal = normalize(text)
    return features(normal, find(normal.text), [], lookups)


def test_pairs_skip_what_stands_between() -> None:
    """Neighbours are n-grams already; a pair needs something between."""
    assert list(pairs("abcd")) == ["a~c", "a~d", "b~d"]


def test_a_word_put_between_keeps_a_pair() -> None:
    """停了我家的电 still shares 停…电 with 停了电."""
    assert "停~电" in look("停了电")["pair"]
    assert "停~电" in look("停了我家电")["pair"]


def test_numbers_are_seen_by_kind() -> None:
    """Which account it is says nothing about the wish."""
    normal = normalize("户号3501234567欠费")

    assert "<account_no>" in symbols(normal, find(normal.text))


def test_a_foreign_word_alone_weighs_more() -> None:
    """With a word of ours beside it, it may be about us."""
    assert {FOREIGN, FOREIGN_ALONE} <= set(look("买张机票", "foreign")["fact"])
    assert FOREIGN_ALONE not in look("天气热电费会涨吗", "foreign")["fact"]
    assert FOREIGN not in look("电费多少")["fact"]
