"""Service database: who may open an account besides a fresh proof, and codes for single acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.identity import ProofMethod
from bot.domain.phone_change import PhoneChangeStatus, PhoneChangeWay
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant, Json
from bot.storage.tables.enums import named


class ChannelIdentityRow(ServiceBase):
    """Whom a conversation speaks for on its channel, where the channel has a stable name for it."""

    __tablename__ = "channel_identities"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120))
    since: Mapped[datetime] = mapped_column(Instant)


class BindingRow(ServiceBase):
    """One channel identity bound to one account; the newest binding of the pair."""

    __tablename__ = "bindings"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    method: Mapped[ProofMethod] = mapped_column(named(ProofMethod))
    scopes: Mapped[list[str]] = mapped_column(Json)
    bound_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class DelegationRow(ServiceBase):
    """A holder's consent that someone else acts for an account; ended ones are kept."""

    __tablename__ = "delegations"
    __table_args__ = (Index(None, "channel", "subject"),)

    delegation_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), index=True)
    customer_no: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(40))
    scopes: Mapped[list[str]] = mapped_column(Json)
    consented_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class ActCodeRow(ServiceBase):
    """A one-time code that allows one act, and what exactly it allows."""

    __tablename__ = "act_codes"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    act: Mapped[str] = mapped_column(String(40), primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    code_hash: Mapped[str] = mapped_column(String(200))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int]


class PhoneChangeRow(ServiceBase):
    """A request to change a customer's registered phone."""

    __tablename__ = "phone_changes"

    change_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32), index=True)
    account_no: Mapped[str] = mapped_column(String(32))
    old_phone: Mapped[str] = mapped_column(String(20))
    new_phone: Mapped[str] = mapped_column(String(20))
    way: Mapped[PhoneChangeWay] = mapped_column(named(PhoneChangeWay))
    method: Mapped[ProofMethod] = mapped_column(named(ProofMethod))
    status: Mapped[PhoneChangeStatus] = mapped_column(named(PhoneChangeStatus), index=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[str] = mapped_column(String(60))
