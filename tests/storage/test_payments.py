"""Payments, and that money is stored exactly."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI, Period
from bot.storage import payments
from bot.storage.books import Books
from tests.storage.town import HOME


def test_half_a_fen_is_never_stored(town: Books) -> None:
    """Money that is not whole fen is a mistake, not something to round away."""
    payment = Payment(
        "P1", HOME.account_no, datetime(2026, 5, 1, tzinfo=SHANGHAI), Decimal("1.005"), "微信"
    )

    with pytest.raises(Exception, match="whole fen"), town.billing() as session:
        payments.save(session, payments=[payment])


def test_payments_are_cut_at_local_midnight(town: Books) -> None:
    """Newest first; the period's days are Chinese days."""

    def paid(number: int, *when: int) -> Payment:
        at = datetime(*when, tzinfo=SHANGHAI)  # type: ignore[arg-type]
        return Payment(f"P{number}", HOME.account_no, at, Decimal("5.00"), "微信", "B5")

    late_april = paid(1, 2026, 4, 30, 23, 59)
    early_may = paid(2, 2026, 5, 1, 0, 0)
    late_may = paid(3, 2026, 5, 31, 23, 59, 59)

    with town.billing() as session:
        payments.save(session, payments=[late_may, late_april, early_may])

    with town.billing() as session:
        of_may = payments.of_account(
            session, account_no=HOME.account_no, period=Period.month(2026, 5)
        )
        assert of_may == [late_may, early_may]
        assert len(payments.of_account(session, account_no=HOME.account_no)) == 3
