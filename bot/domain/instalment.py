"""Paying arrears in parts (分期): who may, the plan, and whether it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from bot.domain.account import Account, PaymentMode, SupplyClass
from bot.domain.money import ZERO, share_out
from bot.domain.period import add_months


class InstalmentStatus(str, Enum):
    """Where a request stands."""

    AGREED = "agreed"
    CHECKING = "checking"
    """A member of staff must agree."""
    REFUSED = "refused"
    KEPT = "kept"
    """Everything was paid."""
    BROKEN = "broken"
    """A part was not paid in time."""


class InstalmentReason(str, Enum):
    """Why not."""

    NOTHING_OWED = "nothing_owed"
    PREPAID = "prepaid"
    SUPPLY_CLASS = "supply_class"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    TOO_MANY_PARTS = "too_many_parts"
    PART_TOO_SMALL = "part_too_small"
    RUNNING = "running"
    """Another plan is running."""
    BROKEN_BEFORE = "broken_before"


@dataclass(frozen=True)
class InstalmentRules:
    """Who may pay in parts, and how."""

    supply_classes: frozenset[SupplyClass]
    prepaid: bool
    least_yuan: Decimal
    most_yuan: Decimal
    most_parts: int
    part_least_yuan: Decimal
    first_within_days: int
    """Days from the agreement to the first part; the others follow month by month."""
    without_staff_up_to_yuan: Decimal
    """Agreed at once up to this sum."""
    broken_counts_months: int
    """For how long a broken plan stands in the way of a new one."""


@dataclass(frozen=True)
class InstalmentPart:
    """One part of a plan."""

    due_on: date
    """Last day on which it is in time."""
    amount_yuan: Decimal


@dataclass(frozen=True)
class Instalment:
    """A request and, where the answer was yes, its plan."""

    instalment_id: str
    account_no: str
    customer_no: str
    bill_ids: tuple[str, ...]
    total_yuan: Decimal
    parts: tuple[InstalmentPart, ...]
    """Sum to the total; empty when refused."""
    status: InstalmentStatus
    reason: InstalmentReason | None
    asked_at: datetime
    changed_at: datetime

    def still_allowed_yuan(self, on: date) -> Decimal:
        """What may still be owed on this day: the parts whose day has not passed."""
        return sum((part.amount_yuan for part in self.parts if part.due_on >= on), ZERO)

    def judged(self, *, unpaid_yuan: Decimal, on: date) -> InstalmentStatus:
        """How an agreed plan stands when this much of its bills is unpaid."""
        if self.status is not InstalmentStatus.AGREED:
            return self.status
        if unpaid_yuan <= ZERO:
            return InstalmentStatus.KEPT
        late = unpaid_yuan > self.still_allowed_yuan(on)
        return InstalmentStatus.BROKEN if late else self.status


def refusal(
    rules: InstalmentRules, account: Account, *, owed_yuan: Decimal, parts: int
) -> InstalmentReason | None:
    """Why this account may not pay this sum in so many parts; None when it may."""
    checks = (
        (account.payment_mode is PaymentMode.PREPAID and not rules.prepaid, "PREPAID"),
        (owed_yuan <= ZERO, "NOTHING_OWED"),
        (account.supply_class not in rules.supply_classes, "SUPPLY_CLASS"),
        (owed_yuan < rules.least_yuan, "TOO_LITTLE"),
        (owed_yuan > rules.most_yuan, "TOO_MUCH"),
        (parts > rules.most_parts, "TOO_MANY_PARTS"),
        (owed_yuan / max(parts, 1) < rules.part_least_yuan, "PART_TOO_SMALL"),
    )
    return next((InstalmentReason[name] for wrong, name in checks if wrong), None)


def plan(*, total_yuan: Decimal, parts: int, first_on: date) -> tuple[InstalmentPart, ...]:
    """Equal parts month by month that sum to the total to the fen."""
    amounts = share_out(total_yuan, [Decimal(1)] * parts)
    return tuple(
        InstalmentPart(add_months(first_on, place), amount) for place, amount in enumerate(amounts)
    )
