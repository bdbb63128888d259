"""Late fee: resident 1 permille a day; others 2, and 3 once the year has turned."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.account import SupplyClass
from bot.domain.late_fee import NATIONAL_RULE, late_fee_yuan
from bot.domain.tariff import TariffBook

HOME, SHOP = SupplyClass.RESIDENTIAL, SupplyClass.COMMERCIAL


@pytest.mark.parametrize(
    ("supply_class", "due", "paid", "owed", "fee"),
    [
        (HOME, (2026, 4, 20), (2026, 4, 20), "286.14", "0.00"),
        (HOME, (2026, 4, 20), (2026, 4, 21), "286.14", "1.00"),
        (HOME, (2026, 4, 20), (2026, 4, 30), "286.14", "2.86"),
        (HOME, (2025, 12, 20), (2026, 1, 19), "1000.00", "30.00"),
        (SHOP, (2026, 4, 20), (2026, 4, 30), "1000.00", "20.00"),
        (SHOP, (2025, 12, 20), (2026, 1, 10), "1000.00", "52.00"),
        (SHOP, (2025, 12, 31), (2026, 1, 10), "1000.00", "30.00"),
        (HOME, (2026, 4, 20), (2026, 6, 1), "0.00", "0.00"),
        (HOME, (2026, 4, 20), (2026, 6, 1), "-5.00", "0.00"),
    ],
)
def test_known_cases(
    supply_class: SupplyClass,
    due: tuple[int, int, int],
    paid: tuple[int, int, int],
    owed: str,
    fee: str,
) -> None:
    """Days after the due date up to the day of payment; at least 1 yuan once late.

    1,000 yuan of a shop, due 20 December, paid 10 January: 11 days at 2 and 10 at 3 permille.
    """
    assert late_fee_yuan(
        unpaid_yuan=Decimal(owed), due_on=date(*due), on=date(*paid), supply_class=supply_class
    ) == Decimal(fee)


@given(
    cents=st.integers(1, 10_000_000),
    due=st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 900),
    supply_class=st.sampled_from(SupplyClass),
)
@settings(deadline=None, derandomize=True)
def test_it_equals_a_walk_day_by_day(
    cents: int, due: date, days: int, supply_class: SupplyClass
) -> None:
    """The oracle adds each day's rate by itself."""
    total = Fraction(0)
    for number in range(1, days + 1):
        same_year = (due + timedelta(days=number)).year == due.year
        rate = 1 if supply_class is HOME else 2 if same_year else 3
        total += Fraction(cents * rate, 100_000)
    expected = max(Fraction(int(total * 100 + Fraction(1, 2)), 100), Fraction(1)) if days else 0

    fee = late_fee_yuan(
        unpaid_yuan=Decimal(cents) / 100,
        due_on=due,
        on=due + timedelta(days=days),
        supply_class=supply_class,
    )

    assert Fraction(fee) == expected


def test_the_published_rule_is_the_default_one(tariffs: TariffBook) -> None:
    """knowledge/tariffs/late_fee.yml and the built-in rule say the same."""
    assert tariffs.late_fee == NATIONAL_RULE
