"""Bills in which something changes half-way, computed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.account import BasicCharge, SupplyClass, SupplyTerms
from bot.domain.bill import LineKind
from bot.domain.period import Period
from bot.domain.pricing import BandUsage, price, price_bands
from bot.domain.tariff import TariffBook
from tests.domain.metered import factory, home, same_every_day, spread


def test_month_limits_are_shared_by_days_when_the_tariff_changes(tariffs: TariffBook) -> None:
    """16 old days (200/400 kWh), 15 new (230/420), 10 kWh a day.

    Old: 103.23 x 0.4983 + 56.77 x 0.5483; new: 111.29 x 0.4983 + 38.71 x 0.5483.
    """
    period = Period(date(2025, 12, 16), date(2026, 1, 16))

    bill = price(terms=home("res_month"), usage=same_every_day(period, {9: 10}), tariffs=tariffs)

    assert [str(line.amount_yuan) for line in bill.lines] == ["51.44", "31.13", "55.46", "21.22"]
    assert [line.tariff_id for line in bill.lines] == [
        *["res_month@2021-01-01"] * 2,
        *["res_month@2026-01-01"] * 2,
    ]
    assert bill.lines[2].period == Period(date(2026, 1, 1), date(2026, 1, 16))


def test_a_shop_pays_each_half_of_june_at_its_own_price(tariffs: TariffBook) -> None:
    """300 kWh at 0.4512 + 0.1833, then 300 at 0.4438 + 0.1781; surcharge 0.0291 throughout."""
    terms = SupplyTerms("ci_flat", SupplyClass.COMMERCIAL, "under_1kv")
    usage = same_every_day(Period.month(2026, 6), {10: 20})

    bill = price(terms=terms, usage=usage, tariffs=tariffs)

    assert [str(line.amount_yuan) for line in bill.lines] == [
        *("135.36", "54.99", "8.73"),
        *("133.14", "53.43", "8.73"),
    ]


def test_the_basic_charge_is_shared_by_days(tariffs: TariffBook) -> None:
    """400 kVA: half of 26 yuan before 16 June, half of 23.2 from then on."""
    usage = spread(Period.month(2026, 6), 30_000)

    bill = price(terms=factory(BasicCharge.CAPACITY), usage=usage, tariffs=tariffs)

    basic = [line for line in bill.lines if line.kind is LineKind.BASIC]
    assert [line.amount_yuan for line in basic] == [Decimal("5200.00"), Decimal("4640.00")]


def test_year_tiers_begin_again_inside_a_bill(tariffs: TariffBook) -> None:
    """16 December to 16 January, 10 kWh a day, 4,790 kWh used before.

    Limits 2,400/4,800 until New Year: 10 kWh in tier 2, 150 in tier 3; then tier 1 again.
    """
    period = Period(date(2025, 12, 16), date(2026, 1, 16))
    usage = replace(same_every_day(period, {9: 10}), tier_kwh_before=Decimal(4790))

    bill = price(terms=home("res_year"), usage=usage, tariffs=tariffs)

    assert [(line.tier, str(line.quantity)) for line in bill.lines] == [
        (2, "10.00"),
        (3, "150.00"),
        (1, "150.00"),
    ]


def test_what_was_used_before_does_not_count_on_the_reset_day(tariffs: TariffBook) -> None:
    """A bill that begins on 1 January begins in the first tier, whatever the caller counted."""
    usage = replace(spread(Period.month(2026, 1), 100), tier_kwh_before=Decimal(9000))

    bill = price(terms=home("res_year"), usage=usage, tariffs=tariffs)

    assert [line.tier for line in bill.lines] == [1]


def test_monthly_prices_cut_a_bill_at_the_turn_of_the_month(tariffs: TariffBook) -> None:
    """16 April to 16 May: each month's purchase price for its own days."""
    terms = SupplyTerms("ci_tou", SupplyClass.COMMERCIAL, "under_1kv")
    usage = spread(Period(date(2026, 4, 16), date(2026, 5, 16)), 3000)

    bill = price(terms=terms, usage=usage, tariffs=tariffs)

    purchase = [line for line in bill.lines if line.label == "代理购电电费"]
    assert [line.period.days for line in purchase] == [15, 15]
    assert purchase[1].unit_price_yuan == Decimal("0.4179")


def test_a_what_if_may_pair_any_energy_days_and_prices(tariffs: TariffBook) -> None:
    """April's kWh and days at the prices of last July: only the prices differ."""
    tariff = tariffs.on("ci_tou", date(2026, 4, 1))
    april = BandUsage(Period.month(2026, 4), tariff, {"peak": Decimal(100), "valley": Decimal(50)})
    terms = SupplyTerms("ci_tou", SupplyClass.COMMERCIAL, "under_1kv")

    really = price_bands(terms=terms, parts=[april])
    as_in_july = price_bands(terms=terms, parts=[replace(april, priced_on=date(2025, 7, 1))])

    assert as_in_july.energy_kwh == really.energy_kwh == 150
    assert as_in_july.lines[0].unit_price_yuan == Decimal("0.4484")
    assert as_in_july.lines[0].unit_price_yuan != really.lines[0].unit_price_yuan
