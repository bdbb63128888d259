"""Demand response (需求响应): programmes, events and who takes part, named as OpenADR 3 names them.

A programme says who may take part and on what terms, an event asks for less power in some hours of
one day. Taking part is always voluntary; ordered use (有序用电) is something else and not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from bot.domain.account import Account, SupplyClass
from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.domain.source import Source

SLOT_MINUTES = 30
"""Events begin and end on the half-hour, as meters are read."""


class BaselineRule(str, Enum):
    """How the load without the event is told."""

    TEN_IN_TEN = "ten_in_ten"
    """Mean of the last ten days alike, moved by up to 20 % to fit the hours before the event."""
    LAST_FIVE = "last_five"
    """Mean of the last five days alike."""
    GROUP = "group"
    """All small homes of the event together, held against homes that were not asked."""


class EventStatus(str, Enum):
    """Where an event stands."""

    PENDING = "pending"
    ACTIVE = "active"
    COMPLETED = "completed"
    """Over, not settled yet."""
    SETTLED = "settled"
    CANCELLED = "cancelled"


class EnrolmentStatus(str, Enum):
    """Where one account stands with one event."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OPTED_OUT = "opted_out"
    """Accepted, then left: before the event or in the middle of it."""


@dataclass(frozen=True)
class Flexibility:
    """What a programme takes for adjustable; a meter's measured figures are multiplied by these."""

    degrees: float
    """By how much an air conditioner is set back, degrees Celsius."""
    home_share: float
    """Part of a home's other use above its base load that can wait."""
    firm_share: float
    """Part of a firm's load above its base load that can be let down."""
    comes_back: float
    """Part of the spared cooling or heating that is used after the event."""


@dataclass(frozen=True)
class Programme:
    """One programme (OpenADR: program): who, when, on what terms. Nothing of it is in the code."""

    programme_id: str
    name: str
    region: str
    supply_classes: frozenset[SupplyClass]
    valid: Period
    yuan_per_kwh: Decimal
    """Paid for each kWh that was used less."""
    baseline: BaselineRule
    least_share: Decimal
    """Less than this part of the plan brings nothing."""
    most_share: Decimal
    """More than this part of the plan is not paid for."""
    least_w: int
    """A plan smaller than this is not worth anybody's trouble; firms: `least_firm_w`."""
    least_firm_w: int
    events_a_month: int
    """Most events one account is asked to in a calendar month."""
    flexibility: Flexibility
    source: Source
    verified: bool
    """False while the terms are for demonstration only."""

    def least_w_of(self, supply_class: SupplyClass) -> int:
        """The smallest plan of this kind of supply."""
        return self.least_w if supply_class is SupplyClass.RESIDENTIAL else self.least_firm_w

    def is_for(self, account: Account, *, on: date) -> bool:
        """Whether accounts of this place and kind take part on the day."""
        fits = account.region == self.region and account.supply_class in self.supply_classes
        return fits and on in self.valid


@dataclass(frozen=True)
class DrEvent:
    """One event: less power, please, from `starts_at` to `ends_at` of one local day."""

    event_id: str
    programme_id: str
    name: str
    starts_at: datetime
    ends_at: datetime
    reply_by: datetime
    """Until when a yes counts; a no, or leaving, counts at any time."""
    target_w: int
    """What all together should spare; 0 where nobody says."""
    cancelled_at: datetime | None = None
    settled_at: datetime | None = None

    @property
    def day(self) -> date:
        """The local day."""
        return self.starts_at.astimezone(SHANGHAI).date()

    @property
    def first_slot(self) -> int:
        """Half-hour of the day in which it begins."""
        return self._slot(self.starts_at)

    @property
    def end_slot(self) -> int:
        """The first half-hour after it; 48 for midnight."""
        return self._slot(self.ends_at)

    @property
    def hours(self) -> Decimal:
        """How long it lasts."""
        return Decimal(self.end_slot - self.first_slot) * SLOT_MINUTES / 60

    def status(self, now: datetime) -> EventStatus:
        """Where it stands at this instant."""
        if self.cancelled_at is not None:
            return EventStatus.CANCELLED
        if self.settled_at is not None:
            return EventStatus.SETTLED
        if now < self.starts_at:
            return EventStatus.PENDING
        return EventStatus.ACTIVE if now < self.ends_at else EventStatus.COMPLETED

    def takes_answers(self, now: datetime) -> bool:
        """Whether a yes still counts."""
        return self.status(now) is EventStatus.PENDING and now < self.reply_by

    def _slot(self, at: datetime) -> int:
        return int((at - local_midnight(self.day)).total_seconds()) // (SLOT_MINUTES * 60)


@dataclass(frozen=True)
class Enrolment:
    """One account in one event (OpenADR: a ven and its resource, the meter)."""

    event_id: str
    account_no: str
    customer_no: str
    """Who said yes; the next holder of the account has said nothing."""
    status: EnrolmentStatus
    planned_w: int
    """Mean power to spare, as it was read out before the yes."""
    invited_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None = None
    """When it was left."""


def broken_rules(event: DrEvent) -> list[str]:
    """What is wrong with an event, as `field: reason`; empty when it can be used."""
    wrong = []
    if event.ends_at <= event.starts_at:
        return ["ends_at: not after starts_at"]
    if any(at.minute % SLOT_MINUTES or at.second for at in (event.starts_at, event.ends_at)):
        wrong.append("starts_at: events begin and end on the half-hour")
    if event.end_slot > 24 * 60 // SLOT_MINUTES:
        wrong.append("ends_at: not on the day it began")
    if event.reply_by > event.starts_at:
        wrong.append("reply_by: after the event has begun")
    if event.target_w < 0:
        wrong.append("target_kw: below zero")
    return wrong
