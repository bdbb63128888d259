"""Demo mode: the books of a payment company and of an invoice platform that do not exist."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bot.domain.demo_provider import DemoInvoice, DemoPayment
from bot.domain.payment_order import PaymentState
from bot.storage.tables.demo_provider import DemoInvoiceRow, DemoPaymentRow
from bot.storage.upsert import insert_into


def take_order(session: Session, *, payment: DemoPayment) -> DemoPayment:
    """Register an order; the one registered before comes back when there is one."""
    session.execute(
        insert_into(session, DemoPaymentRow)
        .values(
            token=payment.token,
            order_id=payment.order_id,
            account=payment.account,
            amount_yuan=payment.amount_yuan,
            state=payment.state,
            expires_at=payment.expires_at,
            paid_at=payment.paid_at,
        )
        .on_conflict_do_nothing(index_elements=["order_id"])
    )
    known = payment_of_order(session, order_id=payment.order_id)
    if known is None:
        raise LookupError(payment.order_id)
    return known


def payment_of_order(session: Session, *, order_id: str) -> DemoPayment | None:
    """The order with this id, or None."""
    return _payment(session, DemoPaymentRow.order_id == order_id)


def payment_by_token(session: Session, *, token: str) -> DemoPayment | None:
    """The order whose page has this token, or None."""
    return _payment(session, DemoPaymentRow.token == token)


def pay(session: Session, *, token: str, now: datetime) -> bool:
    """Somebody pays; False when it is paid, closed or too late."""
    paid = session.execute(
        update(DemoPaymentRow)
        .where(
            DemoPaymentRow.token == token,
            DemoPaymentRow.state == PaymentState.OPEN,
            DemoPaymentRow.expires_at > now,
        )
        .values(state=PaymentState.PAID, paid_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", paid).rowcount == 1


def close_order(session: Session, *, order_id: str) -> None:
    """No payment can come any more; nothing happens when one came before."""
    session.execute(
        update(DemoPaymentRow)
        .where(DemoPaymentRow.order_id == order_id, DemoPaymentRow.state == PaymentState.OPEN)
        .values(state=PaymentState.CLOSED)
        .execution_options(synchronize_session=False)
    )


def issue_invoice(session: Session, *, invoice: DemoInvoice) -> DemoInvoice:
    """Register an invoice; the one registered before comes back when there is one."""
    session.execute(
        insert_into(session, DemoInvoiceRow)
        .values(
            token=invoice.token,
            invoice_id=invoice.invoice_id,
            number=invoice.number,
            facts=invoice.facts,
            taken_back=invoice.taken_back,
            issued_at=invoice.issued_at,
        )
        .on_conflict_do_nothing(index_elements=["invoice_id"])
    )
    known = _invoice(session, DemoInvoiceRow.invoice_id == invoice.invoice_id)
    if known is None:
        raise LookupError(invoice.invoice_id)
    return known


def invoice_by_token(session: Session, *, token: str) -> DemoInvoice | None:
    """The invoice whose page has this token, or None."""
    return _invoice(session, DemoInvoiceRow.token == token)


def take_back_invoice(session: Session, *, invoice_id: str) -> None:
    """The invoice no longer counts."""
    session.execute(
        update(DemoInvoiceRow)
        .where(DemoInvoiceRow.invoice_id == invoice_id)
        .values(taken_back=True)
        .execution_options(synchronize_session=False)
    )


def _payment(session: Session, condition: Any) -> DemoPayment | None:
    row = session.scalar(
        select(DemoPaymentRow).where(condition), execution_options={"populate_existing": True}
    )
    if row is None:
        return None
    return DemoPayment(
        token=row.token,
        order_id=row.order_id,
        account=row.account,
        amount_yuan=row.amount_yuan,
        state=row.state,
        expires_at=row.expires_at,
        paid_at=row.paid_at,
    )


def _invoice(session: Session, condition: Any) -> DemoInvoice | None:
    row = session.scalar(
        select(DemoInvoiceRow).where(condition), execution_options={"populate_existing": True}
    )
    if row is None:
        return None
    return DemoInvoice(
        token=row.token,
        invoice_id=row.invoice_id,
        number=row.number,
        facts=dict(row.facts),
        taken_back=row.taken_back,
        issued_at=row.issued_at,
    )
