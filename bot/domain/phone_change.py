"""A change of the registered phone: asked for here, made in the utility's own records."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.identity import ProofMethod

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


class PhoneChangeWay(str, Enum):
    """How a change goes through."""

    AT_ONCE = "at_once"
    """The old phone was shown to be the holder's."""
    BY_STAFF = "by_staff"
    """The old phone is lost; a person checks the application first."""


class PhoneChangeStatus(str, Enum):
    """Where a change stands."""

    CHECKING = "checking"
    """A member of staff must look at it."""
    APPROVED = "approved"
    """May be made; the utility's records do not have it yet."""
    EXPORTED = "exported"
    """Handed to the utility's own system."""
    APPLIED = "applied"
    REFUSED = "refused"
    """Staff said no, or the records had changed meanwhile."""


@dataclass(frozen=True)
class PhoneChange:
    """One request to change a customer's registered phone."""

    change_id: str
    customer_no: str
    account_no: str
    """The account that was proven; the phone is the customer's, for all accounts."""
    old_phone: str
    """Empty when none was registered."""
    new_phone: str
    way: PhoneChangeWay
    method: ProofMethod
    """How the account was proven."""
    status: PhoneChangeStatus
    asked_at: datetime
    changed_at: datetime
    """When the status last changed."""
    decided_by: str = ""
    """Member of staff who decided, where one had to."""


def mobile_no(heard: str) -> str | None:
    """The eleven digits of a mainland mobile number, however written; None for anything else."""
    plain = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", heard))
    match = _MOBILE.fullmatch(plain) if plain.isascii() else None
    return match[1] if match else None
