"""Service database: nights of the job over all meters, and what it found out about each meter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.anomaly import AnomalyKind
from bot.domain.insight import PieceState, Window
from bot.domain.load_shape import LoadShape
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant, Json
from bot.storage.tables.enums import named

_OF_NIGHT = "nightly_runs.night"


class NightlyRunRow(ServiceBase):
    """One night's run: begun once, continued as often as it takes."""

    __tablename__ = "nightly_runs"

    night: Mapped[date] = mapped_column(primary_key=True)
    """Its first day without readings."""
    began_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    meters: Mapped[int]


class NightlyModelRow(ServiceBase):
    """The forecasting model that all pieces of a night share."""

    __tablename__ = "nightly_models"

    night: Mapped[date] = mapped_column(ForeignKey(_OF_NIGHT), primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(Json)
    """The model's own files by name, in base64."""


class NightlyPieceRow(ServiceBase):
    """A run of meters of one region, worked on and written as one."""

    __tablename__ = "nightly_pieces"

    night: Mapped[date] = mapped_column(ForeignKey(_OF_NIGHT), primary_key=True)
    piece: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(String(40))
    first_meter: Mapped[str] = mapped_column(String(32))
    last_meter: Mapped[str] = mapped_column(String(32))
    state: Mapped[PieceState] = mapped_column(named(PieceState))
    written_at: Mapped[datetime | None] = mapped_column(Instant)
    meters: Mapped[int]
    """How many were written; before, how many there were when the run began."""
    error: Mapped[str | None] = mapped_column(String(80))
    """Kind of the newest failure, or what kept some meters out."""


class MeterInsightRow(ServiceBase):
    """What the newest night says of a meter."""

    __tablename__ = "meter_insights"

    meter_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    night: Mapped[date] = mapped_column(index=True)
    computed_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[str] = mapped_column(String(40))
    days: Mapped[int]
    """Whole days behind it; too few have no features."""
    features: Mapped[dict[str, Any] | None] = mapped_column(Json)
    shape: Mapped[LoadShape | None] = mapped_column(named(LoadShape))


class MeterOutlookRow(ServiceBase):
    """Energy of a coming stretch of days, as of the newest night."""

    __tablename__ = "meter_outlooks"

    meter_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    window: Mapped[Window] = mapped_column(named(Window), primary_key=True)
    night: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """First day after it."""
    energy_wh: Mapped[int] = mapped_column(BigInteger)
    low_wh: Mapped[int | None] = mapped_column(BigInteger)
    high_wh: Mapped[int | None] = mapped_column(BigInteger)
    cover: Mapped[float]
    days: Mapped[int]
    version: Mapped[str] = mapped_column(String(40))


class MeterFindingRow(ServiceBase):
    """One thing unusual about a meter, as of the newest night."""

    __tablename__ = "meter_findings"
    __table_args__ = (Index(None, "kind", "night"),)

    meter_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[AnomalyKind] = mapped_column(named(AnomalyKind), primary_key=True)
    night: Mapped[date]
    version: Mapped[str] = mapped_column(String(40))
    rank: Mapped[int]
    """0 for what matters most."""
    since: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(Json)
    """The other fields of the anomaly."""
