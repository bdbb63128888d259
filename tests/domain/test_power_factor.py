"""The adjustment table and cos φ."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.domain.power_factor import PowerFactorTable, cos_phi
from bot.domain.tariff import TariffBook


@pytest.fixture
def tables(tariffs: TariffBook) -> dict[str, PowerFactorTable]:
    rule = tariffs.on("ci_two_part", date(2026, 7, 1)).power_factor
    assert rule is not None
    return {str(standard): table for standard, table in rule.tables.items()}


@pytest.mark.parametrize(
    ("standard", "cos", "percent"),
    [
        *(("0.90", "1.00", "-0.75"), ("0.90", "0.95", "-0.75"), ("0.90", "0.93", "-0.45")),
        *(("0.90", "0.90", "0"), ("0.90", "0.89", "0.5"), ("0.90", "0.70", "10")),
        *(("0.90", "0.65", "15"), ("0.90", "0.64", "17"), ("0.90", "0.50", "45")),
        *(("0.85", "1.00", "-1.10"), ("0.85", "0.90", "-0.50"), ("0.85", "0.85", "0")),
        *(("0.85", "0.65", "10"), ("0.85", "0.60", "15"), ("0.85", "0.59", "17")),
        *(("0.80", "1.00", "-1.30"), ("0.80", "0.90", "-1.00"), ("0.80", "0.80", "0")),
        *(("0.80", "0.60", "10"), ("0.80", "0.55", "15"), ("0.80", "0.54", "17")),
    ],
)
def test_rows_of_the_table(
    tables: dict[str, PowerFactorTable], standard: str, cos: str, percent: str
) -> None:
    """Half a percent per 0.01 below the standard, then one, then two; small rewards above."""
    assert tables[standard].percent(Decimal(cos)) == Decimal(percent)


def test_a_better_power_factor_never_costs_more(tables: dict[str, PowerFactorTable]) -> None:
    """For every standard and every cos φ from 0 to 1."""
    for table in tables.values():
        percents = [table.percent(Decimal(cos) / 100) for cos in range(101)]
        assert all(worse >= better for worse, better in pairwise(percents))


@pytest.mark.parametrize(
    ("kwh", "kvarh", "cos"),
    [
        ("40000", "30000", "0.80"),
        ("100", "0", "1.00"),
        ("100", "48.43", "0.90"),
        ("0", "5", "0.00"),
        ("3", "4", "0.60"),
    ],
)
def test_cos_phi_has_two_decimals(kwh: str, kvarh: str, cos: str) -> None:
    """kWh over the root of kWh² + kvarh²."""
    assert cos_phi(active_kwh=Decimal(kwh), reactive_kvarh=Decimal(kvarh)) == Decimal(cos)


def test_cos_phi_of_nothing_is_refused() -> None:
    """Without energy there is no power factor."""
    with pytest.raises(ValueError, match="needs energy"):
        cos_phi(active_kwh=Decimal(0), reactive_kvarh=Decimal(0))
