"""Account numbers are understood as people write and say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import account_no

SAMPLE = account_no.with_check_digit("350120260001")


@pytest.mark.parametrize(
    "said",
    [
        "三五〇幺 二洞二六 〇〇〇一 二三",
        "３５０１２０２６０００１２３",
        "3501-2026 0001 23",
        "叁伍零壹贰零贰陆零零零壹贰叁",
        "三五洞幺两洞两六洞洞洞幺两三",
    ],
)
def test_spoken_and_typed_forms_mean_the_same_number(said: str) -> None:
    """Spoken digits, full-width digits, spaces and dashes change nothing."""
    expected = "35012026000123"

    actual = account_no.normalise(said)

    assert expected == actual


@pytest.mark.parametrize("text", ["", "户号", "123", "35012026000", "3501202600013X", "٣" * 13])
def test_what_cannot_be_an_account_number_is_refused(text: str) -> None:
    """Only 10 or 13 digits can be an account number."""
    assert not account_no.is_well_formed(text)


def test_ten_digits_are_the_older_form() -> None:
    """Paper bills still show numbers of ten digits."""
    assert account_no.is_well_formed("3501234567")


@given(payload=st.text("0123456789", min_size=12, max_size=12), place=st.integers(0, 12))
def test_the_check_digit_catches_every_single_wrong_digit(payload: str, place: int) -> None:
    """Luhn: one digit misheard never passes."""
    number = account_no.with_check_digit(payload)
    wrong = str((int(number[place]) + 1) % 10)
    misheard = number[:place] + wrong + number[place + 1 :]

    assert account_no.has_valid_check_digit(number)
    assert not account_no.has_valid_check_digit(misheard)


def test_the_sample_number_keeps_its_shape() -> None:
    """Thirteen digits starting 3501."""
    assert len(SAMPLE) == 13
    assert SAMPLE.startswith("3501")
