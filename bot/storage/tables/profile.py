"""Service database: what is thought of an account, and what its holder decided about that."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.profile import ChoiceKind, TagName, TagSource
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Fen, Instant, Json
from bot.storage.tables.enums import named


class ProfileRow(ServiceBase):
    """One account's profile as it was last worked out; also the lock of who changes it."""

    __tablename__ = "profiles"

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    """The holder it is about; the next holder begins with none."""
    refreshed_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    segments: Mapped[list[str]] = mapped_column(Json)
    yearly_yuan: Mapped[Decimal | None] = mapped_column(Fen)
    lifetime_yuan: Mapped[Decimal | None] = mapped_column(Fen)
    months: Mapped[int]
    """Bills behind the two figures."""


class ProfileTagRow(ServiceBase):
    """A tag: the one that holds, the one that waits for staff, or one that no longer holds."""

    __tablename__ = "profile_tags"
    __table_args__ = (Index(None, "account_no", "superseded_at"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    account_no: Mapped[str] = mapped_column(String(32))
    customer_no: Mapped[str] = mapped_column(String(32))
    name: Mapped[TagName] = mapped_column(named(TagName), index=True)
    live_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    """Account and name while it holds (or waits): there is only one of each."""
    waits: Mapped[bool]
    """Whether it contradicts a correction and staff have yet to look."""
    value: Mapped[str] = mapped_column(String(40))
    source: Mapped[TagSource] = mapped_column(named(TagSource))
    since: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    confidence: Mapped[float]
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)


class ProfileChoiceRow(ServiceBase):
    """What a holder decided; the row goes when it is taken back."""

    __tablename__ = "profile_choices"

    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    """A tag's name, or `*`."""
    kind: Mapped[ChoiceKind] = mapped_column(named(ChoiceKind))
    at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(String(64))
