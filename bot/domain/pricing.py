"""From energy to a bill: every line is quantity times unit price, rounded once to the fen.

The rules, part by part (a part is a run of days with one set of prices, see `split_usage`):

* Month tiers: the limits are stretched to the bill's length in months (`months_in`) and shared
  among its parts by days; each part fills its own tiers. Year tiers: kWh carry over from part
  to part and begin at zero on the reset day; limits are those of the version in force.
* Time of use is a difference to the base price by band; tiers run on the kWh of all bands.
  Unit prices are rounded half-up to six decimals.
* Basic charge: monthly price times the part's share of a month (days).
* Power factor: one cos φ for the bill, applied to each part's lines of the configured kinds;
  without a reactive reading or without energy there is no adjustment.
* Free energy of low-income households: a credit at the first-tier (or base energy) price.
* Correction (退补电量): one line at the first-tier price plus surcharges, before time of use, of
  the first day of the corrected period; it neither fills tiers nor bears power factor.
* Lines with a quantity of zero are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.domain.account import SupplyTerms
from bot.domain.band_usage import BandUsage, split_usage
from bot.domain.bill import BillLine, LineKind, PricedBill
from bot.domain.money import to_fen
from bot.domain.part_lines import PartLines
from bot.domain.period import Period
from bot.domain.power_factor import cos_phi
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.tier import TierCycle, months_in
from bot.domain.tier_position import TierPosition, tier_position
from bot.domain.usage import BillableUsage

__all__ = [
    "BandUsage",
    "Correction",
    "TierPosition",
    "price",
    "price_bands",
    "split_usage",
    "tier_position",
]

ALL_ENERGY = frozenset({LineKind.ENERGY, LineKind.SURCHARGE})


@dataclass(frozen=True)
class Correction:
    """Energy billed too little (positive) or too much (negative) in an earlier period."""

    kwh: Decimal
    period: Period
    tariff: Tariff
    """Version in force on the first day of `period`."""


def price(*, terms: SupplyTerms, usage: BillableUsage, tariffs: TariffBook) -> PricedBill:
    """The bill for what was metered. About 1 ms for a month of half-hours.

    `energy_kwh` of the result is the metered energy, the correction not included.

    Raises:
        TariffMissing: some day (or month) has no published price.
        TermsIncomplete: the contract lacks what the tariff prices by (voltage, kVA, demand).
        ValueError: the days of `usage` are not those of its period.
    """
    correction = None
    if usage.correction_kwh:
        period = usage.correction_of or usage.period
        version = tariffs.on(terms.tariff_code, period.start)
        correction = Correction(kwh=usage.correction_kwh, period=period, tariff=version)
    return price_bands(
        terms=terms,
        parts=split_usage(terms=terms, usage=usage, tariffs=tariffs),
        tier_kwh_before=usage.tier_kwh_before,
        reactive_kvarh=usage.reactive_kvarh,
        max_demand_kw=usage.max_demand_kw,
        correction=correction,
    )


def price_bands(
    *,
    terms: SupplyTerms,
    parts: Sequence[BandUsage],
    tier_kwh_before: Decimal = Decimal(0),
    reactive_kvarh: Decimal | None = None,
    max_demand_kw: Decimal | None = None,
    correction: Correction | None = None,
) -> PricedBill:
    """The bill for kWh already added up by band; `price` is this after `split_usage`.

    For what-if questions every cause can be changed alone: kWh and band mix in `band_kwh`, days
    in `period`, prices in `tariff` and `priced_on` (neither need match the period's dates).
    Parts follow each other in time without gaps.

    Raises:
        TariffMissing, TermsIncomplete: as `price`.
        ValueError: no parts.
    """
    if not parts:
        raise ValueError("a bill has at least one part")
    bill = Period(parts[0].period.start, parts[-1].period.end)
    months = months_in(bill)
    total_kwh = sum((part.total_kwh for part in parts), Decimal(0))
    cos = None
    if terms.power_factor_standard is not None and reactive_kvarh is not None and total_kwh > 0:
        cos = cos_phi(active_kwh=total_kwh, reactive_kvarh=reactive_kvarh)
    lines: list[BillLine] = []
    used = tier_kwh_before
    for part in parts:
        share = months * Fraction(part.period.days, bill.days)
        if _begins_tier_year(part):
            used = Decimal(0)
        draft = PartLines(terms=terms, part=part, months=share)
        draft.energy(used_before=used if _counts_by_year(part) else Decimal(0))
        draft.time_of_use()
        draft.surcharges()
        draft.basic(max_demand_kw=max_demand_kw, bill_kwh=total_kwh, bill_months=months)
        draft.power_factor(cos)
        draft.free_energy()
        lines += draft.lines
        used += part.total_kwh
    if correction is not None:
        lines.append(_correction_line(terms, correction))
    return PricedBill(period=bill, lines=tuple(lines), energy_kwh=total_kwh)


def _counts_by_year(part: BandUsage) -> bool:
    tiers = part.tariff.tiers
    return tiers is not None and tiers.cycle is TierCycle.YEAR


def _begins_tier_year(part: BandUsage) -> bool:
    tiers, start = part.tariff.tiers, part.period.start
    return tiers is not None and _counts_by_year(part) and tiers.year_of(start).start == start


def _correction_line(terms: SupplyTerms, correction: Correction) -> BillLine:
    tariff = correction.tariff
    unit_price = tariff.base_price_yuan(
        voltage=terms.voltage, day=correction.period.start, kinds=ALL_ENERGY
    )
    return BillLine(
        kind=LineKind.CORRECTION,
        label="退补电量电费",
        quantity=correction.kwh,
        unit="kWh",
        unit_price_yuan=unit_price,
        amount_yuan=to_fen(correction.kwh * unit_price),
        period=correction.period,
        tariff_id=tariff.tariff_id,
    )
