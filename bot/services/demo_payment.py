"""Demo mode: a payment company whose page is ours; nobody's money moves."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from bot.domain.account import mask_account_no
from bot.domain.demo_provider import DemoPayment
from bot.domain.payment_order import PaymentOrder, PaymentState, PaymentStatus
from bot.storage import demo_provider
from bot.storage.books import Books

PAGE = "/demo/pay/"


class DemoPayments:
    """Orders are a table, the page is `/demo/pay/<token>`; close to how real companies behave."""

    channel = "演示缴费"

    def __init__(self, *, books: Books, now: Callable[[], datetime], base_url: str = "") -> None:
        self._books = books
        self._now = now
        self._base_url = base_url.rstrip("/")

    def create(self, order: PaymentOrder) -> str:
        """Address of the order's page; the same for the same order."""
        kept = self._take(order, PaymentState.OPEN)
        return f"{self._base_url}{PAGE}{kept.token}"

    def status(self, order: PaymentOrder) -> PaymentStatus:
        """How the order stands."""
        with self._books.service(writing=False) as service:
            known = demo_provider.payment_of_order(service, order_id=order.order_id)
        return _status(known)

    def close(self, order: PaymentOrder) -> PaymentStatus:
        """Nothing can be paid any more, not even on a page that is made later."""
        self._take(order, PaymentState.CLOSED)
        with self._books.service() as service:
            demo_provider.close_order(service, order_id=order.order_id)
            known = demo_provider.payment_of_order(service, order_id=order.order_id)
        return _status(known)

    def shown(self, *, token: str) -> DemoPayment | None:
        """What the page shows; None when there is no such page."""
        with self._books.service(writing=False) as service:
            return demo_provider.payment_by_token(service, token=token)

    def pay(self, *, token: str) -> DemoPayment | None:
        """Somebody taps 支付; the order as it is after that, None when there is no such page."""
        with self._books.service() as service:
            demo_provider.pay(service, token=token, now=self._now())
            return demo_provider.payment_by_token(service, token=token)

    def _take(self, order: PaymentOrder, state: PaymentState) -> DemoPayment:
        payment = DemoPayment(
            token=secrets.token_urlsafe(24),
            order_id=order.order_id,
            account=mask_account_no(order.account_no),
            amount_yuan=order.amount_yuan,
            state=state,
            expires_at=order.expires_at,
            paid_at=None,
        )
        with self._books.service() as service:
            return demo_provider.take_order(service, payment=payment)


def _status(known: DemoPayment | None) -> PaymentStatus:
    if known is None:
        return PaymentStatus(PaymentState.CLOSED)
    paid = known.amount_yuan if known.state is PaymentState.PAID else Decimal(0)
    return PaymentStatus(known.state, paid, known.paid_at)
