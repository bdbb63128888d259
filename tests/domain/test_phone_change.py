"""Mobile numbers however they are written."""

from __future__ import annotations

import pytest

from bot.domain.phone_change import mobile_no


@pytest.mark.parametrize(
    "heard",
    ["13805910002", "138 0591 0002", "138-0591-0002", "+86 13805910002", "8613805910002",
     "１３８０５９１０００２"],
)  # fmt: skip
def test_a_mobile_number_has_one_spelling(heard: str) -> None:
    """Spaces, dashes, the country code, full width."""
    assert mobile_no(heard) == "13805910002"


@pytest.mark.parametrize(
    "heard", ["", "1380591000", "138059100022", "12805910002", "059187654321", "1380591000a"]
)
def test_anything_else_is_none(heard: str) -> None:
    """Too short, too long, a landline, letters."""
    assert mobile_no(heard) is None
