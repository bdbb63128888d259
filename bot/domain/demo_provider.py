"""Demo mode: what a payment company and an invoice platform would know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.payment_order import PaymentState


@dataclass(frozen=True)
class DemoPayment:
    """An order as the payment company knows it."""

    token: str
    """The secret part of the page's address."""
    order_id: str
    account: str
    amount_yuan: Decimal
    state: PaymentState
    expires_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True)
class DemoInvoice:
    """An invoice as the platform knows it."""

    token: str
    invoice_id: str
    number: str
    facts: dict[str, str]
    """What the document says: `kind`, `title`, `tax_no`, `account`, `bill`, `amount`."""
    taken_back: bool
    issued_at: datetime
