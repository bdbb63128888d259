"""Golden bills, computed by hand from the published files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.account import BasicCharge, SupplyClass, SupplyTerms
from bot.domain.bill import LineKind, PricedBill
from bot.domain.period import Period
from bot.domain.pricing import price
from bot.domain.tariff import TariffBook
from bot.domain.unable import TariffMissing, TermsIncomplete
from tests.domain.metered import factory, home, same_every_day, spread

APRIL = Period.month(2026, 4)


def amounts(bill: PricedBill) -> list[tuple[str, str, str]]:
    return [(line.label, str(line.quantity), str(line.amount_yuan)) for line in bill.lines]


@pytest.mark.parametrize(
    ("kwh", "yuan"),
    [
        (150, "74.75"),
        (230, "114.61"),
        (300, "152.99"),
        (420, "218.79"),
        (500, "282.65"),
        (800, "522.14"),
    ],
)
def test_fujian_tiers_give_the_known_bills(tariffs: TariffBook, kwh: int, yuan: str) -> None:
    """0.4983 up to 230 kWh, 0.5483 up to 420, 0.7983 above."""
    bill = price(terms=home("res_month"), usage=spread(APRIL, kwh), tariffs=tariffs)

    assert bill.amount_yuan == Decimal(yuan)
    assert bill.energy_kwh == kwh


def test_tiers_run_on_all_energy_while_bands_add_their_difference(tariffs: TariffBook) -> None:
    """300 kWh, 210 by day and 90 by night: 152.99 + 210 x 0.03 - 90 x 0.20."""
    usage = same_every_day(APRIL, {12: 7, 2: 3})

    bill = price(terms=home("res_month_tou"), usage=usage, tariffs=tariffs)

    assert amounts(bill) == [
        ("第一档电量电费", "230.00", "114.61"),
        ("第二档电量电费", "70.00", "38.38"),
        ("峰段加价", "210.00", "6.30"),
        ("谷段优惠", "90.00", "-18.00"),
    ]
    assert bill.amount_yuan == Decimal("141.29")


def test_a_household_of_five_has_higher_limits(tariffs: TariffBook) -> None:
    """First tier up to 330 kWh, so 300 kWh cost 300 x 0.4983."""
    usage = spread(APRIL, 300)

    five = price(terms=home("res_month", people=5), usage=usage, tariffs=tariffs)
    four = price(terms=home("res_month", people=4), usage=usage, tariffs=tariffs)

    assert five.amount_yuan == Decimal("149.49")
    assert four.amount_yuan == Decimal("152.99")


def test_a_low_income_household_gets_fifteen_kwh_free(tariffs: TariffBook) -> None:
    """A credit of 15 x 0.4983 = 7.47; never more kWh than were used."""
    terms = home("res_month", low_income=True)

    bill = price(terms=terms, usage=spread(APRIL, 150), tariffs=tariffs)
    little = price(terms=terms, usage=spread(APRIL, 10), tariffs=tariffs)

    assert amounts(bill)[-1] == ("低保免费电量", "-15.00", "-7.47")
    assert bill.amount_yuan == Decimal("67.28")
    assert little.amount_yuan == 0


def test_nothing_used_costs_nothing(tariffs: TariffBook) -> None:
    """No lines, zero yuan, for a home without consumption."""
    bill = price(terms=home("res_month_tou"), usage=spread(APRIL, 0), tariffs=tariffs)

    assert bill.lines == ()
    assert bill.amount_yuan == 0


def test_ten_days_carry_ten_thirtieths_of_the_month_limits(tariffs: TariffBook) -> None:
    """230 x 10/30 = 76.67 kWh in the first tier, 420 x 10/30 = 140 in the first two."""
    period = Period(date(2026, 4, 1), date(2026, 4, 11))

    bill = price(terms=home("res_month"), usage=spread(period, 150), tariffs=tariffs)

    assert [quantity for _, quantity, _ in amounts(bill)] == ["76.67", "63.33", "10.00"]
    assert bill.amount_yuan == Decimal("38.20") + Decimal("34.72") + Decimal("7.98")


def test_summer_has_a_super_peak_and_the_price_of_its_month(tariffs: TariffBook) -> None:
    """July 2025, 1 kWh each hour: purchase 0.4484, 62 / 186 / 248 / 248 kWh by band.

    Floating 0.4484 + 0.1833 = 0.6317; super-peak x 1.8, peak x 1.6, valley x 0.4.
    """
    usage = same_every_day(Period.month(2025, 7), dict.fromkeys(range(24), 1))
    terms = SupplyTerms("ci_tou", SupplyClass.COMMERCIAL, "under_1kv")

    bill = price(terms=terms, usage=usage, tariffs=tariffs)

    assert amounts(bill) == [
        ("代理购电电费", "744.00", "333.61"),
        ("上网环节线损电费", "744.00", "14.43"),
        ("输配电费", "744.00", "136.38"),
        ("系统运行费", "744.00", "21.35"),
        ("尖峰加价", "62.00", "31.33"),
        ("峰段加价", "186.00", "70.50"),
        ("谷段优惠", "248.00", "-94.00"),
        ("政府性基金及附加", "744.00", "21.65"),
    ]
    assert bill.amount_yuan == Decimal("535.25")


def test_winter_has_no_super_peak(tariffs: TariffBook) -> None:
    """The band exists only in some months."""
    usage = same_every_day(Period.month(2025, 12), dict.fromkeys(range(24), 1))
    terms = SupplyTerms("ci_tou", SupplyClass.COMMERCIAL, "under_1kv")

    bands = {line.band for line in price(terms=terms, usage=usage, tariffs=tariffs).lines}

    assert bands == {None, "peak", "valley"}


@pytest.mark.parametrize(
    ("measured", "lines"),
    [
        ("200", [("基本电费(需量)", "250", "9500.00")]),
        ("262.5", [("基本电费(需量)", "250", "9500.00")]),
        ("300", [("基本电费(需量)", "300", "11400.00"), ("超需量加价", "37.50", "1425.00")]),
    ],
)
def test_demand_over_105_percent_of_the_contract_is_charged_double(
    tariffs: TariffBook, measured: str, lines: list[tuple[str, str, str]]
) -> None:
    """250 kW agreed, 38 yuan: 262.5 kW are allowed, each kW above costs twice."""
    usage = replace(spread(APRIL, 20_000), max_demand_kw=Decimal(measured))

    bill = price(terms=factory(BasicCharge.DEMAND), usage=usage, tariffs=tariffs)

    assert [line for line in amounts(bill) if "电量" not in line[0]][-len(lines) :] == lines


def test_much_energy_per_kva_lowers_the_demand_price(tariffs: TariffBook) -> None:
    """104,000 kWh on 400 kVA are 260 kWh per kVA: 38 x 90 % = 34.2 yuan."""
    usage = replace(spread(APRIL, 104_000), max_demand_kw=Decimal(250))
    less = replace(spread(APRIL, 103_999), max_demand_kw=Decimal(250))
    terms = factory(BasicCharge.DEMAND)

    bills = [price(terms=terms, usage=item, tariffs=tariffs) for item in (usage, less)]

    basic = [
        line.amount_yuan for bill in bills for line in bill.lines if line.kind is LineKind.BASIC
    ]
    assert basic == [Decimal("8550.00"), Decimal("9500.00")]


def test_power_factor_adjusts_energy_and_basic_charge_but_no_surcharge(
    tariffs: TariffBook,
) -> None:
    """40,000 kWh and 30,000 kvarh: cos phi 0.80, standard 0.90, so +5 %."""
    usage = replace(spread(APRIL, 40_000), reactive_kvarh=Decimal(30_000))

    bill = price(terms=factory(BasicCharge.CAPACITY, standard="0.90"), usage=usage, tariffs=tariffs)

    by_kind = {kind: Decimal(0) for kind in LineKind}
    for line in bill.lines:
        by_kind[line.kind] += line.amount_yuan
    assert by_kind[LineKind.BASIC] == Decimal("10400.00")
    base = by_kind[LineKind.ENERGY] + by_kind[LineKind.TOU] + by_kind[LineKind.BASIC]
    adjustment = next(line for line in bill.lines if line.kind is LineKind.POWER_FACTOR)
    assert adjustment.quantity == Decimal("5.0")
    assert abs(adjustment.amount_yuan - base * Decimal("0.05")) <= Decimal("0.005")


def test_a_correction_is_priced_at_the_first_tier_of_its_own_period(tariffs: TariffBook) -> None:
    """20 kWh too few in March: 20 x 0.4983 on a line of their own, outside the tiers."""
    march = Period.month(2026, 3)
    usage = replace(spread(APRIL, 230), correction_kwh=Decimal(20), correction_of=march)

    bill = price(terms=home("res_month"), usage=usage, tariffs=tariffs)

    assert amounts(bill)[-1] == ("退补电量电费", "20", "9.97")
    assert bill.lines[-1].period == march
    assert bill.amount_yuan == Decimal("124.58")
    assert bill.energy_kwh == 230


def test_energy_billed_too_much_comes_back(tariffs: TariffBook) -> None:
    """A negative correction of a shop bears the surcharge too: 0.4512 + 0.1833 + 0.0291."""
    usage = replace(spread(APRIL, 0), correction_kwh=Decimal("-10.5"))
    terms = SupplyTerms("ci_flat", SupplyClass.COMMERCIAL, "under_1kv")

    bill = price(terms=terms, usage=usage, tariffs=tariffs)

    assert bill.amount_yuan == Decimal("-6.97")


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        (SupplyTerms("ci_flat", SupplyClass.COMMERCIAL, "35kv"), "voltage"),
        (replace(factory(BasicCharge.CAPACITY), capacity_kva=None), "capacity_kva"),
        (factory(BasicCharge.DEMAND, contract_kw=None), "demand_contract_kw"),
        (factory(BasicCharge.CAPACITY, standard="0.95"), "power_factor_standard"),
    ],
)
def test_a_contract_without_what_its_tariff_prices_is_refused(
    tariffs: TariffBook, terms: SupplyTerms, missing: str
) -> None:
    """The refusal names the field."""
    usage = replace(spread(APRIL, 100), reactive_kvarh=Decimal(10))

    with pytest.raises(TermsIncomplete) as refusal:
        price(terms=terms, usage=usage, tariffs=tariffs)

    assert refusal.value.facts["missing"] == missing


def test_days_without_a_tariff_are_refused(tariffs: TariffBook) -> None:
    """Nothing is priced with a tariff of another time."""
    with pytest.raises(TariffMissing):
        price(terms=home("res_month"), usage=spread(Period.month(2019, 1), 100), tariffs=tariffs)


def test_usage_must_have_every_day_of_its_period(tariffs: TariffBook) -> None:
    """A hole in the days is a bug of the caller, not zero consumption."""
    usage = spread(APRIL, 100)
    holed = replace(usage, days=usage.days[:3] + usage.days[4:])

    with pytest.raises(ValueError, match="one entry per day"):
        price(terms=home("res_month"), usage=holed, tariffs=tariffs)
