"""Service database: demand response programmes, events, who takes part, reports and rewards."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.demand_response import BaselineRule, EnrolmentStatus
from bot.domain.dr_protection import Protection
from bot.domain.dr_settlement import Outcome, ResponseTier, RewardKind
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Exact, Fen, Instant, Json
from bot.storage.tables.enums import named

_OF_EVENT = "dr_events.event_id"
_RowId = BigInteger().with_variant(Integer, "sqlite")


class ProgrammeRow(ServiceBase):
    """A programme and its terms."""

    __tablename__ = "dr_programmes"

    programme_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    region: Mapped[str] = mapped_column(String(40))
    supply_classes: Mapped[list[str]] = mapped_column(Json)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    """First day on which it no longer holds."""
    yuan_per_kwh: Mapped[Decimal] = mapped_column(Exact)
    baseline: Mapped[BaselineRule] = mapped_column(named(BaselineRule))
    least_share: Mapped[Decimal] = mapped_column(Exact)
    most_share: Mapped[Decimal] = mapped_column(Exact)
    least_w: Mapped[int]
    least_firm_w: Mapped[int]
    events_a_month: Mapped[int]
    flexibility: Mapped[dict[str, Any]] = mapped_column(Json)
    source_title: Mapped[str] = mapped_column(String(200))
    source_doc_no: Mapped[str] = mapped_column(String(120))
    source_url: Mapped[str | None] = mapped_column(String(400))
    verified: Mapped[bool]


class DrEventRow(ServiceBase):
    """An event of a programme."""

    __tablename__ = "dr_events"

    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("dr_programmes.programme_id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    reply_by: Mapped[datetime] = mapped_column(Instant)
    target_w: Mapped[int] = mapped_column(BigInteger)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


class EnrolmentRow(ServiceBase):
    """One account in one event."""

    __tablename__ = "dr_enrolments"

    event_id: Mapped[str] = mapped_column(ForeignKey(_OF_EVENT), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    status: Mapped[EnrolmentStatus] = mapped_column(named(EnrolmentStatus))
    planned_w: Mapped[int]
    invited_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class DrOptOutRow(ServiceBase):
    """A customer who wants no part of any programme; taken back by saying so."""

    __tablename__ = "dr_opt_outs"

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class DrProtectionRow(ServiceBase):
    """An account that is never asked."""

    __tablename__ = "dr_protections"

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[Protection] = mapped_column(named(Protection))
    since: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(64))


class DrReportRow(ServiceBase):
    """What was measured of one account in one event."""

    __tablename__ = "dr_reports"

    event_id: Mapped[str] = mapped_column(ForeignKey(_OF_EVENT), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    meter_no: Mapped[str] = mapped_column(String(32))
    rule: Mapped[BaselineRule] = mapped_column(named(BaselineRule))
    baseline_wh: Mapped[list[int]] = mapped_column(Json)
    usage_wh: Mapped[list[int]] = mapped_column(Json)
    planned_wh: Mapped[int] = mapped_column(BigInteger)
    reduced_wh: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[Outcome] = mapped_column(named(Outcome))
    reward_yuan: Mapped[Decimal] = mapped_column(Fen)
    rrmse: Mapped[float | None]
    made_at: Mapped[datetime] = mapped_column(Instant)


class DrRewardRow(ServiceBase):
    """One line of the reward ledger; rows are added, never changed."""

    __tablename__ = "dr_rewards"

    id: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    event_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[RewardKind] = mapped_column(named(RewardKind))
    amount_yuan: Mapped[Decimal] = mapped_column(Fen)
    at: Mapped[datetime] = mapped_column(Instant)


class DrRatingRow(ServiceBase):
    """A tier given after an event; rows are added, the newest counts."""

    __tablename__ = "dr_ratings"
    __table_args__ = (Index(None, "account_no", "at"),)

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tier: Mapped[ResponseTier] = mapped_column(named(ResponseTier))
    share: Mapped[Decimal | None] = mapped_column(Exact)
    events: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
