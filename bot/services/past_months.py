"""The billing months of an account that are over, with their readings, ready to be priced anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.domain.account import Account, SupplyTerms
from bot.domain.period import Period, add_months
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import BillableUsage, DayEnergy
from bot.domain.what_if import PastMonth
from bot.services.billing import local_day
from bot.storage import bills, contracts
from bot.storage.books import Books, Session
from bot.storage.meters import MeterStore

LEAST_MONTHS = 3
"""Fewer months say nothing reliable about a year."""
MOST_MONTHS = 24
_LEAST_SHARE_READ = Decimal("0.8")
"""A month with fewer of its days read is left out."""
_LEAST_DAYS, _MOST_DAYS = 25, 36


@dataclass(frozen=True)
class PastUse:
    """What an account used, and the terms it is supplied on today."""

    terms: SupplyTerms
    months: tuple[PastMonth, ...]
    """Oldest first, at least three; a month too thinly read is left out."""

    @property
    def period(self) -> Period:
        """From the first day of the first month to the end of the last."""
        return Period(self.months[0].period.start, self.months[-1].period.end)

    @property
    def days_estimated(self) -> int:
        """Days with estimated readings."""
        return sum(month.days_estimated for month in self.months)

    @property
    def days_missing(self) -> int:
        """Days without a reading, filled with the mean day of their month."""
        return sum(month.days_missing for month in self.months)


def past_months(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    now: datetime,
    most: int = MOST_MONTHS,
) -> PastUse:
    """The newest months that were billed, or calendar months where there are no bills yet.

    Raises:
        NotEnoughReadings: fewer than three months can be used.
            Facts: period, days_present, days_needed.
        NoContract: nothing is contracted for today. Facts: account_no, day.
    """
    today = local_day(now)
    span = Period(add_months(today.replace(day=1), -most - 1), today)
    with books.billing() as session:
        terms = contracts.terms_on(session, account_no=account.account_no, day=today)
        usages = _billed(session, account, span) or _calendar_months(span)
    usages = usages[-most:]
    days: list[DayEnergy] = []
    if usages:
        whole = Period(usages[0].period.start, usages[-1].period.end)
        days = meters.days(meter_no=account.meter_no, period=whole)
    months = _with_days(usages, days)
    if len(months) < LEAST_MONTHS:
        raise NotEnoughReadings(period=span, days_present=len(days), days_needed=90)
    return PastUse(terms, tuple(months))


def _billed(session: Session, account: Account, span: Period) -> list[BillableUsage]:
    found = bills.covering(session, account_no=account.account_no, period=span)
    over = (bill for bill in found if bill.period.end <= span.end)
    usages = (bills.usage_of(session, bill_id=bill.bill_id) for bill in over)
    return [
        usage
        for usage in usages
        if usage is not None and _LEAST_DAYS <= usage.period.days <= _MOST_DAYS
    ]


def _calendar_months(span: Period) -> list[BillableUsage]:
    found, start = [], span.start.replace(day=1)
    while (end := add_months(start, 1)) <= span.end:
        found.append(BillableUsage(period=Period(start, end), days=()))
        start = end
    return found


def _with_days(usages: Sequence[BillableUsage], days: Sequence[DayEnergy]) -> list[PastMonth]:
    known = {day.day: day for day in days}
    months = []
    for usage in usages:
        read = [known[day] for day in usage.period.each_day() if day in known]
        whole = [day for day in read if not day.missing_slots]
        if not read or len(whole) < _LEAST_SHARE_READ * usage.period.days:
            continue
        mean = tuple(
            sum(slot) // len(whole) for slot in zip(*(d.slot_wh for d in whole), strict=True)
        )
        filled = tuple(
            found
            if (found := known.get(day)) and not found.missing_slots
            else DayEnergy(day, mean, missing_slots=48)
            for day in usage.period.each_day()
        )
        months.append(
            PastMonth(
                # What was corrected for earlier months belongs to no month's own use.
                usage=replace(usage, days=filled, correction_kwh=Decimal(0), correction_of=None),
                days_estimated=sum(day.estimated_slots > 0 for day in filled),
                days_missing=sum(day.missing_slots > 0 for day in filled),
            )
        )
    return months
