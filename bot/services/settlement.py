"""What becomes of a payment order: paid and booked once, expired, or replaced.

The payment company is asked, never believed unasked. Money that came in is booked in the billing
database in one transaction, under payment ids made from the order's, so booking again changes
nothing; then the order is marked paid and the receipt goes out, in one transaction of the service
database. A process that dies in between leaves an open order, and asking again finishes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.clients.payment import PaymentPort
from bot.domain.account import mask_account_no
from bot.domain.identity import Audit
from bot.domain.money import ZERO
from bot.domain.payment import Payment
from bot.domain.payment_order import (
    OrderPart,
    OrderStatus,
    PaymentOrder,
    PaymentState,
    PaymentStatus,
    spread,
)
from bot.domain.period import SHANGHAI
from bot.services import access
from bot.storage import audits, balances, bills, outbox, payment_orders, payments
from bot.storage.books import Books, Session


@dataclass(frozen=True)
class Till:
    """Where money comes in, as every step needs it."""

    books: Books
    provider: PaymentPort
    receipt: str
    """Text message to the registered phone: fields `{account}` (masked), `{amount}`, `{at}`."""
    now: datetime


@dataclass(frozen=True)
class Settled:
    """An order as it stands, and how its money was booked."""

    order: PaymentOrder
    booked: tuple[OrderPart, ...] = ()
    """Empty unless this call booked it or found it booked."""
    newly: bool = False
    """Whether this call marked it paid."""

    @property
    def excess_yuan(self) -> Decimal:
        """Money meant for bills that were paid meanwhile; it went into the balance."""
        meant = sum((p.amount_yuan for p in self.order.parts if p.bill_id is None), ZERO)
        got = sum((p.amount_yuan for p in self.booked if p.bill_id is None), ZERO)
        return max(got - meant, ZERO)


def refresh(till: Till, *, order_id: str) -> Settled | None:
    """Ask the company about an order and act on the answer; None when there is no such order.

    Money that arrives on an order which has expired or was replaced is booked all the same.

    Raises:
        PaymentUnavailable: no answer; the order stands as it stood.
    """
    with till.books.service(writing=False) as service:
        order = payment_orders.find(service, order_id=order_id)
    if order is None:
        return None
    if order.status is OrderStatus.PAID:
        return Settled(order, _booked(till.books, order))
    status = till.provider.status(order)
    over = till.now >= order.expires_at
    if status.state is PaymentState.OPEN and over:
        status = till.provider.close(order)
    if status.state is PaymentState.PAID:
        return _paid(till, order, status)
    if order.status is not OrderStatus.OPEN:
        return Settled(order)
    if over:
        return _closed(till, order, OrderStatus.EXPIRED)
    if order.link and status.state is PaymentState.CLOSED:
        # Closed there by a withdrawal that died half-way: its page leads nowhere any more.
        return _closed(till, order, OrderStatus.CANCELLED)
    return Settled(order)


def withdraw(till: Till, *, order: PaymentOrder) -> Settled:
    """Let an order not be paid any more; when a payment was faster, it is booked instead.

    Raises:
        PaymentUnavailable: no answer; it may still be paid and stands as it stood.
    """
    status = till.provider.close(order)
    if status.state is PaymentState.PAID:
        return _paid(till, order, status)
    over = till.now >= order.expires_at
    return _closed(till, order, OrderStatus.EXPIRED if over else OrderStatus.CANCELLED)


def refresh_open(till: Till, *, limit: int = 200) -> list[Settled]:
    """Ask about every open order: for callbacks that got lost and orders whose time is over.

    Raises:
        PaymentUnavailable: no answer; orders asked about before are settled.
    """
    with till.books.service(writing=False) as service:
        open_now = payment_orders.open_ones(service, limit=limit)
    found = [refresh(till, order_id=order.order_id) for order in open_now]
    return [settled for settled in found if settled is not None]


def _paid(till: Till, order: PaymentOrder, status: PaymentStatus) -> Settled:
    paid_at = status.paid_at or till.now
    booked = _book(till, order, status.paid_yuan, paid_at)
    body = till.receipt.format(
        account=mask_account_no(order.account_no),
        amount=status.paid_yuan,
        at=f"{paid_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    )
    message = access.message_to_holder(
        till.books,
        account_no=order.account_no,
        key=f"receipt:{order.order_id}",
        body=body,
        now=till.now,
    )
    with till.books.service() as service:
        newly = payment_orders.close(
            service,
            order_id=order.order_id,
            status=OrderStatus.PAID,
            coming_from=(OrderStatus.OPEN, OrderStatus.EXPIRED, OrderStatus.CANCELLED),
            paid_at=paid_at,
        )
        if newly:
            row = Audit(till.now, order.conversation_id, order.account_no, "pay.booked", "ok")
            audits.record(service, audit=row)
            if message is not None:
                outbox.put(service, outgoing=message)
    return Settled(replace(order, status=OrderStatus.PAID, paid_at=paid_at), booked, newly)


def _book(
    till: Till, order: PaymentOrder, received_yuan: Decimal, paid_at: datetime
) -> tuple[OrderPart, ...]:
    """Book what came in, whole or not at all, and at most once."""
    with till.books.billing(writing=True) as billing:
        bill_ids = [part.bill_id for part in order.parts if part.bill_id]
        owed = bills.lock_unpaid(billing, bill_ids=bill_ids)
        parts = spread(order, received_yuan=received_yuan, unpaid_yuan=owed)
        for number, part in enumerate(parts, start=1):
            payment = Payment(
                payment_id=payment_id(order, number),
                account_no=order.account_no,
                paid_at=paid_at,
                amount_yuan=part.amount_yuan,
                channel=till.provider.channel,
                bill_id=part.bill_id,
            )
            if not payments.add(billing, payment=payment):
                # The first id stands for all: they were written together or not at all.
                return _parts_booked(billing, order)
            if part.bill_id is None:
                balances.add(
                    billing, account_no=order.account_no, amount_yuan=part.amount_yuan, now=paid_at
                )
            else:
                bills.pay(billing, bill_id=part.bill_id, amount_yuan=part.amount_yuan)
    return tuple(parts)


def payment_id(order: PaymentOrder, number: int) -> str:
    """Id of the n-th payment that an order is booked as."""
    return f"{order.order_id}-{number}"


def _booked(books: Books, order: PaymentOrder) -> tuple[OrderPart, ...]:
    with books.billing() as billing:
        return _parts_booked(billing, order)


def _parts_booked(billing: Session, order: PaymentOrder) -> tuple[OrderPart, ...]:
    # One more than the order's parts, because what is too much goes into the balance.
    ids = [payment_id(order, number) for number in range(1, len(order.parts) + 2)]
    return tuple(
        OrderPart(payment.bill_id, payment.amount_yuan)
        for payment in payments.by_ids(billing, payment_ids=ids)
    )


def _closed(till: Till, order: PaymentOrder, last: OrderStatus) -> Settled:
    with till.books.service() as service:
        payment_orders.close(
            service, order_id=order.order_id, status=last, coming_from=(OrderStatus.OPEN,)
        )
    return Settled(replace(order, status=last))
