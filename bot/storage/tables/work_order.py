"""Service database: work orders, what happened to them, who else waits, who may see them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.commitment import Mark
from bot.domain.urgency import Urgency
from bot.domain.work_order import Act, By, OrderKind, OrderStatus
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant, Json
from bot.storage.tables.enums import named

_OF_ORDER = "work_orders.number"


class WorkOrderRow(ServiceBase):
    """A work order."""

    __tablename__ = "work_orders"
    __table_args__ = (Index(None, "status", "opened_at"),)

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Hash of the caller's idempotency key: what asked for the order is not kept."""
    kind: Mapped[OrderKind] = mapped_column(named(OrderKind))
    status: Mapped[OrderStatus] = mapped_column(named(OrderStatus))
    urgency: Mapped[Urgency] = mapped_column(named(Urgency))
    points: Mapped[int]
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    account_no: Mapped[str | None] = mapped_column(String(32), index=True)
    event_id: Mapped[str | None] = mapped_column(String(64), index=True)
    place: Mapped[str] = mapped_column(String(200))
    areas: Mapped[list[str]] = mapped_column(Json)
    phone: Mapped[str | None] = mapped_column(String(20))
    symptom: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    life_support: Mapped[bool]
    query_code: Mapped[str] = mapped_column(String(4))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    urges: Mapped[int]
    urged_at: Mapped[datetime | None] = mapped_column(Instant)
    rating: Mapped[int | None]
    rating_note: Mapped[str | None] = mapped_column(Text)


class PromiseRow(ServiceBase):
    """A promise made with a work order, as it was worded and sourced then."""

    __tablename__ = "work_order_promises"

    number: Mapped[str] = mapped_column(ForeignKey(_OF_ORDER, ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    """1, 2, 3 … in the order of the commitments."""
    code: Mapped[str] = mapped_column(String(40))
    says: Mapped[str] = mapped_column(String(200))
    kept_by: Mapped[Mark] = mapped_column(named(Mark))
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    minutes_after_arrival: Mapped[int | None]
    whole_days: Mapped[bool]
    source_title: Mapped[str] = mapped_column(String(200))
    source_doc_no: Mapped[str] = mapped_column(String(120))
    source_url: Mapped[str | None] = mapped_column(String(400))
    verified: Mapped[bool]
    kept_at: Mapped[datetime | None] = mapped_column(Instant)


class OrderEntryRow(ServiceBase):
    """One line of an order's history; rows are added, never changed."""

    __tablename__ = "work_order_entries"

    number: Mapped[str] = mapped_column(ForeignKey(_OF_ORDER, ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    act: Mapped[Act] = mapped_column(named(Act))
    by: Mapped[By] = mapped_column(named(By))
    status: Mapped[OrderStatus | None] = mapped_column(named(OrderStatus))
    note: Mapped[str] = mapped_column(Text)


class ReporterRow(ServiceBase):
    """Someone who waits for an order or an outage event: who opened it, and who joined it."""

    __tablename__ = "work_order_reporters"
    __table_args__ = (Index(None, "conversation_id"), Index(None, "account_no"))

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Hash of the caller's idempotency key; of who opened the order, the order's own."""
    number: Mapped[str | None] = mapped_column(
        ForeignKey(_OF_ORDER, ondelete="CASCADE"), index=True
    )
    event_id: Mapped[str | None] = mapped_column(String(64), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    account_no: Mapped[str | None] = mapped_column(String(32))
    place: Mapped[str] = mapped_column(String(200))
    areas: Mapped[list[str]] = mapped_column(Json)
    phone: Mapped[str | None] = mapped_column(String(20))
    symptom: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    life_support: Mapped[bool]
    joined_at: Mapped[datetime] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    """When they said that it is over for them."""


class OrderViewerRow(ServiceBase):
    """A conversation that opened an order with its number and query code."""

    __tablename__ = "work_order_viewers"

    number: Mapped[str] = mapped_column(ForeignKey(_OF_ORDER, ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    proven_at: Mapped[datetime] = mapped_column(Instant)


class OrderDayRow(ServiceBase):
    """The last running number given out on a day."""

    __tablename__ = "work_order_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    running: Mapped[int]


class RestoreNoticeRow(ServiceBase):
    """A conversation's consent to be told when an outage is over, and what became of it."""

    __tablename__ = "restore_notices"

    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    """Where to send a text message; None: say it in the conversation."""
    asked_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant)
