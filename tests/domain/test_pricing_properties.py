"""Rules that hold for every bill, and the oracle's second opinion on random ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.account import BasicCharge, SupplyTerms
from bot.domain.money import to_fen
from bot.domain.period import Period
from bot.domain.pricing import price, price_bands, split_usage
from bot.domain.usage import BillableUsage, DayEnergy
from tests.domain.metered import home
from tests.oracle import bill as oracle
from tests.oracle.cases import ODD, PUBLISHED, books, random_case
from tests.oracle.rules import Rules

BOOK = books()
RULES = Rules(PUBLISHED, ODD)
CODES = sorted({tariff.code for tariff in BOOK.all()})
YEARLY = ["odd_year", "res_year", "res_year_tou"]
MONOTONE = [code for code in CODES if code not in ("ci_two_part", "odd_factory")]
"""Where power factor and load discount cannot make more energy cheaper."""

seeds = st.integers(0, 2**32)
few = settings(max_examples=40, deadline=None, derandomize=True)


def case(seed: int, code: str) -> tuple[SupplyTerms, BillableUsage]:
    return random_case(Random(seed), BOOK, code)


def tens_of_wh(usage: BillableUsage) -> BillableUsage:
    """Energies in whole 0.01 kWh, so that cutting days apart rounds nothing."""
    days = (DayEnergy(day.day, tuple(wh // 10 * 10 for wh in day.slot_wh)) for day in usage.days)
    return replace(usage, days=tuple(days), correction_kwh=Decimal(0))


@pytest.mark.parametrize("code", CODES)
def test_engine_and_oracle_agree_on_random_bills(code: str) -> None:
    """Every line and the amount, 30 random contracts and periods for each tariff."""
    rng = Random(f"bills of {code}")
    for _ in range(30):
        terms, usage = random_case(rng, BOOK, code)

        priced = price(terms=terms, usage=usage, tariffs=BOOK)

        expected = oracle.lines(RULES, terms, usage)
        assert sorted(
            (line.label, Fraction(line.quantity), Fraction(line.amount_yuan))
            for line in priced.lines
        ) == sorted((line.label, line.quantity, line.amount) for line in expected)
        assert Fraction(priced.amount_yuan) == oracle.amount(expected)


@given(seed=seeds, code=st.sampled_from(CODES))
@few
def test_every_line_is_quantity_times_price_rounded_once(seed: int, code: str) -> None:
    """And the amount is the sum of the lines, the kWh lines the sum of the energy."""
    terms, usage = case(seed, code)

    bill = price(terms=terms, usage=usage, tariffs=BOOK)

    for line in bill.lines:
        assert line.amount_yuan == to_fen(line.quantity * line.unit_price_yuan)
    assert bill.amount_yuan == sum((line.amount_yuan for line in bill.lines), Decimal(0))
    tiers = [line.quantity for line in bill.lines if line.tier is not None]
    if tiers:
        assert sum(tiers) == bill.energy_kwh
    metered = Decimal(sum(day.total_wh for day in usage.days)) / 1000
    assert abs(bill.energy_kwh - metered) < Decimal("0.2")


@given(
    seed=seeds, code=st.sampled_from(MONOTONE), more=st.integers(1, 500), slot=st.integers(0, 47)
)
@few
def test_more_energy_never_costs_less(seed: int, code: str, more: int, slot: int) -> None:
    """Whatever the hour and day it is used in (free energy of low-income homes apart)."""
    terms, usage = case(seed, code)
    terms = replace(terms, low_income=False)
    day = usage.days[seed % len(usage.days)]
    slots = list(day.slot_wh)
    slots[slot] += more * 1000
    days = tuple(replace(day, slot_wh=tuple(slots)) if item is day else item for item in usage.days)

    before = price(terms=terms, usage=usage, tariffs=BOOK)
    after = price(terms=terms, usage=replace(usage, days=days), tariffs=BOOK)

    assert after.amount_yuan > before.amount_yuan


@given(seed=seeds, code=st.sampled_from(YEARLY), share=st.floats(0.01, 0.99))
@few
def test_two_bills_of_year_tiers_cost_what_one_does(seed: int, code: str, share: float) -> None:
    """Cutting a period in two moves at most the rounding of the lines."""
    terms, usage = case(seed, code)
    terms, usage = replace(terms, low_income=False), tens_of_wh(usage)
    cut = int(len(usage.days) * share)
    if not 0 < cut < len(usage.days):
        return
    first, second = _halves(usage, cut)
    tiers = BOOK.on(code, usage.period.start).tiers
    assert tiers is not None
    carried = usage.tier_kwh_before
    if tiers.year_of(usage.period.start).start == usage.period.start:
        carried = Decimal(0)
    used = [day for day in first.days if day.day >= tiers.year_of(second.period.start).start]
    if tiers.year_of(second.period.start) != tiers.year_of(usage.period.start):
        carried = Decimal(0)
    second = replace(
        second, tier_kwh_before=carried + Decimal(sum(day.total_wh for day in used)) / 1000
    )

    whole = price(terms=terms, usage=usage, tariffs=BOOK)
    parts = [price(terms=terms, usage=half, tariffs=BOOK) for half in (first, second)]

    lines = len(whole.lines) + sum(len(part.lines) for part in parts)
    difference = abs(whole.amount_yuan - sum((part.amount_yuan for part in parts), Decimal(0)))
    assert difference <= Decimal("0.005") * lines


@given(seed=seeds)
@few
def test_a_bill_over_the_reset_day_equals_two_bills_cut_there(seed: int) -> None:
    """Exactly, line by line: the second year knows nothing of the first."""
    period = Period(date(2025, 9, 20), date(2025, 11, 3))
    rng = Random(seed)
    days = tuple(
        DayEnergy(day, tuple(rng.randrange(900) for _ in range(48))) for day in period.each_day()
    )
    usage = BillableUsage(period, days, tier_kwh_before=Decimal(rng.randrange(5000)))
    first, second = _halves(usage, 26)

    whole = price(terms=home("odd_year"), usage=usage, tariffs=BOOK)
    halves = [
        price(terms=home("odd_year"), usage=half, tariffs=BOOK)
        for half in (first, replace(second, tier_kwh_before=Decimal(0)))
    ]

    assert second.period.start == date(2025, 10, 16)
    assert whole.lines == halves[0].lines + halves[1].lines


@given(seed=seeds)
@few
def test_a_price_change_equals_two_bills_cut_there(seed: int) -> None:
    """Without month tiers nothing crosses the day of the change."""
    terms, usage = case(seed, "ci_flat")
    rng = Random(seed)
    period = Period(date(2026, 6, 1), date(2026, 7, 1))
    days = tuple(
        DayEnergy(day, tuple(rng.randrange(900) for _ in range(48))) for day in period.each_day()
    )
    usage = BillableUsage(period, days)

    whole = price(terms=terms, usage=usage, tariffs=BOOK)
    halves = [price(terms=terms, usage=half, tariffs=BOOK) for half in _halves(usage, 15)]

    assert whole.lines == halves[0].lines + halves[1].lines


@given(seed=seeds, code=st.sampled_from(CODES))
@few
def test_pricing_is_adding_up_then_pricing_bands(seed: int, code: str) -> None:
    """What-if questions start from the same parts as the bill."""
    terms, usage = case(seed, code)
    usage = replace(usage, correction_kwh=Decimal(0))

    parts = split_usage(terms=terms, usage=usage, tariffs=BOOK)
    bill = price_bands(
        terms=terms,
        parts=parts,
        tier_kwh_before=usage.tier_kwh_before,
        reactive_kvarh=usage.reactive_kvarh,
        max_demand_kw=usage.max_demand_kw,
    )

    assert bill == price(terms=terms, usage=usage, tariffs=BOOK)
    assert [day for part in parts for day in part.period.each_day()] == list(
        usage.period.each_day()
    )


@given(seed=seeds, code=st.sampled_from(CODES))
@few
def test_zero_use_bears_no_energy_charge(seed: int, code: str) -> None:
    """Only the basic charge is owed by who uses nothing."""
    terms, usage = case(seed, code)
    nothing = tuple(DayEnergy(day.day, (0,) * 48) for day in usage.days)

    bill = price(
        terms=terms, usage=replace(usage, days=nothing, correction_kwh=Decimal(0)), tariffs=BOOK
    )

    assert {line.kind.value for line in bill.lines} <= {"basic"}
    if terms.basic_charge is BasicCharge.NONE:
        assert bill.amount_yuan == 0


def _halves(usage: BillableUsage, cut: int) -> tuple[BillableUsage, BillableUsage]:
    middle = usage.days[cut].day
    return (
        replace(usage, period=Period(usage.period.start, middle), days=usage.days[:cut]),
        replace(usage, period=Period(middle, usage.period.end), days=usage.days[cut:]),
    )
