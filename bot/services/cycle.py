"""The billing month that is still open, its contract and its readings so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain.account import Account, SupplyTerms
from bot.domain.bill import Bill
from bot.domain.period import Period, add_months
from bot.domain.unable import NoContract
from bot.domain.usage import BillableUsage, DayEnergy
from bot.services.billing import local_day
from bot.storage import bills, contracts
from bot.storage.books import Books
from bot.storage.meters import MeterStore


@dataclass(frozen=True)
class OpenCycle:
    """The billing month that holds today."""

    period: Period
    terms: SupplyTerms
    days: tuple[DayEnergy, ...]
    """Days that have readings, today included as far as it has come."""
    last_bill: Bill | None
    last_usage: BillableUsage | None
    """What the last bill was priced from, without its days."""

    @property
    def read_to(self) -> date | None:
        """The last day with a reading."""
        return self.days[-1].day if self.days else None

    @property
    def kwh(self) -> Decimal:
        """Energy so far, kWh, exact."""
        return Decimal(sum(day.total_wh for day in self.days)) / 1000

    @property
    def readings(self) -> Period | None:
        """Span of the days read."""
        if not self.days:
            return None
        return Period(self.days[0].day, self.days[-1].day + timedelta(days=1))


def open_cycle(books: Books, meters: MeterStore, *, account: Account, now: datetime) -> OpenCycle:
    """The month after the last bill; the calendar month when that bill is long past.

    Raises:
        NoContract: nothing is contracted for today. Facts: account_no, day.
    """
    today = local_day(now)
    with books.billing() as session:
        newest = bills.history(session, account_no=account.account_no, months=1)
        last = newest[0] if newest else None
        last_usage = bills.usage_of(session, bill_id=last.bill_id) if last else None
        terms = contracts.terms_on(session, account_no=account.account_no, day=today)
    if terms is None:
        raise NoContract(account_no=account.account_no, day=today)
    period = _month_after(last.period if last else None, today)
    days = meters.days(meter_no=account.meter_no, period=Period(period.start, period.end))
    return OpenCycle(period, terms, tuple(days), last, last_usage)


def filled(days: tuple[DayEnergy, ...] | list[DayEnergy], period: Period) -> tuple[DayEnergy, ...]:
    """One entry for every day of the period; days without readings hold no energy."""
    known = {day.day: day for day in days}
    return tuple(
        known.get(day) or DayEnergy(day=day, slot_wh=(0,) * 48, missing_slots=48)
        for day in period.each_day()
    )


def quality(days: tuple[DayEnergy, ...] | list[DayEnergy], period: Period) -> tuple[int, int]:
    """Days of the period with estimated readings, and days with readings missing."""
    present = {day.day for day in days}
    absent = sum(day not in present for day in period.each_day())
    missing = sum(day.missing_slots > 0 for day in days)
    return sum(day.estimated_slots > 0 for day in days), missing + absent


def _month_after(billed: Period | None, today: date) -> Period:
    if billed and billed.end <= today < add_months(billed.end, 1):
        return Period(billed.end, add_months(billed.end, 1))
    return Period.month_of(today)
