"""Service database: conversations and their log, proofs of identity, audits, what is to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.conversation import Owner, Speaker
from bot.domain.identity import FailureScope, ProofMethod
from bot.domain.outgoing import OutgoingStatus
from bot.storage.tables.base import ServiceBase
from bot.storage.tables.columns import Instant, Json
from bot.storage.tables.enums import named

_RowId = BigInteger().with_variant(Integer, "sqlite")


class ConversationRow(ServiceBase):
    """A conversation: its owner, the worker that holds it, the last number given out."""

    __tablename__ = "conversations"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    visitor_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Hash of the secret that the visitor's browser keeps; the secret itself is never stored."""
    owner: Mapped[Owner] = mapped_column(named(Owner))
    last_seq: Mapped[int]
    lease_holder: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant, index=True)


class MessageRow(ServiceBase):
    """One message of a conversation's log."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "cid"),
        Index(None, "answered", "conversation_id"),
    )

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.conversation_id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    cid: Mapped[str | None] = mapped_column(String(64))
    speaker: Mapped[Speaker] = mapped_column(named(Speaker))
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[dict[str, str]] | None] = mapped_column(Json)
    image: Mapped[str | None] = mapped_column(String(400))
    card: Mapped[dict[str, Any] | None] = mapped_column(Json)
    provenance: Mapped[dict[str, Any] | None] = mapped_column(Json)
    payload: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    answered: Mapped[bool]
    in_reply_to: Mapped[int | None]
    """The `seq` of the customer's message that this answers."""


class GrantRow(ServiceBase):
    """A conversation's proven right to one account."""

    __tablename__ = "grants"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    method: Mapped[ProofMethod] = mapped_column(named(ProofMethod))
    verified_at: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class ProofCodeRow(ServiceBase):
    """The newest one-time code of a conversation for an account."""

    __tablename__ = "proof_codes"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(200))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int]


class LockoutRow(ServiceBase):
    """Failed proofs of one account or one conversation, and the lock that follows."""

    __tablename__ = "lockouts"

    scope: Mapped[FailureScope] = mapped_column(named(FailureScope), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Account number or conversation id."""
    failures: Mapped[int]
    last_failed_at: Mapped[datetime] = mapped_column(Instant)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)


class AuditRow(ServiceBase):
    """A look at customer data; rows are added, never changed."""

    __tablename__ = "audits"
    __table_args__ = (Index(None, "account_no", "at"),)

    id: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Instant)
    conversation_id: Mapped[str] = mapped_column(String(64))
    account_no: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(60))


class OutgoingRow(ServiceBase):
    """The outbox: written with the fact it tells of, delivered by the postman."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "status", "next_attempt_at"),)

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[OutgoingStatus] = mapped_column(named(OutgoingStatus))
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime] = mapped_column(Instant)


class SmsRow(ServiceBase):
    """Text messages of the demo provider, as the phone would show them."""

    __tablename__ = "sms_inbox"

    id: Mapped[int] = mapped_column(_RowId, primary_key=True, autoincrement=True)
    phone: Mapped[str] = mapped_column(String(20), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
