"""Proof of who a conversation speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class ProofMethod(str, Enum):
    """How a customer proved an account to be theirs."""

    PHONE_CODE = "phone_code"
    """One-time code sent to the registered phone."""
    ID_LAST4 = "id_last4"
    """Last four characters of the holder's ID document."""
    BOUND_CHANNEL = "bound_channel"
    """A channel identity (e.g. a WeChat user) bound by an earlier proof."""
    DELEGATED = "delegated"
    """The holder's consent that someone else acts, within its scope."""


@dataclass(frozen=True)
class Grant:
    """A conversation's proven right to one account's data."""

    conversation_id: str
    account_no: str
    method: ProofMethod
    verified_at: datetime
    last_used_at: datetime


@dataclass(frozen=True)
class ProofCode:
    """A one-time code that was sent; only its hash is ever stored."""

    conversation_id: str
    account_no: str
    code_hash: str
    sent_at: datetime
    expires_at: datetime
    tries: int
    """Wrong answers so far."""


class FailureScope(str, Enum):
    """Whose failed proofs are counted."""

    ACCOUNT = "account"
    CONVERSATION = "conversation"
    LOOKUP = "lookup"
    """A conversation's account numbers that do not exist; counted apart from wrong proofs."""
    ORDER = "order"
    """A work order's number, guessed at with query codes."""
    ORDER_ASKER = "order_asker"
    """A conversation's wrong query codes; they do not keep it from proving an account."""
    APPLICATION = "application"
    """An application's number, guessed at with last fours of its phone."""
    APPLICATION_ASKER = "application_asker"
    """A conversation's wrong last fours of an application's phone."""


@dataclass(frozen=True)
class Audit:
    """One look at (or attempt on) customer data; never changed afterwards."""

    at: datetime
    conversation_id: str
    account_no: str
    action: str
    """What was done, e.g. `bill.explain`, `verify`."""
    outcome: str
    """`ok` or the code of the refusal."""
