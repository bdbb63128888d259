"""Requests to give money back or to trace it."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.refund import RefundRequest
from bot.storage.tables.cashier import RefundRequestRow
from bot.storage.upsert import insert_into


def add(session: Session, *, request: RefundRequest) -> bool:
    """Keep a request; False when one with its id is there already, then nothing changes."""
    added = session.execute(
        insert_into(session, RefundRequestRow)
        .values(**asdict(request))
        .on_conflict_do_nothing(index_elements=["request_id"])
        .returning(RefundRequestRow.request_id)
    )
    return added.first() is not None


def of_account(session: Session, *, account_no: str) -> list[RefundRequest]:
    """Requests of the account, newest first."""
    rows = session.scalars(
        select(RefundRequestRow)
        .where(RefundRequestRow.account_no == account_no)
        .order_by(RefundRequestRow.asked_at.desc(), RefundRequestRow.request_id)
    )
    return [
        RefundRequest(
            request_id=row.request_id,
            account_no=row.account_no,
            reason=row.reason,
            amount_yuan=row.amount_yuan,
            paid_on=row.paid_on,
            payment_id=row.payment_id,
            status=row.status,
            asked_at=row.asked_at,
        )
        for row in rows
    ]
