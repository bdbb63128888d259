"""A conversation: who owns it, and its log of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.reply import Reply


class Owner(str, Enum):
    """Who speaks to the customer; only `services.handoff` changes it."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"


class Speaker(str, Enum):
    """Who said a message."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True)
class Message:
    """One row of a conversation's log."""

    conversation_id: str
    seq: int
    """1, 2, 3 … within the conversation, without gaps."""
    speaker: Speaker
    at: datetime
    reply: Reply
    """What was said; a customer's words are `reply.text`."""
    cid: str | None = None
    """The client's own id of a customer message; unique within the conversation."""
