"""Service database: applications for business procedures, their stages, who may see them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.application import ApplicationStatus
from bot.domain.procedure import Stage
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant, Json
from bot.storage.tables.enums import named

_OF_APPLICATION = "applications.number"


class ApplicationRow(ServiceBase):
    """An application; a draft keeps everything said so far."""

    __tablename__ = "applications"
    __table_args__ = (Index(None, "conversation_id", "procedure"),)

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    procedure: Mapped[str] = mapped_column(String(40))
    variants: Mapped[list[str]] = mapped_column(Json)
    fields: Mapped[dict[str, str]] = mapped_column(Json)
    status: Mapped[ApplicationStatus] = mapped_column(named(ApplicationStatus), index=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    account_no: Mapped[str | None] = mapped_column(String(32), index=True)
    contact_phone: Mapped[str] = mapped_column(String(20))
    from_account: Mapped[list[str]] = mapped_column(Json)
    """Fields that the account filled; they are shown masked to everybody."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    due_on: Mapped[date | None]
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Hash of what asked for it to be submitted; the same request again finds it."""


class ApplicationStepRow(ServiceBase):
    """One stage that an application reached."""

    __tablename__ = "application_steps"

    number: Mapped[str] = mapped_column(
        ForeignKey(_OF_APPLICATION, ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    stage: Mapped[Stage] = mapped_column(named(Stage), primary_key=True)
    note: Mapped[str] = mapped_column(Text)


class ApplicationViewerRow(ServiceBase):
    """A conversation that opened an application with its number and the phone's last four."""

    __tablename__ = "application_viewers"

    number: Mapped[str] = mapped_column(
        ForeignKey(_OF_APPLICATION, ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    last_used_at: Mapped[datetime] = mapped_column(Instant)


class ApplicationDayRow(ServiceBase):
    """The last serial number given out on a day."""

    __tablename__ = "application_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    serial: Mapped[int]
