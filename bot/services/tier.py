"""Tiers (阶梯): where an account stands in the cycle that runs now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.tariff import TariffBook
from bot.domain.tier import TierCycle
from bot.domain.tier_position import TierPosition, tier_position
from bot.domain.unable import NoTiers
from bot.services.billing import local_day
from bot.services.cycle import OpenCycle, open_cycle, quality
from bot.storage.books import Books
from bot.storage.meters import MeterStore


@dataclass(frozen=True)
class TierAnswer:
    """The tier reached so far; later readings can still raise it."""

    position: TierPosition
    by_year: bool
    """Whether the kWh add up over a year rather than a billing month."""
    billed_kwh: Decimal
    """The part of the cycle's energy that is on bills."""
    since_bill_kwh: Decimal
    """The part read since then."""
    provenance: Provenance


def tier(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    tariffs: TariffBook,
    now: datetime,
) -> TierAnswer:
    """Tier reached and kWh left, with the readings so far.

    Raises:
        NoTiers: the tariff has none. Facts: tariff_code.
        NoContract, TariffMissing: nothing is known to price by today.
    """
    cycle = open_cycle(books, meters, account=account, now=now)
    today = local_day(now)
    version = tariffs.on(cycle.terms.tariff_code, today)
    if version.tiers is None:
        raise NoTiers(tariff_code=cycle.terms.tariff_code)
    by_year = version.tiers.cycle is TierCycle.YEAR
    billed, fresh, readings = Decimal(0), cycle.kwh, cycle.readings
    if by_year:
        billed, fresh, readings = _in_year(cycle, meters, account, version.tiers.year_of(today))
    position = tier_position(
        terms=cycle.terms,
        tariffs=tariffs,
        day=today,
        used_kwh=(billed + fresh).quantize(Decimal("0.01")),
        month=cycle.period,
    )
    if position is None:
        raise NoTiers(tariff_code=cycle.terms.tariff_code)
    estimated, missing = quality(cycle.days, readings) if readings else (0, 0)
    return TierAnswer(
        position=position,
        by_year=by_year,
        billed_kwh=billed,
        since_bill_kwh=fresh.quantize(Decimal("0.01")),
        provenance=Provenance(
            computed_at=now,
            bill_ids=(cycle.last_bill.bill_id,) if cycle.last_bill and billed else (),
            tariff_ids=(position.tariff_id,),
            verified=position.verified,
            meter_no=account.meter_no,
            readings=readings,
            days_estimated=estimated,
            days_missing=missing,
        ),
    )


def _in_year(
    cycle: OpenCycle, meters: MeterStore, account: Account, year: Period
) -> tuple[Decimal, Decimal, Period | None]:
    """Energy of the tier year on bills, energy read since, and the span of those readings."""
    last, facts = cycle.last_bill, cycle.last_usage
    if last and facts and last.period.start in year:
        billed = facts.tier_kwh_before + last.energy_kwh
        return billed, cycle.kwh, cycle.readings
    if last and last.period.last_day in year:
        # The last bill spans the reset day: only its days since then count.
        span = Period(year.start, cycle.period.end)
        found = meters.days(meter_no=account.meter_no, period=span)
        return Decimal(0), Decimal(sum(day.total_wh for day in found)) / 1000, span
    return Decimal(0), cycle.kwh, cycle.readings
