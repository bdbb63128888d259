"""After an event: the report of one account, its reward to the fen, and its response tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.domain.demand_response import BaselineRule, Programme
from bot.domain.money import FEN, ZERO, to_fen

RATED_OVER = 5
"""Newest events that a tier looks at."""
NEEDED_IN_GROUP = 3
"""A home that is settled in a group is not rated before it took part this often."""
_STEADY, _FAIR = Decimal("0.80"), Decimal("0.40")


class Outcome(str, Enum):
    """What an event brought one account."""

    PAID = "paid"
    TOO_LITTLE = "too_little"
    """Less than the programme pays for; nothing is owed for it."""
    LEFT = "left"
    """Opted out: no reward and no penalty."""
    UNMEASURED = "unmeasured"
    """The meter was not read well enough in these hours."""


class RewardKind(str, Enum):
    """One kind of line of the reward ledger."""

    EARNED = "earned"
    CORRECTED = "corrected"
    """The difference to what was earned before; may be negative."""
    PAID_OUT = "paid_out"
    """Given to the customer; negative."""


class ResponseTier(str, Enum):
    """How surely an account does what it said; decides who is asked first, never who may join."""

    NEW = "new"
    STEADY = "steady"
    FAIR = "fair"
    RARE = "rare"


@dataclass(frozen=True)
class DrReport:
    """What was measured (OpenADR: report): baseline and usage of the event's half-hours, Wh."""

    event_id: str
    account_no: str
    meter_no: str
    rule: BaselineRule
    baseline_wh: tuple[int, ...]
    usage_wh: tuple[int, ...]
    """Empty, like the baseline, when nothing could be measured."""
    planned_wh: int
    reduced_wh: int
    """What counts; for a group this account's share of what the group spared."""
    outcome: Outcome
    reward_yuan: Decimal
    rrmse: float | None
    """Error of the rule on days without an event: of the account, or of its whole group."""
    made_at: datetime

    @property
    def share(self) -> Decimal:
        """Part of the plan that was kept, two decimals, never below zero."""
        if self.planned_wh <= 0:
            return ZERO
        return max(Decimal(self.reduced_wh) / self.planned_wh, ZERO).quantize(FEN)


@dataclass(frozen=True)
class Reward:
    """One line of the ledger; lines are added, never changed."""

    key: str
    """The same line is never written twice."""
    account_no: str
    customer_no: str
    event_id: str
    kind: RewardKind
    amount_yuan: Decimal
    at: datetime


@dataclass(frozen=True)
class Rating:
    """A tier given after an event."""

    account_no: str
    tier: ResponseTier
    share: Decimal | None
    """Mean part of the plans kept; None while new."""
    events: int
    event_id: str
    at: datetime


def judged(programme: Programme, *, planned_wh: int, reduced_wh: int) -> tuple[Outcome, Decimal]:
    """Whether a reduction is paid for, and how much: between the programme's two shares."""
    if planned_wh <= 0 or Decimal(reduced_wh) < programme.least_share * planned_wh:
        return Outcome.TOO_LITTLE, ZERO
    if reduced_wh <= 0:
        return Outcome.TOO_LITTLE, ZERO
    counted = min(Decimal(reduced_wh), programme.most_share * planned_wh)
    return Outcome.PAID, to_fen(counted / 1000 * programme.yuan_per_kwh)


def shared_out(total_wh: int, own_wh: Sequence[int]) -> list[int]:
    """A group's spared energy in proportion to what each seems to have spared; sums exactly.

    Who used more than expected gets nothing and takes nothing away; a group that spared nothing
    shares nothing.
    """
    weights = [max(wh, 0) for wh in own_wh]
    whole = sum(weights)
    if total_wh <= 0 or whole == 0:
        return [0] * len(weights)
    parts = [total_wh * weight // whole for weight in weights]
    left = total_wh - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (-(total_wh * weights[i] % whole), i))
    for place in order[:left]:
        parts[place] += 1
    return parts


def rated(reports: Sequence[DrReport], *, at: datetime) -> Rating | None:
    """The tier after these reports of one account, newest first; None without any measured.

    Who opted out is not counted against: leaving is everybody's right.
    """
    measured = [r for r in reports if r.outcome in (Outcome.PAID, Outcome.TOO_LITTLE)]
    newest = measured[:RATED_OVER]
    if not newest:
        return None
    alone = any(report.rule is not BaselineRule.GROUP for report in newest)
    share = (sum((min(r.share, Decimal(1)) for r in newest), ZERO) / len(newest)).quantize(FEN)
    known = alone or len(newest) >= NEEDED_IN_GROUP
    return Rating(
        account_no=newest[0].account_no,
        tier=_tier(share) if known else ResponseTier.NEW,
        share=share if known else None,
        events=len(newest),
        event_id=newest[0].event_id,
        at=at,
    )


def _tier(share: Decimal) -> ResponseTier:
    if share >= _STEADY:
        return ResponseTier.STEADY
    return ResponseTier.FAIR if share >= _FAIR else ResponseTier.RARE
