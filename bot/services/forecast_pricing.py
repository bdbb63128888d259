"""From kWh foreseen to yuan: read days and coming days through the tariff engine.

With the hours of the day given, a bill only grows with its energy. So the amount below which it
stays with some chance is the price of the energy below which it stays with that chance, and three
prices (low, central, high) say what hundreds of sampled courses would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.analytics.day_kind import is_day_off
from bot.domain.account import BasicCharge, SupplyTerms
from bot.domain.bill import Bill, PricedBill
from bot.domain.period import Period
from bot.domain.pricing import price
from bot.domain.tariff import TariffBook
from bot.domain.tier import TierCycle
from bot.domain.usage import SLOTS_PER_DAY, BillableUsage, DayEnergy

Shape = tuple[float, ...]
"""Shares of a day's energy by half-hour; they sum to 1."""
Shapes = Mapping[bool, Shape]
"""Days off and workdays."""
_EVEN: Shape = (1.0 / SLOTS_PER_DAY,) * SLOTS_PER_DAY
SHAPE_DAYS = 28


@dataclass(frozen=True)
class OpenMonth:
    """A billing month and what is known of it before it is over."""

    period: Period
    terms: SupplyTerms
    days: tuple[DayEnergy, ...]
    """Read days of the month."""
    tier_kwh_before: Decimal
    kvarh_per_kwh: Decimal | None
    """As on the last bill; None where no power factor is known."""
    max_demand_kw: Decimal | None
    """The last bill's or, where higher, what is read of this month."""

    @property
    def read_kwh(self) -> Decimal:
        """Energy read of the month."""
        return Decimal(sum(day.total_wh for day in self.days)) / 1000


def open_month(
    *,
    period: Period,
    terms: SupplyTerms,
    days: Sequence[DayEnergy],
    last: tuple[Bill, BillableUsage] | None,
    tariffs: TariffBook,
    kwh_between: Decimal = Decimal(0),
) -> OpenMonth:
    """What the last bill says about the month.

    `kwh_between`: energy of the tier year between that bill and the month.
    """
    before, ratio, demand = Decimal(0), None, None
    tiers = tariffs.on(terms.tariff_code, period.start).tiers
    if tiers and tiers.cycle is TierCycle.YEAR and last:
        bill, facts = last
        year = tiers.year_of(period.start)
        if bill.period.start in year:
            before = facts.tier_kwh_before + bill.energy_kwh
        if kwh_between and bill.period.end in year:
            before += kwh_between
    if last and last[1].reactive_kvarh is not None and last[0].energy_kwh > 0:
        ratio = last[1].reactive_kvarh / last[0].energy_kwh
    by_demand = terms.basic_charge is BasicCharge.DEMAND
    if by_demand or (last and last[1].max_demand_kw is not None):
        seen = Decimal(max((max(day.slot_wh) for day in days), default=0)) * 2 / 1000
        demand = max(seen, (last and last[1].max_demand_kw) or Decimal(0))
    return OpenMonth(period, terms, tuple(days), before, ratio, demand)


def shapes(days: Sequence[DayEnergy]) -> Shapes:
    """How the newest whole days spread over the hours, days off and workdays apart."""
    whole = [day for day in days if not day.missing_slots and day.total_wh][-SHAPE_DAYS:]
    every = _shape(whole)
    found = {}
    for kind in (False, True):
        like = [day for day in whole if is_day_off(day.day) is kind]
        found[kind] = _shape(like) if len(like) >= 3 else every
    return found


def priced(
    month: OpenMonth, *, ahead: Sequence[tuple[date, float]], shapes: Shapes, tariffs: TariffBook
) -> PricedBill:
    """The bill if the coming days use the kWh given; days in neither list use nothing.

    Raises:
        TariffMissing, TermsIncomplete: nothing to price by.
    """
    known = {day.day: day for day in month.days}
    known |= {day: _spread(day, kwh, shapes) for day, kwh in ahead}
    days = tuple(
        known.get(day) or DayEnergy(day, (0,) * SLOTS_PER_DAY, missing_slots=SLOTS_PER_DAY)
        for day in month.period.each_day()
    )
    kwh = Decimal(sum(day.total_wh for day in days)) / 1000
    usage = BillableUsage(
        period=month.period,
        days=days,
        tier_kwh_before=month.tier_kwh_before,
        reactive_kvarh=None if month.kvarh_per_kwh is None else month.kvarh_per_kwh * kwh,
        max_demand_kw=month.max_demand_kw,
    )
    return price(terms=month.terms, usage=usage, tariffs=tariffs)


def _shape(days: Sequence[DayEnergy]) -> Shape:
    sums = [sum(slot) for slot in zip(*(day.slot_wh for day in days), strict=True)]
    whole = sum(sums)
    return tuple(value / whole for value in sums) if whole else _EVEN


def _spread(day: date, kwh: float, shapes: Shapes) -> DayEnergy:
    """A day's energy over its half-hours; they sum to the energy, to the Wh."""
    whole, heap, told, slots = round(kwh * 1000), 0.0, 0, []
    for share in shapes[is_day_off(day)]:
        heap += share * whole
        slots.append(max(round(heap) - told, 0))
        told += slots[-1]
    return DayEnergy(day, tuple(slots))
