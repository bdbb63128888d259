"""Usage with known totals for hand-computed bills."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from bot.domain.account import BasicCharge, SupplyClass, SupplyTerms
from bot.domain.period import Period
from bot.domain.usage import BillableUsage, DayEnergy


def spread(period: Period, kwh: int) -> BillableUsage:
    """`kwh` spread over all half-hours, exact in total."""
    total, slots = kwh * 1000, period.days * 48
    cut = [total * slot // slots for slot in range(slots + 1)]
    energies = [after - before for before, after in pairwise(cut)]
    return BillableUsage(
        period=period,
        days=tuple(
            DayEnergy(day, tuple(energies[number * 48 : number * 48 + 48]))
            for number, day in enumerate(period.each_day())
        ),
    )


def same_every_day(period: Period, hour_kwh: dict[int, int]) -> BillableUsage:
    """The same kWh in the given hours of each day, nothing in the others."""
    slots = tuple(hour_kwh.get(slot // 2, 0) * 500 for slot in range(48))
    return BillableUsage(
        period=period, days=tuple(DayEnergy(day, slots) for day in period.each_day())
    )


def home(code: str, *, people: int = 0, low_income: bool = False) -> SupplyTerms:
    """A household."""
    return SupplyTerms(
        tariff_code=code,
        supply_class=SupplyClass.RESIDENTIAL,
        voltage="under_1kv",
        household_size=people,
        low_income=low_income,
    )


def factory(
    charge: BasicCharge, *, standard: str | None = None, contract_kw: str | None = "250"
) -> SupplyTerms:
    """A factory of 400 kVA at 10 kV on the two-part tariff."""
    return SupplyTerms(
        tariff_code="ci_two_part",
        supply_class=SupplyClass.INDUSTRIAL,
        voltage="1_10kv",
        basic_charge=charge,
        capacity_kva=Decimal(400),
        demand_contract_kw=None if contract_kw is None else Decimal(contract_kw),
        power_factor_standard=None if standard is None else Decimal(standard),
    )
