"""Service database: payment orders, refunds, automatic deduction, payment in parts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.auto_pay import AutoPayStatus
from bot.domain.instalment import InstalmentReason, InstalmentStatus
from bot.domain.payment_order import OrderStatus, PaymentPurpose
from bot.domain.refund import RefundReason, RefundStatus
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Fen, Instant, Json
from bot.storage.tables.enums import named


class PaymentOrderRow(ServiceBase):
    """What a customer was asked to pay."""

    __tablename__ = "payment_orders"

    order_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    purpose: Mapped[PaymentPurpose] = mapped_column(named(PaymentPurpose))
    status: Mapped[OrderStatus] = mapped_column(named(OrderStatus), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    conversation_id: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """Of the wish; an order that came to nothing gives it back."""
    link: Mapped[str] = mapped_column(Text)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)


class PaymentOrderPartRow(ServiceBase):
    """One thing that an order pays."""

    __tablename__ = "payment_order_parts"

    order_id: Mapped[str] = mapped_column(
        ForeignKey("payment_orders.order_id", ondelete="CASCADE"), primary_key=True
    )
    part_no: Mapped[int] = mapped_column(primary_key=True)
    bill_id: Mapped[str | None] = mapped_column(String(40))
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)


class PaymentHoldRow(ServiceBase):
    """What an open order pays, so that no second one does; removed when the order closes."""

    __tablename__ = "payment_holds"

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    """`bill:…` or `balance:…`."""
    order_id: Mapped[str] = mapped_column(
        ForeignKey("payment_orders.order_id", ondelete="CASCADE"), index=True
    )


class RefundRequestRow(ServiceBase):
    """A request to give money back or to trace it."""

    __tablename__ = "refund_requests"

    request_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[RefundReason] = mapped_column(named(RefundReason))
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)
    paid_on: Mapped[date]
    payment_id: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[RefundStatus] = mapped_column(named(RefundStatus), index=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)


class AutoPayRow(ServiceBase):
    """An account's automatic deduction; ended ones are kept."""

    __tablename__ = "auto_pays"

    auto_pay_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    live_account_no: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The account while this one is not over: an account has only one such."""
    way: Mapped[str] = mapped_column(String(40))
    status: Mapped[AutoPayStatus] = mapped_column(named(AutoPayStatus))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class InstalmentRow(ServiceBase):
    """A request to pay in parts, refused ones included."""

    __tablename__ = "instalments"

    instalment_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    live_account_no: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The account while the plan runs or is being checked."""
    bill_ids: Mapped[list[str]] = mapped_column(Json)
    total_yuan: Mapped[Decimal] = mapped_column(Fen)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """`{"due_on": "2026-08-01", "amount_yuan": "100.00"}`, in order."""
    status: Mapped[InstalmentStatus] = mapped_column(named(InstalmentStatus), index=True)
    reason: Mapped[InstalmentReason | None] = mapped_column(named(InstalmentReason))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
