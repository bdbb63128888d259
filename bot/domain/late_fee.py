"""Late fee (违约金) on unpaid bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.account import SupplyClass
from bot.domain.money import ZERO, to_fen
from bot.domain.source import Source


@dataclass(frozen=True)
class LateFeeRule:
    """Daily rates in permille (‰) of what is owed."""

    resident_permille: Decimal
    this_year_permille: Decimal
    """Everyone else, on days in the year the bill fell due."""
    earlier_years_permille: Decimal
    """Everyone else, on days in later years."""
    minimum_yuan: Decimal
    source: Source


NATIONAL_RULE = LateFeeRule(
    resident_permille=Decimal(1),
    this_year_permille=Decimal(2),
    earlier_years_permille=Decimal(3),
    minimum_yuan=Decimal("1.00"),
    source=Source(title="供电营业规则（旧版）", doc_no="第九十八条"),
)


def late_fee_yuan(
    *,
    unpaid_yuan: Decimal,
    due_on: date,
    on: date,
    supply_class: SupplyClass,
    rule: LateFeeRule = NATIONAL_RULE,
) -> Decimal:
    """Late fee on one bill's arrears if they were paid on the day `on`.

    Counts from the day after `due_on` to the day of payment, both included, on a debt that
    stayed the same all that time; rounded once to the fen, then raised to the minimum.
    Nothing owed or not late: 0.00.
    """
    if unpaid_yuan <= 0 or on <= due_on:
        return ZERO
    days = (on - due_on).days
    if supply_class is SupplyClass.RESIDENTIAL:
        permille_days = rule.resident_permille * days
    else:
        year_end = date(due_on.year, 12, 31)
        first = (min(on, year_end) - due_on).days
        permille_days = rule.this_year_permille * first
        permille_days += rule.earlier_years_permille * (days - first)
    return max(to_fen(unpaid_yuan * permille_days / 1000), rule.minimum_yuan)
