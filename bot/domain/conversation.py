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
    payload: str | None = None
    """What tapping the chosen button sends to the brain; None for typed words."""
    answered: bool = True
    """False for a customer's message that still waits for its reply."""
    in_reply_to: int | None = None
    """The `seq` of the customer's message that this answers."""


@dataclass(frozen=True)
class Conversation:
    """Who owns a conversation, and how far its log has come."""

    conversation_id: str
    channel: str
    owner: Owner
    last_seq: int
    """Sequence number of the newest message; 0 when there is none."""
    created_at: datetime
    last_at: datetime
