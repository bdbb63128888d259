"""Balances: money held for accounts, prepaid or left over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy.orm import Session

from bot.domain.payment import Balance
from bot.storage.tables.billing import BalanceRow
from bot.storage.upsert import upsert


def current(session: Session, *, account_no: str) -> Balance | None:
    """The newest balance of the account, or None when none was ever recorded."""
    row = session.get(BalanceRow, account_no)
    return Balance(row.account_no, row.credit_yuan, row.as_of) if row else None


def save(session: Session, *, balances: Iterable[Balance]) -> int:
    """Write the newest balance of each account; returns how many."""
    return upsert(session, BalanceRow, rows=map(asdict, balances))
