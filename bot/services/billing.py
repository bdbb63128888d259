"""Bills, payments, arrears: what the utility has charged and what is owed.

Every function takes an `Account`, which only `services.access` gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.bill import Bill
from bot.domain.late_fee import late_fee_yuan
from bot.domain.money import ZERO
from bot.domain.payment import Balance, Payment
from bot.domain.period import SHANGHAI, Period, add_months
from bot.domain.provenance import Provenance
from bot.domain.tariff import TariffBook
from bot.domain.unable import NoBill
from bot.storage import balances, bills, payments
from bot.storage.books import Books

HISTORY_MONTHS = 36


@dataclass(frozen=True)
class BillAnswer:
    """One bill, and whether it is paid."""

    bill: Bill
    days_overdue: int
    """0 when nothing is owed or the due day has not passed."""
    late_fee_yuan: Decimal
    """What would come on top if it were paid today; not part of the bill."""
    latest: bool
    """Whether this is the account's newest bill."""
    provenance: Provenance


@dataclass(frozen=True)
class History:
    """Several bills, newest first."""

    bills: tuple[Bill, ...]
    total_yuan: Decimal
    total_kwh: Decimal
    provenance: Provenance


@dataclass(frozen=True)
class OpenBill:
    """A bill on which something is still owed."""

    bill: Bill
    unpaid_yuan: Decimal
    days_overdue: int
    late_fee_yuan: Decimal
    """If paid today."""


@dataclass(frozen=True)
class Arrears:
    """What is owed today, and what the utility holds."""

    open_bills: tuple[OpenBill, ...]
    """Oldest first; bills not due yet are among them with `days_overdue` 0."""
    unpaid_yuan: Decimal
    overdue_yuan: Decimal
    """The part whose due day has passed."""
    late_fee_yuan: Decimal
    next_due_on: date | None
    """Earliest due day that has not passed."""
    balance: Balance | None
    """Money held for the account; below zero when a prepaid account ran out."""
    provenance: Provenance

    @property
    def to_pay_yuan(self) -> Decimal:
        """Unpaid bills and late fee together, if paid today."""
        return self.unpaid_yuan + self.late_fee_yuan


@dataclass(frozen=True)
class Payments:
    """Payments, newest first."""

    payments: tuple[Payment, ...]
    total_yuan: Decimal
    period: Period | None
    provenance: Provenance


def latest(books: Books, *, account: Account, tariffs: TariffBook, now: datetime) -> BillAnswer:
    """The newest bill.

    Raises:
        NoBill: none was ever issued. Facts: period None, latest None.
    """
    with books.billing() as session:
        found = bills.history(session, account_no=account.account_no, months=1)
    if not found:
        raise NoBill(period=None, latest=None)
    return _answer(found[0], account, tariffs, now, latest=True)


def bill(
    books: Books, *, account: Account, period: Period, tariffs: TariffBook, now: datetime
) -> BillAnswer:
    """The bill that bills the period best: the one with the most days in it, the newer on a tie.

    Raises:
        NoBill: no bill has a day in the period. Facts: period, latest (Period or None).
    """
    with books.billing() as session:
        covering = bills.covering(session, account_no=account.account_no, period=period)
        newest = bills.history(session, account_no=account.account_no, months=1)
    if not covering:
        raise NoBill(period=period, latest=newest[0].period if newest else None)
    best = max(covering, key=lambda item: (_shared_days(item.period, period), item.period.start))
    return _answer(best, account, tariffs, now, latest=best.bill_id == newest[0].bill_id)


def history(
    books: Books,
    *,
    account: Account,
    tariffs: TariffBook,
    now: datetime,
    months: int = HISTORY_MONTHS,
    period: Period | None = None,
) -> History:
    """The newest bills, or those that bill mostly inside `period`; at most 36.

    Raises:
        NoBill: there is none. Facts: period, latest.
    """
    with books.billing() as session:
        wanted = min(months, HISTORY_MONTHS)
        found = bills.history(
            session, account_no=account.account_no, months=HISTORY_MONTHS if period else wanted
        )
    newest = found[0].period if found else None
    if period is not None:
        found = [b for b in found if _shared_days(b.period, period) * 2 > b.period.days]
    if not found:
        raise NoBill(period=period, latest=newest)
    return History(
        bills=tuple(found),
        total_yuan=sum((item.amount_yuan for item in found), ZERO),
        total_kwh=sum((item.energy_kwh for item in found), Decimal(0)),
        provenance=bills_provenance(found, tariffs, now),
    )


def arrears(books: Books, *, account: Account, tariffs: TariffBook, now: datetime) -> Arrears:
    """Unpaid bills with due day and late fee to today, and the balance held."""
    with books.billing() as session:
        owed = bills.unpaid(session, account_no=account.account_no)
        balance = balances.current(session, account_no=account.account_no)
    open_bills = tuple(_open(item, account, tariffs, now) for item in owed)
    today = local_day(now)
    return Arrears(
        open_bills=open_bills,
        unpaid_yuan=sum((item.unpaid_yuan for item in open_bills), ZERO),
        overdue_yuan=sum((i.unpaid_yuan for i in open_bills if i.days_overdue), ZERO),
        late_fee_yuan=sum((item.late_fee_yuan for item in open_bills), ZERO),
        next_due_on=min((item.due_on for item in owed if item.due_on >= today), default=None),
        balance=balance,
        provenance=bills_provenance(owed, tariffs, now),
    )


def payments_of(
    books: Books, *, account: Account, now: datetime, period: Period | None = None
) -> Payments:
    """Payments booked in the period, or in the last twelve months."""
    today = local_day(now)
    span = period or Period(add_months(today, -12), today + timedelta(days=1))
    with books.billing() as session:
        found = payments.of_account(session, account_no=account.account_no, period=span)
    return Payments(
        payments=tuple(found),
        total_yuan=sum((item.amount_yuan for item in found), ZERO),
        period=span,
        provenance=Provenance(computed_at=now),
    )


def local_day(now: datetime) -> date:
    """The customer's calendar day at an aware instant."""
    return now.astimezone(SHANGHAI).date()


def bills_provenance(found: list[Bill], tariffs: TariffBook, now: datetime) -> Provenance:
    """The trail of figures taken from bills."""
    ids = dict.fromkeys(line.tariff_id for item in found for line in item.lines if line.tariff_id)
    versions = [tariffs.by_id(tariff_id) for tariff_id in ids]
    return Provenance(
        computed_at=now,
        bill_ids=tuple(item.bill_id for item in found),
        tariff_ids=tuple(ids),
        verified=all(version is not None and version.verified for version in versions),
    )


def _answer(
    item: Bill, account: Account, tariffs: TariffBook, now: datetime, *, latest: bool
) -> BillAnswer:
    owed = _open(item, account, tariffs, now)
    return BillAnswer(
        bill=item,
        days_overdue=owed.days_overdue,
        late_fee_yuan=owed.late_fee_yuan,
        latest=latest,
        provenance=bills_provenance([item], tariffs, now),
    )


def _open(item: Bill, account: Account, tariffs: TariffBook, now: datetime) -> OpenBill:
    today, unpaid = local_day(now), item.unpaid_yuan
    return OpenBill(
        bill=item,
        unpaid_yuan=unpaid,
        days_overdue=max((today - item.due_on).days, 0) if unpaid > 0 else 0,
        late_fee_yuan=late_fee_yuan(
            unpaid_yuan=unpaid,
            due_on=item.due_on,
            on=today,
            supply_class=account.supply_class,
            rule=tariffs.late_fee,
        ),
    )


def _shared_days(one: Period, other: Period) -> int:
    shared = one.overlap(other)
    return shared.days if shared else 0
