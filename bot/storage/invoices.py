"""Invoices asked for, and what firms want on theirs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, select, update
from sqlalchemy.orm import Session

from bot.domain.invoice import (
    Invoice,
    InvoiceStatus,
    InvoiceTitle,
    IssuedInvoice,
    VatRegistration,
)
from bot.storage.tables.invoices import InvoiceRow, VatRegistrationRow
from bot.storage.upsert import insert_into, upsert


def add(session: Session, *, invoice: Invoice) -> bool:
    """Keep a request; False when this issue of the bill's invoice is there already."""
    added = session.execute(
        insert_into(session, InvoiceRow)
        .values(
            invoice_id=invoice.invoice_id,
            account_no=invoice.account_no,
            bill_id=invoice.bill_id,
            issue=invoice.issue,
            kind=invoice.kind,
            title=invoice.title.name,
            tax_no=invoice.title.tax_no,
            email=invoice.email,
            amount_yuan=invoice.amount_yuan,
            status=invoice.status,
            asked_at=invoice.asked_at,
            number=invoice.number,
            link=invoice.link,
            registration=asdict(invoice.registration) if invoice.registration else None,
        )
        .on_conflict_do_nothing(index_elements=["bill_id", "issue"])
        .returning(InvoiceRow.invoice_id)
    )
    return added.first() is not None


def of_bill(session: Session, *, bill_id: str) -> list[Invoice]:
    """Every invoice of a bill, the newest issue first."""
    statement = select(InvoiceRow).where(InvoiceRow.bill_id == bill_id)
    return _all(session, statement.order_by(InvoiceRow.issue.desc()))


def waiting(session: Session, *, limit: int = 100) -> list[Invoice]:
    """Invoices that the invoice platform has not issued yet, oldest first."""
    statement = select(InvoiceRow).where(InvoiceRow.status == InvoiceStatus.REQUESTED)
    return _all(session, statement.order_by(InvoiceRow.asked_at).limit(limit))


def issued(session: Session, *, invoice_id: str, by_platform: IssuedInvoice) -> None:
    """The platform issued it."""
    session.execute(
        update(InvoiceRow)
        .where(InvoiceRow.invoice_id == invoice_id, InvoiceRow.status == InvoiceStatus.REQUESTED)
        .values(status=InvoiceStatus.ISSUED, number=by_platform.number, link=by_platform.link)
        .execution_options(synchronize_session=False)
    )


def replaced(session: Session, *, invoice_id: str) -> bool:
    """It was taken back; False when it was before."""
    moved = session.execute(
        update(InvoiceRow)
        .where(InvoiceRow.invoice_id == invoice_id, InvoiceRow.status == InvoiceStatus.ISSUED)
        .values(status=InvoiceStatus.REPLACED)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", moved).rowcount == 1


def registration_of(session: Session, *, customer_no: str) -> VatRegistration | None:
    """What a firm wants on its special invoices, or None."""
    row = session.get(VatRegistrationRow, customer_no, populate_existing=True)
    if row is None:
        return None
    return VatRegistration(row.name, row.tax_no, row.address, row.phone, row.bank, row.bank_account)


def register(
    session: Session, *, customer_no: str, registration: VatRegistration, now: datetime
) -> None:
    """Keep it, replacing an earlier one."""
    row = {"customer_no": customer_no, **asdict(registration), "changed_at": now}
    upsert(session, VatRegistrationRow, rows=[row])


def _all(session: Session, statement: Select[InvoiceRow]) -> list[Invoice]:
    rows = session.scalars(statement, execution_options={"populate_existing": True})
    return [
        Invoice(
            invoice_id=row.invoice_id,
            account_no=row.account_no,
            bill_id=row.bill_id,
            issue=row.issue,
            kind=row.kind,
            title=InvoiceTitle(row.title, row.tax_no),
            email=row.email,
            amount_yuan=row.amount_yuan,
            status=row.status,
            asked_at=row.asked_at,
            number=row.number,
            link=row.link,
            registration=VatRegistration(**row.registration) if row.registration else None,
        )
        for row in rows
    ]
