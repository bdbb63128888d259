"""Service database: outages, the areas they touch, reports of customers, the age of the feed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.outage import CrewState, OutageKind, OutageOrigin
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant
from bot.storage.tables.enums import named


class OutageRow(ServiceBase):
    """An outage: what `bot.domain.outage.Outage` says, without its areas."""

    __tablename__ = "outages"
    __table_args__ = (
        Index(None, "restored_at", "withdrawn_at"),
        Index(None, "kind", "restored_at"),
    )

    outage_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[OutageKind] = mapped_column(named(OutageKind))
    scope: Mapped[str] = mapped_column(Text)
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    first_ends_at: Mapped[datetime | None] = mapped_column(Instant)
    restored_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    replaced_by: Mapped[str | None] = mapped_column(String(64))
    cause: Mapped[str] = mapped_column(Text)
    crew: Mapped[CrewState | None] = mapped_column(named(CrewState))
    source: Mapped[str] = mapped_column(String(120))
    origin: Mapped[OutageOrigin] = mapped_column(named(OutageOrigin))
    as_of: Mapped[datetime] = mapped_column(Instant)


class OutageAreaRow(ServiceBase):
    """One transformer area of an outage."""

    __tablename__ = "outage_areas"

    outage_id: Mapped[str] = mapped_column(
        ForeignKey("outages.outage_id", ondelete="CASCADE"), primary_key=True
    )
    area_code: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)


class OutageReportRow(ServiceBase):
    """The newest report of one customer about one area."""

    __tablename__ = "outage_reports"

    area_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    reporter: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A hash that tells reporters apart, not who they are."""
    at: Mapped[datetime] = mapped_column(Instant, index=True)


class OutageFeedRow(ServiceBase):
    """When the newest word of the outage feed was right."""

    __tablename__ = "outage_feeds"

    feed: Mapped[str] = mapped_column(String(20), primary_key=True)
    source: Mapped[str] = mapped_column(String(120))
    as_of: Mapped[datetime] = mapped_column(Instant)
