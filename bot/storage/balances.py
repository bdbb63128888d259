"""Balances: money held for accounts, prepaid or left over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.domain.payment import Balance
from bot.storage.tables.billing import BalanceRow
from bot.storage.upsert import insert_into, upsert


def current(session: Session, *, account_no: str) -> Balance | None:
    """The newest balance of the account, or None when none was ever recorded."""
    row = session.get(BalanceRow, account_no)
    return Balance(row.account_no, row.credit_yuan, row.as_of) if row else None


def add(session: Session, *, account_no: str, amount_yuan: Decimal, now: datetime) -> None:
    """Put money into the balance, which begins at nothing."""
    begun = insert_into(session, BalanceRow).values(
        account_no=account_no, credit_yuan=amount_yuan, as_of=now
    )
    session.execute(
        begun.on_conflict_do_update(
            index_elements=["account_no"],
            set_={
                "credit_yuan": BalanceRow.credit_yuan + begun.excluded.credit_yuan,
                "as_of": begun.excluded.as_of,
            },
        )
    )


def save(session: Session, *, balances: Iterable[Balance]) -> int:
    """Write the newest balance of each account; returns how many."""
    return upsert(session, BalanceRow, rows=map(asdict, balances))
