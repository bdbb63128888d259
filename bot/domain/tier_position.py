"""Where in the tiers an account stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.account import SupplyTerms
from bot.domain.period import Period
from bot.domain.tariff import TariffBook
from bot.domain.tier import TierCycle, months_in


@dataclass(frozen=True)
class TierPosition:
    """The tier reached and what is left of it."""

    tier: int
    """1-based tier in which the last kWh used lies."""
    tiers: int
    used_kwh: Decimal
    left_kwh: Decimal | None
    """kWh until the next tier begins; None in the last tier."""
    limits_kwh: tuple[Decimal, ...]
    """Upper ends of all tiers but the last, allowances included."""
    price_yuan: Decimal
    next_price_yuan: Decimal | None
    cycle: Period
    """Month or year over which the kWh add up."""
    tariff_id: str
    verified: bool
    """Whether the tariff's figures may be quoted as fact."""


def tier_cycle(
    *, terms: SupplyTerms, tariffs: TariffBook, day: date, month: Period | None = None
) -> Period | None:
    """The period whose kWh count for the tiers on a day; None when the tariff has no tiers.

    `month` is the billing month where it is not the calendar month.

    Raises:
        TariffMissing: no tariff version on the day.
    """
    tiers = tariffs.on(terms.tariff_code, day).tiers
    if tiers is None:
        return None
    if tiers.cycle is TierCycle.YEAR:
        return tiers.year_of(day)
    return month or Period.month_of(day)


def tier_position(
    *,
    terms: SupplyTerms,
    tariffs: TariffBook,
    day: date,
    used_kwh: Decimal,
    month: Period | None = None,
) -> TierPosition | None:
    """Where `used_kwh`, counted since the cycle began, stands; None without tiers.

    The caller sums the energy from `tier_cycle(...).start` to `day`. A kWh exactly on a limit
    still belongs to the cheaper tier, with 0 left.

    Raises:
        TariffMissing: no tariff version on the day.
    """
    cycle = tier_cycle(terms=terms, tariffs=tariffs, day=day, month=month)
    tariff = tariffs.on(terms.tariff_code, day)
    if cycle is None or tariff.tiers is None:
        return None
    scheme = tariff.tiers
    extra = tariff.extra_kwh_per_month(terms.household_size)
    limits = scheme.limits_kwh(extra_kwh_per_month=extra, months=months_in(cycle))
    place = sum(used_kwh > limit for limit in limits)
    last = place == len(limits)
    return TierPosition(
        tier=place + 1,
        tiers=len(scheme.tiers),
        used_kwh=used_kwh,
        left_kwh=None if last else limits[place] - used_kwh,
        limits_kwh=tuple(limits),
        price_yuan=scheme.tiers[place].price_yuan,
        next_price_yuan=None if last else scheme.tiers[place + 1].price_yuan,
        cycle=cycle,
        tariff_id=tariff.tariff_id,
        verified=tariff.verified,
    )
