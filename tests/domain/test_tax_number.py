"""Taxpayer numbers: the check digits of three standards, by numbers from outside this project."""

from __future__ import annotations

import pytest

from bot.domain.tax_number import (
    TaxNumber,
    TaxNumberFault,
    TaxNumberForm,
    citizen_check,
    credit_check,
    organisation_check,
    read_tax_number,
)

COMPANIES = (
    "9144030071526726XG",
    "914403001922038216",
    "91110000802100433B",
    "91330100799655058B",
)
"""Published codes of large companies."""


@pytest.mark.parametrize("text", COMPANIES)
def test_published_codes_of_companies_pass(text: str) -> None:
    """GB 32100-2015 as the registry itself applies it."""
    assert read_tax_number(text) == TaxNumber(text, TaxNumberForm.CREDIT_CODE)


@pytest.mark.parametrize(
    ("first", "total", "check"),
    [
        # 9·1 + 1·3 + 3·9 + 5·27 + 1·26 + 21(M)·20 + 1·8 + 30(Y)·30 + 4·28, the zeros add nothing:
        # 9 + 3 + 27 + 135 + 26 + 420 + 8 + 900 + 112 = 1640 = 52·31 + 28, and 31 - 28 = 3.
        ("91350100M000100Y4", 1640, "3"),
        # 9 + 3 + 36 + 108 + 78 + 140 + 29 + 125 + 26 + 48 + 168 + 20 + 180 + 29(X)·28 = 1782
        # = 57·31 + 15, and 31 - 15 = 16, which is written G.
        ("9144030071526726X", 1782, "G"),
        # 9 + 3 + 36 + 108 + 78 + 20 + 261 + 50 + 26 + 72 + 80 + 60 + 28 = 831 = 26·31 + 25 -> 6.
        ("91440300192203821", 831, "6"),
    ],
)
def test_the_check_character_as_computed_by_hand(first: str, total: int, check: str) -> None:
    """The weights are the powers of 3 modulo 31."""
    weights = [pow(3, place, 31) for place in range(17)]
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"

    assert sum(signs.index(s) * w for s, w in zip(first, weights, strict=True)) == total
    assert credit_check(first) == check


@pytest.mark.parametrize(
    ("first", "check"),
    [
        # 7·3 + 1·7 + 5·9 + 2·10 + 6·5 + 7·8 + 2·4 + 6·2 = 199 = 18·11 + 1, and 11 - 1 = 10: X.
        ("71526726", "X"),
        # 1·3 + 9·7 + 2·9 + 2·10 + 0·5 + 3·8 + 8·4 + 2·2 = 164 = 14·11 + 10, and 11 - 10 = 1.
        ("19220382", "1"),
        # 11 - 0 = 11 is written 0: 5·3 + 1·7 = 22.
        ("51000000", "0"),
    ],
)
def test_an_organisation_code_as_computed_by_hand(first: str, check: str) -> None:
    """GB 11714, the last nine of an old firm's number."""
    assert organisation_check(first) == check
    assert read_tax_number("350100" + first + check).form is TaxNumberForm.OLD_FIRM  # type: ignore[union-attr]


def test_citizen_numbers_and_what_shopkeepers_made_of_them() -> None:
    """The example of GB 11643, in 18, 15 and 20 characters."""
    assert citizen_check("11010519491231002") == "X"
    assert read_tax_number("11010519491231002X") == TaxNumber(
        "11010519491231002X", TaxNumberForm.CITIZEN
    )
    assert read_tax_number("110105491231002") == TaxNumber("110105491231002", TaxNumberForm.CITIZEN)
    assert read_tax_number("11010519491231002X01") == TaxNumber(
        "11010519491231002X01", TaxNumberForm.SHOPKEEPER
    )


@pytest.mark.parametrize("text", COMPANIES)
def test_one_wrong_character_is_always_noticed(text: str) -> None:
    """Every single slip, at every place, with every sign of the standard."""
    for place, right in enumerate(text):
        for wrong in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if wrong != right:
                slipped = text[:place] + wrong + text[place + 1 :]
                assert not isinstance(read_tax_number(slipped), TaxNumber), slipped


@pytest.mark.parametrize(
    ("heard", "fault"),
    [
        ("", TaxNumberFault.LENGTH),
        ("9144030071526726X", TaxNumberFault.LENGTH),
        ("9144030071526726XGG", TaxNumberFault.LENGTH),
        ("9144030O71526726XG", TaxNumberFault.SIGN),
        ("91440300715267;6XG", TaxNumberFault.SIGN),
        ("9144030071526726XH", TaxNumberFault.CHECK),
        ("440305715267264", TaxNumberFault.CHECK),
        ("110105491331002", TaxNumberFault.CHECK),
    ],
)
def test_what_is_wrong_is_named(heard: str, fault: TaxNumberFault) -> None:
    """So that the customer can be told where to look."""
    assert read_tax_number(heard) is fault


def test_a_number_is_read_however_it_is_written() -> None:
    """Spaces, dashes, small letters, full width."""
    full_width = "９１４４０３００７１５２６７２６ＸＧ"
    for heard in (" 9144 0300 7152 6726 xg ", "91440300-71526726-XG", full_width):
        assert read_tax_number(heard) == TaxNumber("9144030071526726XG", TaxNumberForm.CREDIT_CODE)
