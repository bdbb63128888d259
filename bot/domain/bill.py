"""The bill: lines that sum to the amount due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from bot.domain.money import ZERO
from bot.domain.period import Period


class LineKind(str, Enum):
    """What a bill line charges for."""

    ENERGY = "energy"
    """Energy at its (tier) price."""
    TOU = "tou"
    """Difference of a time-of-use band to the base price."""
    SURCHARGE = "surcharge"
    BASIC = "basic"
    """Basic charge by capacity or demand (基本电费)."""
    POWER_FACTOR = "power_factor"
    """Power-factor adjustment (力调电费)."""
    ALLOWANCE = "allowance"
    """Free energy of low-income households, negative."""
    CORRECTION = "correction"
    """Energy billed too little or too much on estimated reads (退补电量)."""
    LATE_FEE = "late_fee"
    """Late-payment charge (违约金)."""
    OTHER_FEE = "other_fee"


@dataclass(frozen=True)
class BillLine:
    """One line: quantity times unit price, rounded once to the fen."""

    kind: LineKind
    label: str
    """As printed for the customer, e.g. 第二档电量."""
    quantity: Decimal
    unit: str
    """`kWh`, `kVA`, `kW`, `%` or `yuan`."""
    unit_price_yuan: Decimal
    amount_yuan: Decimal
    period: Period
    tariff_id: str
    """Dated tariff version the price comes from; empty for fees that have none."""
    tier: int | None = None
    """1-based tier (档) where tiers apply."""
    band: str | None = None
    """Time-of-use band: `super_peak`, `peak`, `flat`, `valley`, `deep_valley`."""


@dataclass(frozen=True)
class PricedBill:
    """What the tariff engine makes of one period of usage."""

    period: Period
    lines: tuple[BillLine, ...]
    energy_kwh: Decimal

    @property
    def amount_yuan(self) -> Decimal:
        """Sum of the lines, exact."""
        return sum((line.amount_yuan for line in self.lines), ZERO)


@dataclass(frozen=True)
class Bill:
    """An issued bill of an account."""

    bill_id: str
    account_no: str
    period: Period
    energy_kwh: Decimal
    amount_yuan: Decimal
    """Equals the sum of the lines; a database constraint of meaning, tested by property."""
    paid_yuan: Decimal
    issued_on: date
    due_on: date
    """Last day on which payment is not late."""
    estimated: bool
    """Whether any day of the period stood on estimated reads."""
    lines: tuple[BillLine, ...]

    @property
    def unpaid_yuan(self) -> Decimal:
        """What is still owed on this bill, late fee not included."""
        return self.amount_yuan - self.paid_yuan
