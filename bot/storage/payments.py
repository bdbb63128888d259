"""Payments received from customers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.domain.payment import Payment
from bot.domain.period import Period, local_midnight
from bot.storage.tables.billing import PaymentRow
from bot.storage.upsert import insert_into, upsert


def of_account(session: Session, *, account_no: str, period: Period | None = None) -> list[Payment]:
    """Payments of the account, newest first; only those of the period's local days if given."""
    statement = select(PaymentRow).where(PaymentRow.account_no == account_no)
    if period:
        statement = statement.where(
            PaymentRow.paid_at >= local_midnight(period.start),
            PaymentRow.paid_at < local_midnight(period.end),
        )
    return _all(session, statement.order_by(PaymentRow.paid_at.desc(), PaymentRow.payment_id))


def by_ids(session: Session, *, payment_ids: Collection[str]) -> list[Payment]:
    """Those of these payments that were booked, by id."""
    statement = select(PaymentRow).where(PaymentRow.payment_id.in_(list(payment_ids)))
    return _all(session, statement.order_by(PaymentRow.payment_id))


def add(session: Session, *, payment: Payment) -> bool:
    """Book one payment; False when its id was booked before, then nothing changes."""
    added = session.execute(
        insert_into(session, PaymentRow)
        .values(**asdict(payment))
        .on_conflict_do_nothing(index_elements=["payment_id"])
        .returning(PaymentRow.payment_id)
    )
    return added.first() is not None


def save(session: Session, *, payments: Iterable[Payment]) -> int:
    """Write payments by their id; returns how many."""
    return upsert(session, PaymentRow, rows=map(asdict, payments))


def _all(session: Session, statement: Select[PaymentRow]) -> list[Payment]:
    return [
        Payment(
            payment_id=row.payment_id,
            account_no=row.account_no,
            paid_at=row.paid_at,
            amount_yuan=row.amount_yuan,
            channel=row.channel,
            bill_id=row.bill_id,
        )
        for row in session.scalars(statement)
    ]
