"""Why a bill is what it is: its change from another bill, with the evidence behind each cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

from bot.domain.account import Account, SupplyTerms
from bot.domain.bill import Bill
from bot.domain.bill_change import BillChange
from bot.domain.bill_split import explain_change
from bot.domain.counterfactual import Billed
from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.tariff import TariffBook
from bot.domain.unable import NoBill, NoContract, NoEarlierBill
from bot.domain.usage import BillableUsage, DayEnergy, kwh
from bot.services.billing import bills_provenance
from bot.services.cycle import quality
from bot.services.weather_effect import WeatherEffect, weather_effect
from bot.storage import bills, contracts
from bot.storage.books import Books, Session
from bot.storage.meters import MeterStore

_LOOK_BACK = timedelta(days=70)
"""An earlier bill that ended longer ago than this is not 'the last one'."""
_NIGHT_SLOTS = slice(4, 10)
"""02:00 to 05:00, when people sleep and only what is always on runs."""


class Against(str, Enum):
    """Which earlier bill a bill is compared with."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


@dataclass(frozen=True)
class TopDay:
    """One of the days that used most."""

    day: date
    kwh: Decimal
    mean_c: float | None


@dataclass(frozen=True)
class Explanation:
    """A bill's change and everything needed to say it in words."""

    change: BillChange
    against: Against
    weather: WeatherEffect | None
    """None when the readings do not say how this meter answers to weather."""
    mean_c_before: float | None
    mean_c_after: float | None
    """Mean temperature of the periods, degrees Celsius."""
    night_kwh_before: Decimal | None
    night_kwh_after: Decimal | None
    """Mean energy between 02:00 and 05:00 of one night; evidence for base use."""
    top_days: tuple[TopDay, ...]
    """The later period's three largest days."""
    provenance: Provenance


def explain(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    tariffs: TariffBook,
    now: datetime,
    period: Period | None = None,
    against: Against = Against.PREVIOUS,
) -> Explanation:
    """Split the change of a bill (the newest, or the one of `period`) into causes.

    Raises:
        NoBill: there is no such bill. Facts: period, latest.
        NoEarlierBill: nothing to compare it with. Facts: period, wanted.
        NoContract: nothing was contracted on a bill's first day. Facts: account_no, day.
    """
    with books.billing() as session:
        later = _later(session, account, period)
        earlier = _earlier(session, account, later, against)
        facts = [_facts(session, account, bill) for bill in (earlier, later)]
    days = [meters.days(meter_no=account.meter_no, period=bill.period) for bill in (earlier, later)]
    before, after = (
        Billed(bill, terms, _with_days(usage, bill, found))
        for bill, (terms, usage), found in zip((earlier, later), facts, days, strict=True)
    )
    effect, celsius = weather_effect(
        books, meters, account=account, before=earlier.period, after=later.period
    )
    change = explain_change(
        before=before,
        after=after,
        tariffs=tariffs,
        weather_kwh=effect.kwh if effect else None,
    )
    return Explanation(
        change=change,
        against=against,
        weather=effect,
        mean_c_before=_mean(celsius, earlier.period),
        mean_c_after=_mean(celsius, later.period),
        night_kwh_before=_night_kwh(days[0]),
        night_kwh_after=_night_kwh(days[1]),
        top_days=_top_days(days[1], celsius),
        provenance=_provenance(account, tariffs, now, change, days, effect),
    )


def _later(session: Session, account: Account, period: Period | None) -> Bill:
    newest = bills.history(session, account_no=account.account_no, months=1)
    if not newest:
        raise NoBill(period=period, latest=None)
    if period is None:
        return newest[0]
    found = bills.covering(session, account_no=account.account_no, period=period)
    if not found:
        raise NoBill(period=period, latest=newest[0].period)
    return _best(found, period)


def _earlier(session: Session, account: Account, later: Bill, against: Against) -> Bill:
    if against is Against.LAST_YEAR:
        wanted = later.period.shifted_months(-12)
    else:
        wanted = Period(later.period.start - _LOOK_BACK, later.period.start)
    found = bills.covering(session, account_no=account.account_no, period=wanted)
    found = [bill for bill in found if bill.period.end <= later.period.start]
    if not found:
        raise NoEarlierBill(period=later.period, wanted=wanted)
    return _best(found, wanted) if against is Against.LAST_YEAR else found[-1]


def _best(found: Sequence[Bill], period: Period) -> Bill:
    """The bill with the most days in the period, the newer on a tie."""

    def shared(bill: Bill) -> tuple[int, date]:
        overlap = bill.period.overlap(period)
        return (overlap.days if overlap else 0, bill.period.start)

    return max(found, key=shared)


def _facts(
    session: Session, account: Account, bill: Bill
) -> tuple[SupplyTerms, BillableUsage | None]:
    terms = contracts.terms_on(session, account_no=account.account_no, day=bill.period.start)
    if terms is None:
        raise NoContract(account_no=account.account_no, day=bill.period.start)
    return terms, bills.usage_of(session, bill_id=bill.bill_id)


def _days(
    meters: MeterStore, account: Account, before: Period, after: Period
) -> tuple[list[DayEnergy], list[DayEnergy]]:
    """Readings of both periods; in one look when the one follows the other."""
    if before.end != after.start:
        first = meters.days(meter_no=account.meter_no, period=before)
        return first, meters.days(meter_no=account.meter_no, period=after)
    both = meters.days(meter_no=account.meter_no, period=Period(before.start, after.end))
    return [day for day in both if day.day in before], [day for day in both if day.day in after]


def _with_days(usage: BillableUsage | None, bill: Bill, days: Sequence[DayEnergy]) -> BillableUsage:
    known = usage or BillableUsage(period=bill.period, days=())
    return BillableUsage(
        period=bill.period,
        days=tuple(days),
        tier_kwh_before=known.tier_kwh_before,
        reactive_kvarh=known.reactive_kvarh,
        max_demand_kw=known.max_demand_kw,
        correction_kwh=known.correction_kwh,
        correction_of=known.correction_of,
    )


def _mean(celsius: dict[date, float], period: Period) -> float | None:
    known = [celsius[day] for day in period.each_day() if day in celsius]
    return round(sum(known) / len(known), 1) if known else None


def _night_kwh(days: Sequence[DayEnergy]) -> Decimal | None:
    whole = [day for day in days if not day.missing_slots]
    if not whole:
        return None
    return kwh(sum(sum(day.slot_wh[_NIGHT_SLOTS]) for day in whole) // len(whole))


def _top_days(days: Sequence[DayEnergy], celsius: dict[date, float]) -> tuple[TopDay, ...]:
    largest = sorted(days, key=lambda day: (-day.total_wh, day.day))[:3]
    return tuple(TopDay(day.day, kwh(day.total_wh), celsius.get(day.day)) for day in largest)


def _provenance(
    account: Account,
    tariffs: TariffBook,
    now: datetime,
    change: BillChange,
    days: Sequence[Sequence[DayEnergy]],
    effect: WeatherEffect | None,
) -> Provenance:
    pair = [change.before, change.after]
    trail = bills_provenance(pair, tariffs, now)
    counts = [quality(list(found), bill.period) for found, bill in zip(days, pair, strict=True)]
    return Provenance(
        computed_at=now,
        bill_ids=trail.bill_ids,
        tariff_ids=trail.tariff_ids,
        verified=trail.verified,
        meter_no=account.meter_no,
        readings=Period(change.before.period.start, change.after.period.end),
        days_estimated=sum(estimated for estimated, _ in counts),
        days_missing=sum(missing for _, missing in counts),
        model=effect.model_name if effect else None,
    )
