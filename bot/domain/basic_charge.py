"""Basic charge (基本电费) of a two-part tariff: by capacity, or by demand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.domain.account import BasicCharge, SupplyTerms
from bot.domain.tariff import BasicPrices, Tariff
from bot.domain.unable import TermsIncomplete


@dataclass(frozen=True)
class BasicItem:
    """A quantity and its price for a whole month."""

    label: str
    quantity: Decimal
    unit: str
    price_yuan_month: Decimal


def basic_items(
    *,
    terms: SupplyTerms,
    tariff: Tariff,
    max_demand_kw: Decimal | None,
    bill_kwh: Decimal,
    bill_months: Fraction,
) -> list[BasicItem]:
    """What the contract owes as basic charge for a month; empty when the tariff has none.

    By demand: up to the tolerance (105 %) the contract demand is charged, above it the measured
    demand, and what exceeds the tolerance once more. Without a contract demand the measured
    demand is charged; without a measurement the contract demand.

    Raises:
        TermsIncomplete: no kVA, neither contract nor measured demand, or no price for the voltage.
    """
    prices = tariff.basic
    if prices is None or terms.basic_charge is BasicCharge.NONE:
        return []
    if terms.basic_charge is BasicCharge.CAPACITY:
        if terms.capacity_kva is None:
            raise TermsIncomplete(tariff_code=tariff.code, missing="capacity_kva")
        price = tariff.at_voltage(prices.per_kva_yuan, terms.voltage)
        return [BasicItem("基本电费(容量)", terms.capacity_kva, "kVA", price)]
    price = tariff.at_voltage(prices.per_kw_yuan, terms.voltage)
    price *= 1 - _discount_rate(prices, terms, bill_kwh, bill_months)
    billed, excess = _demand_kw(prices, terms, tariff, max_demand_kw)
    items = [BasicItem("基本电费(需量)", billed, "kW", price)]
    if excess:
        items.append(BasicItem("超需量加价", excess, "kW", price))
    return items


def _demand_kw(
    prices: BasicPrices, terms: SupplyTerms, tariff: Tariff, measured: Decimal | None
) -> tuple[Decimal, Decimal]:
    """Demand charged once, and the excess charged once more."""
    contract = terms.demand_contract_kw
    if contract is None:
        if measured is None:
            raise TermsIncomplete(tariff_code=tariff.code, missing="demand_contract_kw")
        return measured, Decimal(0)
    allowed = contract * prices.demand_tolerance
    if measured is None or measured <= allowed:
        return contract, Decimal(0)
    return measured, measured - allowed


def _discount_rate(
    prices: BasicPrices, terms: SupplyTerms, bill_kwh: Decimal, bill_months: Fraction
) -> Decimal:
    """Discount on the demand price, earned by enough energy per kVA and month."""
    discount, capacity = prices.load_discount, terms.capacity_kva
    if discount is None or capacity is None:
        return Decimal(0)
    needed = discount.min_kwh_per_kva * capacity * bill_months.numerator
    earned = bill_kwh * bill_months.denominator >= needed
    return discount.rate if earned else Decimal(0)
