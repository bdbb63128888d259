"""Who is at the door: the visitor's secret, and the short-lived ticket made from it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class TicketRefused(Exception):
    """The ticket is forged, damaged or out of date."""


def new_visitor() -> str:
    """A secret for a new visitor: 256 bits, kept only by the visitor's browser."""
    return secrets.token_urlsafe(32)


def is_visitor(value: object) -> bool:
    """Whether this could be a secret we gave out."""
    return isinstance(value, str) and _SECRET.fullmatch(value) is not None


def conversation_of(visitor: str) -> str:
    """The conversation of a visitor; the secret cannot be found from it."""
    return "web-" + hashlib.blake2b(visitor.encode(), digest_size=20, person=b"visitor").hexdigest()


class Tickets:
    """Issues and checks tickets with one signing key."""

    def __init__(self, *, key: bytes, lasting: timedelta) -> None:
        self._key = key
        self._lasting = lasting

    def issue(self, *, conversation_id: str, now: datetime) -> str:
        """A ticket for one conversation."""
        until = int((now + self._lasting).timestamp())
        claim = f"{conversation_id}.{until}"
        return f"{claim}.{self._sign(claim)}"

    def conversation(self, ticket: object, *, now: datetime) -> str:
        """The conversation a ticket is for.

        Raises:
            TicketRefused: it is not one of ours, or not any more.
        """
        parts = ticket.split(".") if isinstance(ticket, str) and ticket.isascii() else []
        if len(parts) != 3:
            raise TicketRefused
        conversation_id, until, signature = parts
        if not hmac.compare_digest(signature, self._sign(f"{conversation_id}.{until}")):
            raise TicketRefused
        if int(until) < now.timestamp():
            raise TicketRefused
        return conversation_id

    def mask(self, conversation_id: str) -> str:
        """A name for logs that is stable and cannot be turned back into the id."""
        digest = hmac.new(self._key, b"mask:" + conversation_id.encode(), hashlib.sha256)
        return digest.hexdigest()[:12]

    def _sign(self, claim: str) -> str:
        digest = hmac.new(self._key, b"ticket:" + claim.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
