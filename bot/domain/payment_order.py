"""The payment order: what a customer is asked to pay, part by part, and how money is spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.domain.money import ZERO


class PaymentPurpose(str, Enum):
    """What an order is for."""

    ARREARS = "arrears"
    """Everything owed: unpaid bills, or what a prepaid account is overdrawn by."""
    BILLS = "bills"
    """Bills that the customer chose."""
    TOP_UP = "top_up"
    """Money into the balance."""


class OrderStatus(str, Enum):
    """Where an order stands with us."""

    OPEN = "open"
    PAID = "paid"
    """Received and booked."""
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    """Replaced by another order before it was paid."""


@dataclass(frozen=True)
class OrderPart:
    """One thing an order pays."""

    bill_id: str | None
    """None for money put into the balance."""
    amount_yuan: Decimal


@dataclass(frozen=True)
class PaymentOrder:
    """One order; its amount is the sum of its parts."""

    order_id: str
    account_no: str
    purpose: PaymentPurpose
    parts: tuple[OrderPart, ...]
    status: OrderStatus
    created_at: datetime
    expires_at: datetime
    """First instant at which it can no longer be paid."""
    conversation_id: str
    """Where it was asked for."""
    key: str
    """Idempotency key of the wish: the same key never makes a second order."""
    link: str = ""
    """Where it can be paid; empty until the provider has given one."""
    paid_at: datetime | None = None

    @property
    def amount_yuan(self) -> Decimal:
        """What is to be paid."""
        return sum((part.amount_yuan for part in self.parts), ZERO)

    @property
    def holds(self) -> tuple[str, ...]:
        """What no second open order may pay: each bill, or the account's balance."""
        return tuple(
            f"bill:{part.bill_id}" if part.bill_id else f"balance:{self.account_no}"
            for part in self.parts
        )


class PaymentState(str, Enum):
    """Where an order stands with the provider."""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"
    """Never paid, and cannot be any more."""


@dataclass(frozen=True)
class PaymentStatus:
    """What the provider says about an order."""

    state: PaymentState
    paid_yuan: Decimal = ZERO
    paid_at: datetime | None = None


def spread(
    order: PaymentOrder, *, received_yuan: Decimal, unpaid_yuan: Mapping[str, Decimal]
) -> list[OrderPart]:
    """How money that came in is booked; the parts sum to it exactly.

    A bill takes no more than the order meant for it and no more than is still owed on it
    (`unpaid_yuan` by bill id); whatever is left goes into the balance.
    """
    booked: list[OrderPart] = []
    left = received_yuan
    for part in order.parts:
        if part.bill_id is None:
            continue
        owed = max(unpaid_yuan.get(part.bill_id, ZERO), ZERO)
        amount = min(part.amount_yuan, owed, left)
        if amount > ZERO:
            booked.append(OrderPart(part.bill_id, amount))
            left -= amount
    if left > ZERO:
        booked.append(OrderPart(None, left))
    return booked
