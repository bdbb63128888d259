"""Service database: bill forecasts as they were told, and the limits customers set."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.bill_alert import AlertLevel
from bot.domain.forecast import ForecastKind
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Exact, Fen, Instant
from bot.storage.tables.enums import named


class BillForecastRow(ServiceBase):
    """One forecast of one bill; the newest of a day counts."""

    __tablename__ = "bill_forecasts"
    __table_args__ = (Index("ix_bill_forecasts_unsettled", "actual_yuan", "month_end"),)

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[ForecastKind] = mapped_column(named(ForecastKind), primary_key=True)
    month_start: Mapped[date] = mapped_column(primary_key=True)
    made_on: Mapped[date] = mapped_column(primary_key=True)
    month_end: Mapped[date]
    """First day after the month."""
    meter_no: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Instant)
    kwh: Mapped[Decimal] = mapped_column(Exact)
    low_kwh: Mapped[Decimal] = mapped_column(Exact)
    high_kwh: Mapped[Decimal] = mapped_column(Exact)
    yuan: Mapped[Decimal] = mapped_column(Fen)
    low_yuan: Mapped[Decimal] = mapped_column(Fen)
    high_yuan: Mapped[Decimal] = mapped_column(Fen)
    model: Mapped[str] = mapped_column(String(40))
    actual_kwh: Mapped[Decimal | None] = mapped_column(Exact)
    actual_yuan: Mapped[Decimal | None] = mapped_column(Fen)


class BillLimitRow(ServiceBase):
    """The amount above which a holder of an account wants to be warned."""

    __tablename__ = "bill_limits"

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Who set it; the next holder begins without one."""
    limit_yuan: Mapped[Decimal] = mapped_column(Fen)
    set_at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(64))
    told_month: Mapped[date | None]
    """First day of the billing month that was warned of last."""
    told_level: Mapped[AlertLevel | None] = mapped_column(named(AlertLevel))
