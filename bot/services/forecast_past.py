"""How forecasts of an account's bills turned out: kept when told, settled when billed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from bot.analytics import cycle_energy
from bot.analytics.cycle_energy import CycleOutlook
from bot.domain.account import Account, SupplyTerms
from bot.domain.bill import Bill
from bot.domain.forecast import (
    BillForecast,
    ForecastKind,
    KeptForecast,
    PastAccuracy,
    accuracy,
    past_of,
)
from bot.domain.period import Period
from bot.domain.tariff import TariffBook
from bot.domain.unable import NoContract
from bot.domain.usage import BillableUsage, DayEnergy
from bot.services.billing import local_day
from bot.services.forecast_models import ForecastModels
from bot.services.forecast_month import MeterDays, foresee, rounded
from bot.services.forecast_pricing import open_month, shapes
from bot.storage import bills, contracts, forecasts
from bot.storage.books import Books, Session

_CHECKED_MONTHS = 3


def remember(books: Books, *, account: Account, forecast: BillForecast, now: datetime) -> None:
    """Keep a forecast as it was told; of one day the last one counts."""
    kept = KeptForecast(
        account_no=account.account_no,
        meter_no=account.meter_no,
        kind=forecast.kind,
        month=forecast.month,
        made_on=local_day(now),
        made_at=now,
        kwh=forecast.kwh,
        yuan=forecast.yuan,
        model=forecast.model,
    )
    with books.service() as service:
        forecasts.save(service, forecasts=[kept])


def settle(books: Books, *, now: datetime) -> int:
    """Fill in the bills that have been issued since; returns how many forecasts are settled."""
    today, done, after = local_day(now), 0, ""
    while True:
        with books.service(writing=False) as service:
            numbers = forecasts.unsettled(service, before=today, after=after)
        if not numbers:
            return done
        after = numbers[-1]
        with books.billing() as billing:
            issued = [
                bill
                for number in numbers
                for bill in bills.history(billing, account_no=number, months=_CHECKED_MONTHS)
            ]
        with books.service() as service:
            for bill in issued:
                done += forecasts.settle(
                    service, account_no=bill.account_no, month=bill.period,
                    kwh=bill.energy_kwh, yuan=bill.amount_yuan,
                )  # fmt: skip


def past_accuracy(
    books: Books,
    meter: MeterDays,
    models: ForecastModels,
    *,
    month: Period,
    kind: ForecastKind,
    tariffs: TariffBook,
) -> PastAccuracy | None:
    """From forecasts that were told; where none is settled yet, as they would have been."""
    number = meter.account.account_no
    with books.service(writing=False) as service:
        kept = forecasts.settled(service, account_no=number)
    with books.billing() as billing:
        known = bills.history(billing, account_no=number, months=_CHECKED_MONTHS + 2)
        facts = [bills.usage_of(billing, bill_id=bill.bill_id) for bill in known]
        terms = [_terms(billing, bill) for bill in known]
    if (told := past_of([item for item in kept if item.kind is kind])) is not None:
        return told
    months, pairs = [], []
    step = meter.origin - month.start
    # A forecast of the next month is made a month earlier: the bill before that is then the last.
    skipped = 1 if kind is ForecastKind.THIS_MONTH else 2
    for place, bill in enumerate(known[:_CHECKED_MONTHS]):
        on = terms[place]
        origin = bill.period.start + step
        if on is None or place + skipped >= len(known) or origin <= meter.first:
            continue
        last = _pair(known[place + skipped], facts[place + skipped])
        yuan = _hindsight(meter, models, bill.period, on, origin, last, tariffs)
        if yuan is not None:
            months.append(bill.period)
            pairs.append((yuan, bill.amount_yuan))
    return accuracy(months, pairs, kept=False)


def _terms(session: Session, bill: Bill) -> SupplyTerms | None:
    try:
        return contracts.terms_on(session, account_no=bill.account_no, day=bill.period.start)
    except NoContract:
        return None


def _pair(bill: Bill, facts: BillableUsage | None) -> tuple[Bill, BillableUsage] | None:
    return (bill, facts) if facts else None


def _hindsight(
    meter: MeterDays,
    models: ForecastModels,
    month: Period,
    terms: SupplyTerms,
    origin: date,
    last: tuple[Bill, BillableUsage] | None,
    tariffs: TariffBook,
) -> Decimal | None:
    """The amount foreseen for a past month by the readings before `origin`; None on thin data."""
    if not meter.first < origin < month.end:
        return None
    if (month.end - origin).days > cycle_energy.HORIZON:
        return None
    outlook = meter.ahead(models, origin=origin, until=month.end, errors=False)
    if not np.isfinite(outlook.kwh).all():
        return None
    before = meter.before(origin)
    between = Decimal(0)
    if last and last[0].period.end < month.start:
        running = Period(last[0].period.end, month.start)
        between = _between(before, outlook, running, origin)
    known = open_month(
        period=month, terms=terms, days=[day for day in before if day.day in month],
        last=last, tariffs=tariffs, kwh_between=between,
    )  # fmt: skip
    return foresee(known, outlook, origin, shapes(before), tariffs).yuan.central


def _between(
    before: Sequence[DayEnergy], outlook: CycleOutlook, running: Period, origin: date
) -> Decimal:
    read = sum(day.total_wh for day in before if day.day in running) / 1000
    coming = max((running.end - origin).days, 0)
    return rounded(read + float(outlook.total(0, coming)[0]))
