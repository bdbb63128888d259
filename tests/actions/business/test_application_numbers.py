from __future__ import annotations

import pytest

from actions.business.application_numbers import last4_in, number_in

NUMBER = "AP26072000016"


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"{NUMBER} 0001",
        f"编号{NUMBER}，后四位0001",
        f"帮我查{NUMBER}到哪了",
        "26072000016 0001",
        "ap 2607 2000 016",
    ],
)
def test_a_number_is_found_in_whatever_stands_around_it(text: str) -> None:
    """With or without AP, with the four digits beside it."""
    assert number_in(text) == NUMBER


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0001", "0001"),
        (f"{NUMBER} 0001", "0001"),
        (f"{NUMBER}，尾号0001", "0001"),
        ("13805910001", "0001"),
        ("电话是13805910001", "0001"),
        ("后四位是零零零幺", "0001"),
        (NUMBER, ""),
        ("没有", ""),
        ("12345", ""),
    ],
)
def test_four_digits_are_told_from_the_number(text: str, digits: str) -> None:
    """And taken off the end of a whole phone number."""
    assert last4_in(text) == digits
