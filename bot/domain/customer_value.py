"""What an account brings in: only for the order in which people are called back, nothing else.

No service reads it to decide whether, when or how well somebody is served; a test holds that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.account import SupplyClass
from bot.domain.bill import Bill
from bot.domain.money import ZERO, to_fen
from bot.domain.profile_rules import ValueRules

A_YEAR_DAYS = 365
MOST_MONTHS = 12


@dataclass(frozen=True)
class CustomerValue:
    """An estimate with what it stands on."""

    yearly_yuan: Decimal
    """Revenue of a year, stretched from the bills there are."""
    lifetime_yuan: Decimal
    """Margin of the coming years, each times the chance of still being there, discounted."""
    months: int
    """Bills behind it, twelve at most."""


def value_of(
    bills: Sequence[Bill], supply_class: SupplyClass, rules: ValueRules
) -> CustomerValue | None:
    """The value of an account with these bills, the newest first; None without any."""
    newest = bills[:MOST_MONTHS]
    days = sum(bill.period.days for bill in newest)
    if not days:
        return None
    billed = sum((bill.amount_yuan for bill in newest), ZERO)
    yearly = max(billed, ZERO) * A_YEAR_DAYS / days
    stays, margin = rules.stays_a_year[supply_class], yearly * rules.margin_share
    lifetime = sum(
        (margin * (stays / (1 + rules.discount)) ** year for year in range(1, rules.years + 1)),
        Decimal(0),
    )
    return CustomerValue(to_fen(yearly), to_fen(lifetime), len(newest))
