"""What the town knows about one account before anything is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.domain.account import Contract, Customer, PaymentMode, SupplyTerms
from bot.domain.period import Period
from bot.storage.demo.archetype import Business, Home
from bot.storage.demo.event import Event


class Habit(str, Enum):
    """How the customer pays."""

    PROMPT = "prompt"
    LATE = "late"
    """Now and then after the due date."""
    PARTIAL = "partial"
    """Now and then in two parts, the second too late."""
    ARREARS = "arrears"
    """Has stopped paying; `Plan.unpaid_bills` says how many bills ago."""
    PREPAID = "prepaid"
    PREPAID_LOW = "prepaid_low"
    """The balance is nearly used up."""
    PREPAID_NEGATIVE = "prepaid_negative"


@dataclass(frozen=True)
class Plan:
    """One account: who, where, what load, what happens to it, how it is billed and paid."""

    index: int
    archetype: str
    account_no: str
    meter_no: str
    customer: Customer
    address: str
    opened_on: date
    load: Home | Business
    contracts: tuple[Contract, ...]
    """Oldest first; versions change on the first day of a month."""
    events: tuple[Event, ...] = ()
    habit: Habit = Habit.PROMPT
    unpaid_bills: int = 0
    story: str | None = None
    """Name of the story this account tells, for demonstrations."""

    @property
    def payment_mode(self) -> PaymentMode:
        """Prepaid or postpaid, as the habit says."""
        return (
            PaymentMode.PREPAID if self.habit.value.startswith("prepaid") else PaymentMode.POSTPAID
        )

    def terms_on(self, day: date) -> SupplyTerms:
        """The terms in force on a day; the first contract covers everything before it."""
        current = self.contracts[0].terms
        for contract in self.contracts:
            if contract.valid_from <= day:
                current = contract.terms
        return current


@dataclass(frozen=True)
class Calendar:
    """The months a town lives through."""

    whole: Period
    """First day of the first month up to the day on which the town ends."""
    months: tuple[Period, ...]
    """Complete months, each of them billed, oldest first."""

    @property
    def last(self) -> Period:
        """The month of the last issued bill."""
        return self.months[-1]

    @property
    def before_last(self) -> Period:
        """The month before; the same as `last` in a town of one month."""
        return self.months[-2] if len(self.months) > 1 else self.months[-1]


def town_calendar(*, months: int, until: date) -> Calendar:
    """`months` complete months, then the days of the current month before `until`."""
    current = Period.month_of(until)
    complete = tuple(current.shifted_months(back) for back in range(-months, 0))
    return Calendar(whole=Period(complete[0].start, until), months=complete)
