"""Parts that sum to the fen, and plans that are kept or broken by what was paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.account import PaymentMode
from bot.domain.instalment import (
    Instalment,
    InstalmentReason,
    InstalmentStatus,
    plan,
    refusal,
)
from bot.domain.money import FEN
from tests.services.counter import RULES
from tests.services.world import FACTORY, HOME, NOW, account

R = InstalmentReason


@given(fen=st.integers(10_000, 2_000_000), parts=st.integers(2, 6))
def test_the_parts_sum_to_the_fen_and_differ_by_one_at_most(fen: int, parts: int) -> None:
    """Nobody pays a fen more or less than is owed."""
    total = Decimal(fen) * FEN
    made = plan(total_yuan=total, parts=parts, first_on=date(2026, 7, 27))
    amounts = [part.amount_yuan for part in made]

    assert sum(amounts) == total
    assert max(amounts) - min(amounts) <= FEN


def test_the_parts_fall_due_month_by_month_also_at_the_end_of_february() -> None:
    """The 31st becomes the month's last day and comes back."""
    made = plan(total_yuan=Decimal("100.01"), parts=3, first_on=date(2026, 1, 31))

    assert [(part.due_on, part.amount_yuan) for part in made] == [
        (date(2026, 1, 31), Decimal("33.34")),
        (date(2026, 2, 28), Decimal("33.34")),
        (date(2026, 3, 31), Decimal("33.33")),
    ]


@pytest.mark.parametrize(
    ("no", "owed", "parts", "prepaid", "why"),
    [
        (HOME, "100.00", 2, False, None),
        (HOME, "20000.00", 6, False, None),
        (HOME, "99.99", 2, False, R.TOO_LITTLE),
        (HOME, "20000.01", 6, False, R.TOO_MUCH),
        (HOME, "0.00", 2, False, R.NOTHING_OWED),
        (HOME, "300.00", 7, False, R.TOO_MANY_PARTS),
        (HOME, "149.99", 3, False, R.PART_TOO_SMALL),
        (HOME, "300.00", 2, True, R.PREPAID),
        (FACTORY, "300.00", 2, False, R.SUPPLY_CLASS),
    ],
)
def test_the_answer_is_a_clear_yes_or_a_named_no(
    no: str, owed: str, parts: int, prepaid: bool, why: InstalmentReason | None
) -> None:
    """At each limit of the rules, on both sides."""
    asking = account(no)
    if prepaid:
        asking = replace(asking, payment_mode=PaymentMode.PREPAID)

    assert refusal(RULES.instalment, asking, owed_yuan=Decimal(owed), parts=parts) is why


def test_a_plan_is_broken_the_day_after_a_part_was_missed() -> None:
    """300 in three parts: what may still be owed falls by a part each time."""
    parts = plan(total_yuan=Decimal("300.00"), parts=3, first_on=date(2026, 7, 27))
    agreed = Instalment(
        "FQ1", HOME, "C1", ("B1",), Decimal("300.00"), parts, InstalmentStatus.AGREED, None,
        NOW, NOW,
    )  # fmt: skip

    def judged(unpaid: str, on: date) -> InstalmentStatus:
        return agreed.judged(unpaid_yuan=Decimal(unpaid), on=on)

    assert judged("300.00", date(2026, 7, 27)) is InstalmentStatus.AGREED
    assert judged("300.00", date(2026, 7, 28)) is InstalmentStatus.BROKEN
    assert judged("200.00", date(2026, 7, 28)) is InstalmentStatus.AGREED
    assert judged("200.00", date(2026, 8, 28)) is InstalmentStatus.BROKEN
    assert judged("0.01", date(2026, 9, 27)) is InstalmentStatus.AGREED
    assert judged("0.01", date(2026, 9, 28)) is InstalmentStatus.BROKEN
    assert judged("0.00", date(2026, 9, 28)) is InstalmentStatus.KEPT
