"""Numbers that survive being read out over the phone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.order_no import REPAIR, SERVICE, order_no, spelled

DAY = date(2026, 7, 20)


def test_it_tells_the_day_and_which_one_it_was() -> None:
    """The check digit is Luhn's, computed by hand: 2607200001 sums to 14."""
    assert order_no(REPAIR, day=DAY, running=1) == "BX26072000016"
    assert order_no(SERVICE, day=DAY, running=12_345).startswith("FW26072012345")


@pytest.mark.parametrize(
    "heard",
    [
        "BX26072000016",
        "bx 260720 0001 6",
        "ＢＸ２６０７２００００１６",
        "BX-260720-0001-6",
        "bx二六零七二洞零零零幺六",
    ],
)
def test_it_is_understood_however_it_is_written(heard: str) -> None:
    """Small, full-width, spoken, with spaces or dashes."""
    assert spelled(heard) == ("BX26072000016",)


def test_without_its_letters_it_can_be_either() -> None:
    """One running number serves both, so at most one of them exists."""
    assert spelled("26072000016") == ("BX26072000016", "FW26072000016")


@pytest.mark.parametrize(
    "heard", ["", "BX", "BX2607200001", "AP26072000016", "13805910001", "单号"]
)
def test_other_things_are_no_number(heard: str) -> None:
    """A phone number or an application's number is never taken for one."""
    assert spelled(heard) == ()


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999_999), st.data())
def test_one_wrong_digit_is_noticed(day: date, running: int, data: st.DataObject) -> None:
    """Whatever the number, and wherever the slip."""
    number = order_no(REPAIR, day=day, running=running)
    assert spelled(number) == (number,)
    place = data.draw(st.integers(2, len(number) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert spelled(number[:place] + other + number[place + 1 :]) == ()
