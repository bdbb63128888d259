"""What must be told to someone outside a conversation's turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class OutgoingStatus(str, Enum):
    """Where an outgoing message stands."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Outgoing:
    """One message to deliver exactly once."""

    key: str
    """Idempotency key: the same key is never sent twice."""
    channel: str
    """`sms`, `wechat`, …"""
    address: str
    """Where on that channel: a phone number, an open id."""
    body: str
    next_attempt_at: datetime
    status: OutgoingStatus = OutgoingStatus.WAITING
    attempts: int = 0


@dataclass(frozen=True)
class Sms:
    """A text message as the demo provider delivered it."""

    phone: str
    text: str
    at: datetime
