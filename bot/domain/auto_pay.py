"""Automatic deduction (代扣): asked for here, confirmed by bank or payment company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class AutoPayStatus(str, Enum):
    """Where it stands."""

    REQUESTED = "requested"
    """Asked for; the payer must still confirm it with the bank or payment company."""
    ACTIVE = "active"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    """The bank or payment company said no."""


LIVE = frozenset({AutoPayStatus.REQUESTED, AutoPayStatus.ACTIVE, AutoPayStatus.CANCEL_REQUESTED})
"""An account has at most one that is any of these."""


@dataclass(frozen=True)
class AutoPay:
    """One account's automatic deduction; no card or bank number is ever kept here."""

    auto_pay_id: str
    account_no: str
    customer_no: str
    way: str
    """Code of the way in the rules, e.g. `bank`."""
    status: AutoPayStatus
    asked_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class AutoPayWay:
    """One way to have bills deducted, from the rules."""

    code: str
    name: str
    """As customers know it, e.g. 银行卡代扣."""
    confirm: str
    """What the payer still has to do, in one plain sentence."""
    documents: tuple[str, ...]
