"""Money received from a customer, and money held for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Payment:
    """One payment as the utility booked it."""

    payment_id: str
    account_no: str
    paid_at: datetime
    """Aware instant of the booking."""
    amount_yuan: Decimal
    """Negative for a refund."""
    channel: str
    """How it was paid, as the customer knows it, e.g. 微信, 支付宝, 营业厅."""
    bill_id: str | None = None
    """The bill it settles; None for money put into the balance."""


@dataclass(frozen=True)
class Balance:
    """Money the utility holds for an account: prepaid (费控) or left over (预存)."""

    account_no: str
    credit_yuan: Decimal
    """Below zero when a prepaid account has used more than was paid in."""
    as_of: datetime
    """Aware instant at which the figure was right."""
