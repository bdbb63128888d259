"""Payments received from customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.payment import Payment
from bot.domain.period import Period, local_midnight
from bot.storage.tables.billing import PaymentRow
from bot.storage.upsert import upsert


def of_account(session: Session, *, account_no: str, period: Period | None = None) -> list[Payment]:
    """Payments of the account, newest first; only those of the period's local days if given."""
    statement = select(PaymentRow).where(PaymentRow.account_no == account_no)
    if period:
        statement = statement.where(
            PaymentRow.paid_at >= local_midnight(period.start),
            PaymentRow.paid_at < local_midnight(period.end),
        )
    rows = session.scalars(statement.order_by(PaymentRow.paid_at.desc(), PaymentRow.payment_id))
    return [
        Payment(
            payment_id=row.payment_id,
            account_no=row.account_no,
            paid_at=row.paid_at,
            amount_yuan=row.amount_yuan,
            channel=row.channel,
            bill_id=row.bill_id,
        )
        for row in rows
    ]


def save(session: Session, *, payments: Iterable[Payment]) -> int:
    """Write payments by their id; returns how many."""
    return upsert(session, PaymentRow, rows=map(asdict, payments))
