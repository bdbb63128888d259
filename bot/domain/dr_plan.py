"""What one account could spare in an event, and what that would bring; shown before any yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.domain.demand_response import DrEvent, Programme
from bot.domain.money import ZERO, to_fen


class PlanPart(str, Enum):
    """Where spared power comes from."""

    COOLING = "cooling"
    HEATING = "heating"
    CHARGING = "charging"
    """Long steady blocks of several kW that look like an electric car."""
    LATER = "later"
    """A home's washing, cooking, hot water: what can wait."""
    PRODUCTION = "production"
    """A firm's load above its base load."""


class Ineligible(str, Enum):
    """Why an account is not asked to an event, or may not join it."""

    LIFE_SUPPORT = "life_support"
    MEDICAL = "medical"
    OPTED_OUT = "opted_out"
    """The customer wants no part of the programme."""
    NOT_FOR_YOU = "not_for_you"
    """Other places or kinds of supply only."""
    THIN_DATA = "thin_data"
    TOO_SMALL = "too_small"
    OFTEN_ENOUGH = "often_enough"
    """Asked as often this month as the programme allows."""
    CLOSED = "closed"
    """Answers are no longer taken, or the event was called off."""


@dataclass(frozen=True)
class Adjustable:
    """Mean power in the event's hours that a meter's past says can be spared."""

    parts: tuple[tuple[PlanPart, int], ...]
    """Watts each, the largest first; parts below 1 W are left out."""
    usual_w: int
    """Mean power of these hours on the last days alike."""
    days_used: int
    """Whole days alike behind the figures."""

    @property
    def total_w(self) -> int:
        """All parts together."""
        return sum(watts for _, watts in self.parts)


@dataclass(frozen=True)
class Fit:
    """How well a rule tells the load of days without an event."""

    days: int
    rrmse: float
    """Root mean squared error of the half-hours over their mean."""
    bias: float
    """Mean error over the mean; above zero it says too much."""


MOST_RRMSE, MOST_BIAS = 0.20, 0.04
"""An account beyond these is not scored by itself (AEMO's and PJM's gate)."""


def accepted(fit: Fit | None) -> bool:
    """Whether the rule may settle this account by itself."""
    return fit is not None and fit.rrmse <= MOST_RRMSE and abs(fit.bias) <= MOST_BIAS


@dataclass(frozen=True)
class Worth:
    """Yuan of one event for one account, from the least that is paid to the plan in full."""

    reward_yuan: tuple[Decimal, Decimal]
    bill_yuan: Decimal | None
    """What the bill falls by (negative: rises by) when the plan is kept; None: not told."""

    @property
    def net_yuan(self) -> tuple[Decimal, Decimal]:
        """Reward and bill together; the bill moves with what was done, so its low end is less."""
        low, high = self.reward_yuan
        bill = self.bill_yuan or ZERO
        part = to_fen(bill * low / high) if high else ZERO
        ends = (low + (part if bill >= 0 else bill), high + bill)
        return min(ends), max(ends)


@dataclass(frozen=True)
class ResponsePlan:
    """The personal plan of one account for one event."""

    programme: Programme
    event: DrEvent
    adjustable: Adjustable
    worth: Worth
    fit: Fit | None
    """Of the account's own baseline; None when it has too few days."""
    computed_at: datetime

    @property
    def planned_w(self) -> int:
        """Mean power to spare."""
        return self.adjustable.total_w

    @property
    def energy_kwh(self) -> Decimal:
        """Energy to spare in all, two decimals."""
        return planned_kwh(self.planned_w, self.event.hours)

    @property
    def settled_alone(self) -> bool:
        """Whether this account's own readings are good enough to settle it by itself."""
        return accepted(self.fit)


def planned_kwh(planned_w: int, hours: Decimal) -> Decimal:
    """Energy of a plan, kWh with two decimals."""
    return to_fen(Decimal(planned_w) * hours / 1000)


def worth(programme: Programme, *, planned_wh: Decimal, bill_yuan: Decimal | None) -> Worth:
    """What a plan brings: from the least part that is paid up to the whole plan."""
    whole = to_fen(planned_wh / 1000 * programme.yuan_per_kwh)
    least = to_fen(whole * min(programme.least_share, Decimal(1)))
    return Worth((least, whole), bill_yuan)
