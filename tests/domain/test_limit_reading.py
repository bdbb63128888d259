"""Limits in what people say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.domain.limit_reading import limit_said


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("超过200提醒我", "200"),
        ("超过200块就提醒我一下", "200"),
        ("这个月会不会破三百", "300"),
        ("能不能压在一百五以下", "150"),
        ("能控制在两百以内吗", "200"),
        ("照现在这么开空调这个月得破四百吧", "400"),
        ("电费到250元的时候说一声", "250"),
        ("1000块以内够不够", "1000"),
        ("先别管超过100，超过300再叫我", "300"),
    ],
)
def test_a_limit_is_heard(text: str, yuan: str) -> None:
    """Digits and words, with a unit or without."""
    assert limit_said(text) == Decimal(yuan)


@pytest.mark.parametrize(
    "text",
    [
        "用电超过300度提醒我",
        "这个月大概要交多少",
        "到12月再说",
        "过3天提醒我",
        "停电超过2小时提醒我",
        "超过二档了吗",
        "户号3501000000017",
    ],
)
def test_other_figures_are_no_limit(text: str) -> None:
    """Energy, days, months, tiers, numbers of accounts."""
    assert limit_said(text) is None
