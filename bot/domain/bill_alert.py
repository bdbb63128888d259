"""A warning before the bill comes: the customer's own limit against what is foreseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class AlertLevel(str, Enum):
    """How sure it is that the limit will be passed."""

    PASSED = "passed"
    """What is used already costs more."""
    EXPECTED = "expected"
    """The bill foreseen is above it."""
    POSSIBLE = "possible"
    """The bill foreseen is below it, but within the margin of error above."""


@dataclass(frozen=True)
class BillLimit:
    """The amount above which a holder of an account wants to be warned."""

    account_no: str
    customer_no: str
    """Who set it; the next holder begins without one."""
    limit_yuan: Decimal
    set_at: datetime
    source: str
    """Where it was said: a conversation id."""
    told_month: date | None = None
    """First day of the billing month that was warned of last."""
    told_level: AlertLevel | None = None


@dataclass(frozen=True)
class BillAlert:
    """What to tell the customer."""

    level: AlertLevel
    limit_yuan: Decimal
    expected_yuan: Decimal
    over_yuan: Decimal
    """How far the bill foreseen lies above the limit; negative for a possible one."""


def bill_alert(
    *,
    limit_yuan: Decimal,
    so_far_yuan: Decimal,
    expected_yuan: Decimal,
    high_yuan: Decimal,
    told: AlertLevel | None = None,
) -> BillAlert | None:
    """The warning due now, or None.

    `so_far_yuan` is the running bill, `expected_yuan` the bill foreseen and `high_yuan` the upper
    end of its interval. A bill exactly on the limit is within it. `told` is the level of this
    cycle's last warning: only a surer one is due again, so that nobody is warned every day.

    Raises:
        ValueError: the limit is not above zero.
    """
    if limit_yuan <= 0:
        raise ValueError(f"a limit is more than nothing: {limit_yuan}")
    order = list(AlertLevel)
    if so_far_yuan > limit_yuan:
        level = AlertLevel.PASSED
    elif expected_yuan > limit_yuan:
        level = AlertLevel.EXPECTED
    elif high_yuan > limit_yuan:
        level = AlertLevel.POSSIBLE
    else:
        return None
    if told is not None and order.index(level) >= order.index(told):
        return None
    return BillAlert(level, limit_yuan, expected_yuan, expected_yuan - limit_yuan)
