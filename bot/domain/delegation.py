"""The holder's consent that someone else acts for the account (代办)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.binding import ChannelIdentity
from bot.domain.right import Scope


@dataclass(frozen=True)
class Delegation:
    """One relative's limited right to one account."""

    delegation_id: str
    account_no: str
    customer_no: str
    """The holder who consented; it ends with this holder."""
    delegate: ChannelIdentity
    name: str
    """Whom the holder agreed to, in the holder's words, e.g. 儿子."""
    scopes: frozenset[Scope]
    consented_at: datetime
    until: datetime
    """First instant at which it no longer holds."""
    last_used_at: datetime
    ended_at: datetime | None = None
