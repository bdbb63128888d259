"""A channel identity that stands for an account's holder until it is unbound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.identity import ProofMethod
from bot.domain.right import Scope


@dataclass(frozen=True)
class ChannelIdentity:
    """Who someone is on a channel, as the channel itself vouches for it."""

    channel: str
    """`web`, `rest`, `wechat`, `app`, …"""
    subject: str
    """Opaque and stable: an open id, or the conversation where the visitor has no other name."""


@dataclass(frozen=True)
class Binding:
    """One identity bound to one account."""

    identity: ChannelIdentity
    account_no: str
    customer_no: str
    """The holder who bound it; it ends with this holder."""
    method: ProofMethod
    """The proof it stands on."""
    scopes: frozenset[Scope]
    bound_at: datetime
    until: datetime
    """First instant at which it no longer holds."""
    last_used_at: datetime
    ended_at: datetime | None = None


def mask_subject(subject: str) -> str:
    """web-3fa9…c2 -> ****c2f1: enough to tell two devices apart."""
    return "****" + subject[-4:]
