"""Spoken numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.nlu.numerals import digits, money_yuan, number


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("一百八", "180"),
        ("一百零八", "108"),
        ("一千零五十", "1050"),
        ("两万三", "23000"),
        ("3万2", "32000"),
        ("十二", "12"),
        ("一百八十六点五", "186.5"),
        ("3.5万", "35000"),
        ("-52", "-52"),
    ],
)
def test_reads_a_number_with_a_dropped_unit(said: str, value: str) -> None:
    """一百八 is 180, 一百零八 is 108."""
    assert number(said) == Decimal(value)


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("三块二", "3.2"),
        ("五毛", "0.5"),
        ("三毛八", "0.38"),
        ("八分钱", "0.08"),
        ("1块2毛5", "1.25"),
    ],
)
def test_reads_money(said: str, yuan: str) -> None:
    """块, 毛 and 分, with or without the last unit."""
    assert money_yuan(said) == Decimal(yuan)


@pytest.mark.parametrize("said", ["", "百度", "多少"])
def test_says_when_it_is_no_number(said: str) -> None:
    """None, never a guess and never an error."""
    assert number(said) is None


def test_reads_digits_one_by_one() -> None:
    """幺 is 1, 洞 is 0, 拐 is 7, 两 is 2."""
    assert digits("幺洞拐两") == "1072"
