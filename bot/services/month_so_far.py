"""What this month comes to so far: an interim figure, never a bill and never a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.account import Account, BasicCharge
from bot.domain.bill import PricedBill
from bot.domain.period import Period
from bot.domain.pricing import price
from bot.domain.provenance import Provenance
from bot.domain.tariff import TariffBook
from bot.domain.tier import TierCycle
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import BillableUsage
from bot.services.cycle import OpenCycle, filled, open_cycle, quality
from bot.storage.books import Books
from bot.storage.meters import MeterStore


@dataclass(frozen=True)
class MonthSoFar:
    """The bill this month would bring if no more were used."""

    cycle: Period
    """The whole billing month."""
    read_to: date
    """Last day with readings; what was used later is not in the figure."""
    days_read: int
    kwh: Decimal
    amount_yuan: Decimal
    priced: PricedBill
    provenance: Provenance


def month_so_far(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    tariffs: TariffBook,
    now: datetime,
) -> MonthSoFar:
    """Price the readings of the open billing month, with the tier limits of a whole month.

    Raises:
        NotEnoughReadings: no reading yet this month. Facts: period, days_present, days_needed.
        NoContract, TariffMissing, TermsIncomplete: nothing to price by.
    """
    cycle = open_cycle(books, meters, account=account, now=now)
    if cycle.read_to is None or cycle.readings is None:
        raise NotEnoughReadings(period=cycle.period, days_present=0, days_needed=1)
    priced = price(terms=cycle.terms, usage=_usage(cycle, tariffs), tariffs=tariffs)
    estimated, missing = quality(cycle.days, cycle.readings)
    versions = dict.fromkeys(line.tariff_id for line in priced.lines)
    return MonthSoFar(
        cycle=cycle.period,
        read_to=cycle.read_to,
        days_read=len(cycle.days),
        kwh=priced.energy_kwh,
        amount_yuan=priced.amount_yuan,
        priced=priced,
        provenance=Provenance(
            computed_at=now,
            tariff_ids=tuple(versions),
            verified=all((found := tariffs.by_id(v)) and found.verified for v in versions),
            meter_no=account.meter_no,
            readings=cycle.readings,
            days_estimated=estimated,
            days_missing=missing,
        ),
    )


def _usage(cycle: OpenCycle, tariffs: TariffBook) -> BillableUsage:
    """The month as if nothing were used after the last reading; cos φ is left for the bill."""
    before, last, facts = Decimal(0), cycle.last_bill, cycle.last_usage
    tiers = tariffs.on(cycle.terms.tariff_code, cycle.period.start).tiers
    if tiers and tiers.cycle is TierCycle.YEAR and last and facts:
        this_year = last.period.start in tiers.year_of(cycle.period.start)
        before = facts.tier_kwh_before + last.energy_kwh if this_year else before
    demand = None
    if cycle.terms.basic_charge is BasicCharge.DEMAND:
        demand = Decimal(max(max(day.slot_wh) for day in cycle.days)) * 2 / 1000
    return BillableUsage(
        period=cycle.period,
        days=filled(cycle.days, cycle.period),
        tier_kwh_before=before,
        max_demand_kw=demand,
    )
