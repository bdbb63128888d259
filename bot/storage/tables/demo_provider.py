"""Service database, demo mode: what a payment company and an invoice platform would keep."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.payment_order import PaymentState
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Fen, Instant, Json
from bot.storage.tables.enums import named


class DemoPaymentRow(ServiceBase):
    """An order as the demo payment company knows it."""

    __tablename__ = "demo_payments"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    order_id: Mapped[str] = mapped_column(String(32), unique=True)
    account: Mapped[str] = mapped_column(String(32))
    """Masked, as the page shows it."""
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)
    state: Mapped[PaymentState] = mapped_column(named(PaymentState))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)


class DemoInvoiceRow(ServiceBase):
    """An invoice as the demo invoice platform knows it."""

    __tablename__ = "demo_invoices"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    invoice_id: Mapped[str] = mapped_column(String(60), unique=True)
    number: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    """What the document says."""
    taken_back: Mapped[bool]
    issued_at: Mapped[datetime] = mapped_column(Instant)
