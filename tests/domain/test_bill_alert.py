from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bill_alert import AlertLevel, bill_alert

YUAN = st.decimals(Decimal("0.01"), 2000, places=2)


@pytest.mark.parametrize(
    ("so_far", "expected", "high", "level"),
    [
        ("90", "95", "99", None),
        ("90", "100", "100", None),
        ("90", "95", "110", AlertLevel.POSSIBLE),
        ("90", "120", "140", AlertLevel.EXPECTED),
        ("101", "150", "170", AlertLevel.PASSED),
    ],
)
def test_the_warning_is_as_sure_as_the_figures(
    so_far: str, expected: str, high: str, level: AlertLevel | None
) -> None:
    found = bill_alert(
        limit_yuan=Decimal(100),
        so_far_yuan=Decimal(so_far),
        expected_yuan=Decimal(expected),
        high_yuan=Decimal(high),
    )

    assert (found and found.level) == level
    if found:
        assert found.over_yuan == Decimal(expected) - 100


@given(limit=YUAN, figures=st.lists(YUAN, min_size=3, max_size=3), told=st.sampled_from(AlertLevel))
def test_nobody_is_warned_twice_of_the_same(
    limit: Decimal, figures: list[Decimal], told: AlertLevel
) -> None:
    so_far, expected, high = sorted(figures)
    given_ = {"limit_yuan": limit, "so_far_yuan": so_far, "expected_yuan": expected}
    first = bill_alert(**given_, high_yuan=high)
    again = bill_alert(**given_, high_yuan=high, told=told)

    order = list(AlertLevel)
    surer = first is not None and order.index(first.level) < order.index(told)
    assert again == (first if surer else None)
    assert (first is None) == (high <= limit)


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        bill_alert(
            limit_yuan=Decimal(0),
            so_far_yuan=Decimal(0),
            expected_yuan=Decimal(1),
            high_yuan=Decimal(2),
        )
