"""Sums of money in customers' words; what is no sum is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.amount_reading import amount_said


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("给我充一百块钱", "100"),
        ("我想充100", "100"),
        ("来一百的电", "100"),
        ("买一百五", "150"),
        ("交了3块8", "3.8"),
        ("扣了三百六十块", "360"),
        ("昨天那笔五百到没到", "500"),
        ("多打了一个零充了两千", "2000"),
        ("交50块，不对，是80块", "80"),
        ("１００元", "100"),
    ],
)
def test_a_sum_is_read(text: str, yuan: str) -> None:
    """Digits or characters, with a unit or after a verb; of several the last."""
    found = amount_said(text)

    assert found
    assert found.yuan == Decimal(yuan)
    assert not found.up_to


@pytest.mark.parametrize(
    "text",
    [
        *("付了两次", "交一次", "一次性交一年的", "我交了两个月", "充一下", "充点电费", "充电费"),
        *("交第二笔", "给3505118826充", "把5月的交了", "分3期交", "用了300度", "100", "存个两三百"),
    ],
)
def test_what_counts_something_else_is_no_sum(text: str) -> None:
    """Times, months, kilowatt-hours, account numbers."""
    assert amount_said(text) is None


@pytest.mark.parametrize("text", ["充到两百", "充到200块就行", "补到200"])
def test_a_balance_to_be_reached_is_told_apart(text: str) -> None:
    """充到 is not 充."""
    found = amount_said(text)

    assert found
    assert found.up_to
    assert found.yuan == 200


@pytest.mark.parametrize(("text", "yuan"), [("100", 100), ("就五十吧", 50), ("两百", 200)])
def test_a_bare_number_counts_where_it_was_asked(text: str, yuan: int) -> None:
    """And only there."""
    found = amount_said(text, bare=True)

    assert found
    assert found.yuan == yuan
    assert amount_said("九月", bare=True) is None


@given(st.text(max_size=40), st.booleans())
def test_no_text_breaks_it(text: str, bare: bool) -> None:
    """A sum is positive and whole fen."""
    found = amount_said(text, bare=bare)

    assert found is None or (found.yuan > 0 and found.yuan == found.yuan.quantize(Decimal("0.01")))


@given(st.decimals(min_value="0.01", max_value="99999", places=2))
def test_what_we_say_ourselves_is_read_back(yuan: Decimal) -> None:
    """12.50 元."""
    found = amount_said(f"充{yuan} 元")

    assert found
    assert found.yuan == yuan
