"""Payments that look as if made twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI
from bot.domain.refund import duplicates

NOON = datetime(2026, 7, 20, 12, 0, tzinfo=SHANGHAI)


def paid(name: str, yuan: str, *, hours: float = 0, no: str = "1") -> Payment:
    return Payment(name, no, NOON + timedelta(hours=hours), Decimal(yuan), "微信")


def found(*payments: Payment) -> list[tuple[str, str]]:
    return [(one.first.payment_id, one.second.payment_id) for one in duplicates(payments)]


def test_one_amount_twice_on_one_day_is_a_pair() -> None:
    """In whatever order the books list them."""
    assert found(paid("b", "100", hours=1), paid("a", "100")) == [("a", "b")]


def test_another_day_amount_or_account_is_no_pair() -> None:
    """Days are the customer's: 23:30 and 00:30 are two days."""
    assert found(paid("a", "100", hours=11.5), paid("b", "100", hours=12.5)) == []
    assert found(paid("a", "100"), paid("b", "100.01")) == []
    assert found(paid("a", "100"), paid("b", "100", no="2")) == []


def test_three_alike_are_two_pairs() -> None:
    """One was meant, two came on top."""
    assert found(paid("a", "9"), paid("b", "9", hours=1), paid("c", "9", hours=2)) == [
        ("a", "b"),
        ("b", "c"),
    ]


def test_a_refund_settles_a_pair() -> None:
    """Money that went back is not asked back again."""
    twice = (paid("a", "9"), paid("b", "9", hours=1))

    assert found(*twice, paid("r", "-9", hours=40)) == []
    assert found(*twice, paid("c", "9", hours=2), paid("r", "-9", hours=40)) == [("a", "b")]
    assert found(paid("r1", "-9"), paid("r2", "-9", hours=1)) == []
