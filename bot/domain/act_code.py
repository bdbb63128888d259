"""A one-time code that allows one act; it proves no account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Act(str, Enum):
    """What the code is read out for."""

    DELEGATE = "delegate"
    """The holder lets someone else act."""
    NEW_PHONE = "new_phone"
    """The new phone is in the holder's hand."""


@dataclass(frozen=True)
class ActCode:
    """The newest code of one conversation for one act on one account; only its hash is stored."""

    conversation_id: str
    account_no: str
    act: Act
    facts: dict[str, Any]
    """Exactly what it allows, as plain JSON; nothing said later changes it."""
    code_hash: str
    sent_at: datetime
    expires_at: datetime
    tries: int = 0
