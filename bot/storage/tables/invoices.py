"""Service database: invoices asked for, and what firms want on theirs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.invoice import InvoiceKind, InvoiceStatus
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Fen, Instant, Json
from bot.storage.tables.enums import named


class InvoiceRow(ServiceBase):
    """An invoice for a bill; a replaced one is kept."""

    __tablename__ = "invoices"
    __table_args__ = (UniqueConstraint("bill_id", "issue"),)

    invoice_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    bill_id: Mapped[str] = mapped_column(String(40))
    issue: Mapped[int]
    kind: Mapped[InvoiceKind] = mapped_column(named(InvoiceKind))
    title: Mapped[str] = mapped_column(String(120))
    tax_no: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(120))
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)
    status: Mapped[InvoiceStatus] = mapped_column(named(InvoiceStatus), index=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    number: Mapped[str] = mapped_column(String(40))
    link: Mapped[str] = mapped_column(Text)
    registration: Mapped[dict[str, Any] | None] = mapped_column(Json)


class VatRegistrationRow(ServiceBase):
    """What a firm's special invoices show."""

    __tablename__ = "vat_registrations"

    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    tax_no: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    bank: Mapped[str] = mapped_column(String(120))
    bank_account: Mapped[str] = mapped_column(String(60))
    changed_at: Mapped[datetime] = mapped_column(Instant)
