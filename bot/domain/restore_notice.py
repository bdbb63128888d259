"""A customer's wish to be told when an outage is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RestoreNotice:
    """One conversation's consent for one event; it ends when told or withdrawn."""

    event_id: str
    conversation_id: str
    phone: str | None
    """Where to send a text message; None: say it in the conversation."""
    asked_at: datetime
