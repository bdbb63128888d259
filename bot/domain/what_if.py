"""What past months would have cost on another contract: the same use, other prices.

Every month is priced by the rules in force today, so that the comparison says what to expect
from now on; prices that are published month by month stay those of the month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property

from bot.domain.account import BasicCharge, SupplyTerms
from bot.domain.band_usage import BandUsage, split_usage
from bot.domain.basic_charge import basic_items
from bot.domain.counterfactual import Scene
from bot.domain.money import ZERO
from bot.domain.period import Period
from bot.domain.tariff import Tariff, TariffBook
from bot.domain.usage import BillableUsage

A_YEAR = 12
"""Months."""
_STEP = Decimal("0.01")


@dataclass(frozen=True)
class PastMonth:
    """One billing month that is over; `usage` has an entry for each of its days."""

    usage: BillableUsage
    days_estimated: int = 0
    days_missing: int = 0
    """Days without a reading; they hold the month's mean day."""

    @property
    def period(self) -> Period:
        """The days of the month."""
        return self.usage.period

    @property
    def demand_kw(self) -> Decimal:
        """The demand that was billed, else the largest half-hour."""
        if self.usage.max_demand_kw is not None:
            return self.usage.max_demand_kw
        return Decimal(max(max(day.slot_wh) for day in self.usage.days)) * 2 / 1000


@dataclass(frozen=True)
class Option:
    """A contract that could be had: terms under the version of a tariff in force today."""

    terms: SupplyTerms
    tariff: Tariff
    choosable: bool = True
    """False: the rules decide, the customer cannot; the figures are for comparison."""

    @property
    def key(self) -> str:
        """Tells options of one account apart, e.g. `ci_two_part/demand/210`."""
        contract = self.terms.demand_contract_kw
        basic = self.terms.basic_charge.value
        return f"{self.terms.tariff_code}/{basic}/{contract if contract is not None else ''}"

    @cached_property
    def book(self) -> TariffBook:
        """Prices as if today's version had always held."""
        return TariffBook([replace(self.tariff, valid_from=date.min, valid_to=None)])

    def scene(self, month: PastMonth) -> Scene:
        """A past month on these terms.

        Raises:
            TariffMissing, TermsIncomplete: the terms cannot be priced.
        """
        usage = month.usage
        if self.terms.basic_charge is BasicCharge.DEMAND:
            usage = replace(usage, max_demand_kw=month.demand_kw)
        return Scene(
            terms=self.terms,
            parts=split_usage(terms=self.terms, usage=usage, tariffs=self.book),
            tier_kwh_before=usage.tier_kwh_before,
            reactive_kvarh=usage.reactive_kvarh,
            max_demand_kw=usage.max_demand_kw,
            correction=None,
        )


class Verdict(str, Enum):
    """What the figures say of an option."""

    WORTH = "worth"
    EVEN = "even"
    NOT_WORTH = "not_worth"


@dataclass(frozen=True)
class MonthWeighed:
    """One past month on the own contract and on the other."""

    period: Period
    kwh: Decimal
    own_yuan: Decimal
    other_yuan: Decimal

    @property
    def saving_yuan(self) -> Decimal:
        """What the other would have saved; negative: it would have cost more."""
        return self.own_yuan - self.other_yuan


@dataclass(frozen=True)
class Shift:
    """What the newest year would have saved, had part of the peak use moved to the valley."""

    percent: Decimal
    kwh: Decimal
    """Energy moved."""
    saving_yuan: Decimal
    """Against the own contract without moving anything."""


@dataclass(frozen=True)
class Weighed:
    """An option held against the own contract, month by month, oldest first."""

    option: Option
    months: tuple[MonthWeighed, ...]
    shifts: tuple[Shift, ...] = ()
    """Empty where the option has no time of use."""
    band_kwh: Mapping[str, Decimal] = field(default_factory=dict)
    """The newest year's energy by the hours of whichever of both has time of use."""

    @property
    def cheapest_percent(self) -> Decimal | None:
        """How much of the energy lies in the cheapest band; None without time of use."""
        total = sum(self.band_kwh.values(), Decimal(0))
        cheapest = [band for band in ("deep_valley", "valley") if band in self.band_kwh]
        if not cheapest or not total:
            return None
        kwh = sum((self.band_kwh[band] for band in cheapest), Decimal(0))
        return (kwh * 100 / total).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    @property
    def newest(self) -> tuple[MonthWeighed, ...]:
        """The newest twelve months, or all when there are fewer."""
        return self.months[-A_YEAR:]

    @property
    def own_yuan(self) -> Decimal:
        """Cost of the newest year on the own contract."""
        return sum((month.own_yuan for month in self.newest), ZERO)

    @property
    def other_yuan(self) -> Decimal:
        """Cost of the newest year on the option."""
        return sum((month.other_yuan for month in self.newest), ZERO)

    @property
    def saving_yuan(self) -> Decimal:
        """Saving of the newest year; negative: the option costs more."""
        return self.own_yuan - self.other_yuan

    @property
    def losing(self) -> tuple[MonthWeighed, ...]:
        """Months of the newest year in which the option would have cost more."""
        return tuple(month for month in self.newest if month.saving_yuan < 0)

    @property
    def yearly_range_yuan(self) -> tuple[Decimal, Decimal] | None:
        """Least and greatest saving of any twelve months in a row; None before the second year."""
        if len(self.months) <= A_YEAR:
            return None
        savings = [month.saving_yuan for month in self.months]
        sums = [sum(savings[i : i + A_YEAR], ZERO) for i in range(len(savings) - A_YEAR + 1)]
        return min(sums), max(sums)

    @property
    def monthly_range_yuan(self) -> tuple[Decimal, Decimal]:
        """Least and greatest saving of one month of the newest year."""
        savings = [month.saving_yuan for month in self.newest]
        return min(savings), max(savings)

    def verdict(self, *, worth_percent: Decimal, worth_yuan: Decimal = ZERO) -> Verdict:
        """Whether the saving is worth the way: so many percent, and so many yuan a year."""
        least = worth_yuan * len(self.newest) / A_YEAR
        threshold = max(self.own_yuan * worth_percent / 100, least)
        if self.saving_yuan >= threshold and self.saving_yuan > 0:
            return Verdict.WORTH
        return Verdict.EVEN if self.saving_yuan > -threshold else Verdict.NOT_WORTH


def weigh(
    own: Sequence[Scene],
    months: Sequence[PastMonth],
    option: Option,
    *,
    shift_percents: Sequence[Decimal] = (),
) -> Weighed:
    """Price every month on the option and hold it against the own scenes of the same months.

    Raises:
        TariffMissing, TermsIncomplete: the option cannot be priced.
    """
    other = [option.scene(month) for month in months]
    rows = tuple(
        MonthWeighed(month.period, mine.kwh, mine.amount_yuan, theirs.amount_yuan)
        for month, mine, theirs in zip(months, own, other, strict=True)
    )
    hours = other if option.tariff.tou is not None else own
    weighed = Weighed(option=option, months=rows, band_kwh=_band_kwh(hours[-A_YEAR:]))
    if option.tariff.tou is None:
        return weighed
    return replace(weighed, shifts=shifts(other, weighed.own_yuan, percents=shift_percents))


def _band_kwh(scenes: Sequence[Scene]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for part in (part for scene in scenes for part in scene.parts):
        for band, kwh in part.band_kwh.items():
            totals[band] = totals.get(band, Decimal(0)) + kwh
    return totals


def shifts(
    scenes: Sequence[Scene], own_yuan: Decimal, *, percents: Sequence[Decimal]
) -> tuple[Shift, ...]:
    """What moving use out of the peak saves in the newest year, against `own_yuan`."""
    newest = scenes[-A_YEAR:]
    found = (_shift(own_yuan, newest, percent) for percent in percents)
    return tuple(shift for shift in found if shift.kwh)


def _shift(own_yuan: Decimal, scenes: Sequence[Scene], percent: Decimal) -> Shift:
    moved, cost = Decimal(0), ZERO
    for scene in scenes:
        parts, kwh = shifted(scene.parts, share=percent / 100)
        cost += replace(scene, parts=parts).amount_yuan
        moved += kwh
    return Shift(percent=percent, kwh=moved, saving_yuan=own_yuan - cost)


def shifted(parts: Sequence[BandUsage], *, share: Decimal) -> tuple[tuple[BandUsage, ...], Decimal]:
    """Move a share of what is used in the dearer bands to the cheapest; also the kWh moved."""
    changed, total = [], Decimal(0)
    for part in parts:
        bands, moved = dict(part.band_kwh), Decimal(0)
        dear, cheapest = bands_by_price(part.tariff, bands)
        for band in dear:
            kwh = (bands[band] * share).quantize(_STEP, rounding=ROUND_HALF_UP)
            bands[band] -= kwh
            moved += kwh
        if cheapest:
            bands[cheapest] += moved
            total += moved
            part = replace(part, band_kwh=bands)
        changed.append(part)
    return tuple(changed), total


def bands_by_price(tariff: Tariff, known: dict[str, Decimal]) -> tuple[list[str], str]:
    """Bands dearer than the base price, and the cheapest; nothing without time of use."""
    if tariff.tou is None:
        return [], ""
    above = {band: tariff.tou.bands[band].difference_yuan(Decimal(1)) for band in known}
    cheapest = min(above, key=lambda band: above[band], default="")
    if not cheapest or above[cheapest] >= 0:
        return [], ""
    return [band for band in known if above[band] > 0], cheapest


def best_contract_kw(
    terms: SupplyTerms, tariff: Tariff, months: Sequence[PastMonth], *, least_share: Decimal
) -> Decimal | None:
    """The contract demand with the least basic charge over the months, in whole kW.

    `least_share` of the capacity is the least that may be agreed. None without a basic charge.
    """
    if tariff.basic is None or not months:
        return None
    least = (terms.capacity_kva or Decimal(0)) * least_share
    tolerance = tariff.basic.demand_tolerance
    demands = [month.demand_kw for month in months]
    tries = {max(kw, least) for demand in demands for kw in (demand, demand / tolerance)}
    rounded = sorted({kw.quantize(Decimal(1), rounding=ROUND_CEILING) for kw in tries})
    return min(rounded, key=lambda kw: _basic_yuan(terms, tariff, months, kw))


def _basic_yuan(
    terms: SupplyTerms, tariff: Tariff, months: Sequence[PastMonth], contract_kw: Decimal
) -> Decimal:
    by_demand = replace(terms, basic_charge=BasicCharge.DEMAND, demand_contract_kw=contract_kw)
    total = Decimal(0)
    for month in months:
        items = basic_items(
            terms=by_demand,
            tariff=tariff,
            max_demand_kw=month.demand_kw,
            bill_kwh=Decimal(sum(day.total_wh for day in month.usage.days)) / 1000,
            bill_months=Fraction(1),
        )
        total += sum((item.quantity * item.price_yuan_month for item in items), Decimal(0))
    return total
