"""How search reads a question."""

from __future__ import annotations

import pytest

from bot.domain.search_text import LONGEST, grams, marks, plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("电费，怎么 交？", "电费怎么交"),
        ("ＡＰＰ里在哪儿", "app里在哪儿"),
        ("220V和3.5度", "0v和0度"),
        ("😀！！", ""),
    ],
)
def test_spelling_is_evened_out(text: str, read: str) -> None:
    """Width, case, punctuation and the value of a number do not matter."""
    assert plain(text) == read


def test_a_foreign_word_is_one_mark() -> None:
    """Letters are not cut, Chinese characters are."""
    assert marks(plain("用APP查电费")) == ["用", "app", "查", "电", "费"]


def test_grams_know_where_a_text_begins_and_ends() -> None:
    """Single marks, then pairs with the two ends."""
    assert grams("退费", up_to=2) == ["退", "费", "^退", "退费", "费$"]
    assert grams("", up_to=1) == []


def test_a_very_long_text_is_read_in_part() -> None:
    """What a customer pastes in cannot slow search down."""
    assert len(plain("电" * 100_000)) == LONGEST
