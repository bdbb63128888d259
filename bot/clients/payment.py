"""Payments: what a payment company must be able to do.

A real one (WeChat Pay, Alipay, UnionPay) is a class with these four members that keeps its keys in
the settings and gives every call a timeout. What it must hold to:

- `create` asks the company for a payment page (统一下单) under our order id. Companies refuse a
  second order with the same id, so asking again must give the same page back.
- `status` asks the company ("查询订单"). Money is booked on this answer alone; a callback from the
  company only says that it is worth asking, so its signature need not be trusted with money.
- `close` ("关闭订单") makes sure that nothing can be paid any more and says how it ended: a payment
  that was faster is `PAID`.
- A company that cannot be reached raises `PaymentUnavailable`.
"""

from __future__ import annotations

from typing import Protocol

from bot.domain.payment_order import PaymentOrder, PaymentStatus
from bot.domain.unable_account import PaymentUnavailable


class PaymentPort(Protocol):
    """A company that takes money for us."""

    @property
    def channel(self) -> str:
        """How payments through it are named in the books and to customers, e.g. 微信支付."""

    def create(self, order: PaymentOrder) -> str:
        """Address of the page where the order can be paid until it expires; the same each time.

        Raises:
            PaymentUnavailable: no answer.
        """

    def status(self, order: PaymentOrder) -> PaymentStatus:
        """How the order stands; `CLOSED` for one that the company never heard of.

        Raises:
            PaymentUnavailable: no answer.
        """

    def close(self, order: PaymentOrder) -> PaymentStatus:
        """Let nothing be paid any more; `PAID` when a payment was faster, else `CLOSED`.

        Raises:
            PaymentUnavailable: no answer; it may still be paid.
        """


class NoPayments:
    """Stands where no payment company is configured: customers pay elsewhere."""

    channel = ""

    def create(self, order: PaymentOrder) -> str:
        """Refuse.

        Raises:
            PaymentUnavailable: always.
        """
        raise PaymentUnavailable

    def status(self, order: PaymentOrder) -> PaymentStatus:
        """Refuse.

        Raises:
            PaymentUnavailable: always.
        """
        raise PaymentUnavailable

    def close(self, order: PaymentOrder) -> PaymentStatus:
        """Refuse.

        Raises:
            PaymentUnavailable: always.
        """
        raise PaymentUnavailable
