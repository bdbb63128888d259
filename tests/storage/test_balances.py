"""Balances, and that times are stored exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from bot.domain.payment import Balance
from bot.domain.period import SHANGHAI
from bot.storage import balances
from bot.storage.books import Books
from tests.storage.town import HOME, SHOP


def test_a_naive_time_is_never_stored(town: Books) -> None:
    """Which instant it means would be a guess."""
    balance = Balance(HOME.account_no, Decimal(0), datetime(2026, 5, 1))  # noqa: DTZ001

    with pytest.raises(Exception, match="naive"), town.billing() as session:
        balances.save(session, balances=[balance])


def test_the_newest_balance_counts(town: Books) -> None:
    """One figure per account; None when there never was one."""
    now = datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)
    overdrawn = Balance(HOME.account_no, Decimal("-3.20"), now)

    with town.billing() as session:
        balances.save(session, balances=[replace(overdrawn, credit_yuan=Decimal(50))])
        balances.save(session, balances=[overdrawn])

    with town.billing() as session:
        assert balances.current(session, account_no=HOME.account_no) == overdrawn
        assert balances.current(session, account_no=SHOP.account_no) is None
