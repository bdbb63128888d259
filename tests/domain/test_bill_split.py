"""The causes of a bill's change: exact to the fen always, and each the one it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.account import BasicCharge, SupplyTerms
from bot.domain.bill import LineKind
from bot.domain.bill_change import BillChange, CauseKind
from bot.domain.bill_split import explain_change
from bot.domain.period import Period
from bot.domain.tariff import TariffBook
from bot.domain.usage import BillableUsage
from tests.domain.billed_pairs import disturbed, issued, random_pair
from tests.domain.metered import factory, home, same_every_day, spread
from tests.oracle.cases import books

BOOK = books()
CODES = sorted({tariff.code for tariff in BOOK.all()})
MARCH, APRIL, MAY, JULY = (Period.month(2026, month) for month in (3, 4, 5, 7))


def change(
    before: BillableUsage,
    after: BillableUsage,
    terms: SupplyTerms,
    *,
    terms_after: SupplyTerms | None = None,
    weather_kwh: str | None = None,
) -> BillChange:
    return explain_change(
        before=issued(terms, before, BOOK),
        after=issued(terms_after or terms, after, BOOK),
        tariffs=BOOK,
        weather_kwh=None if weather_kwh is None else Decimal(weather_kwh),
    )


def amounts(found: BillChange) -> dict[str, Decimal]:
    return {cause.kind.value: cause.amount_yuan for cause in found.causes}


def fen(yuan: Decimal) -> int:
    """An amount as an integer, refusing anything finer than a fen."""
    whole = yuan * 100
    assert whole == whole.to_integral_value()
    return int(whole)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), weather=st.integers(-90_000, 90_000) | st.none())
def test_no_fen_of_a_change_is_unaccounted_for(code: str, seed: int, weather: int | None) -> None:
    """For any two bills the causes are whole fen and sum to the change."""
    rng = Random(seed)
    before, after = (disturbed(billed, rng) for billed in random_pair(rng, BOOK, code))

    found = explain_change(
        before=before,
        after=after,
        tariffs=BOOK,
        weather_kwh=None if weather is None else Decimal(weather) / 100,
    )

    expected = fen(after.bill.amount_yuan) - fen(before.bill.amount_yuan)
    assert sum(fen(cause.amount_yuan) for cause in found.causes) == expected
    assert len({cause.kind for cause in found.causes}) == len(found.causes)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_a_bill_compared_with_itself_has_no_causes(code: str, seed: int) -> None:
    """Nothing changed, so nothing is named, whatever the bill holds."""
    rng = Random(seed)
    before = disturbed(random_pair(rng, BOOK, code)[0], rng)

    found = explain_change(before=before, after=before, tariffs=BOOK)

    assert found.causes == ()


@pytest.mark.parametrize("code", CODES)
def test_bills_the_engine_made_leave_no_rest(code: str) -> None:
    """The rest is only what the engine cannot reproduce of an issued bill."""
    rng = Random(f"rest of {code}")
    for _ in range(20):
        before, after = random_pair(rng, BOOK, code)

        found = explain_change(before=before, after=after, tariffs=BOOK)

        assert found.cause(CauseKind.REST) is None


def test_one_more_day_at_the_same_daily_use_is_all_days() -> None:
    """March has 31 days, April 30: 310 against 300 kWh is days and nothing else."""
    found = change(spread(APRIL, 300), spread(Period.month(2026, 5), 310), home("res_month"))

    assert amounts(found) == {"days": Decimal("5.48")}  # 10 kWh x 0.5483


def test_crossing_a_tier_is_the_extra_above_the_old_price() -> None:
    """300 to 500 kWh: 200 at 0.5483, and 80 of them 0.25 dearer."""
    found = change(spread(APRIL, 300), spread(Period.month(2026, 6), 500), home("res_month"))

    assert amounts(found) == {"base_use": Decimal("109.66"), "tier": Decimal("20.00")}
    tier = found.cause(CauseKind.TIER)
    assert tier is not None
    assert (tier.facts["tier_before"], tier.facts["tier_after"]) == (2, 3)


def test_falling_back_a_tier_mirrors_crossing_it() -> None:
    """500 to 300 kWh has the same parts with the other sign."""
    found = change(spread(APRIL, 500), spread(Period.month(2026, 6), 300), home("res_month"))

    assert amounts(found) == {"base_use": Decimal("-109.66"), "tier": Decimal("-20.00")}


def test_weather_takes_its_energy_out_of_base_use() -> None:
    """Of 60 kWh more, 45 are the weather's: both at 0.5483."""
    found = change(
        spread(APRIL, 300), spread(Period.month(2026, 6), 360), home("res_month"), weather_kwh="45"
    )

    assert amounts(found) == {"weather": Decimal("24.67"), "base_use": Decimal("8.23")}


def test_weather_can_hide_a_saving() -> None:
    """30 kWh more although the weather asked for 45: base use fell."""
    found = change(
        spread(APRIL, 300), spread(Period.month(2026, 6), 330), home("res_month"), weather_kwh="45"
    )

    base = found.cause(CauseKind.BASE_USE)
    assert base is not None
    assert base.facts["kwh"] == Decimal("-15.00")
    assert base.amount_yuan < 0


def test_energy_moved_into_the_night_is_band_mix() -> None:
    """30 kWh moved from day to night at constant use: 30 x 0.23 saved."""
    day = same_every_day(APRIL, {12: 8, 23: 2})
    night = same_every_day(Period.month(2026, 6), {12: 7, 23: 3})

    found = change(day, night, home("res_month_tou"))

    assert amounts(found) == {"band_mix": Decimal("-6.90")}


def test_new_prices_are_tariff_change_and_nothing_else() -> None:
    """The tier limits rose on 2026-01-01: 300 kWh then and now differ by 30 x 0.05."""
    found = change(spread(Period.month(2025, 4), 300), spread(APRIL, 300), home("res_month"))

    assert amounts(found) == {"tariff": Decimal("-1.50")}


def test_a_new_tier_year_is_a_tier_part() -> None:
    """December in the second tier, January back in the first: 310 x 0.05 less."""
    december = replace(spread(Period.month(2026, 12), 310), tier_kwh_before=Decimal(3000))

    found = change(december, spread(Period.month(2027, 1), 310), home("res_year"))

    assert amounts(found) == {"tier": Decimal("-15.50")}


def test_reaching_the_second_tier_of_the_year_is_a_tier_part() -> None:
    """The same use, but the year's sum passed 2,760 kWh: 200 kWh cost 0.05 more."""
    before = replace(spread(APRIL, 300), tier_kwh_before=Decimal(2360))
    after = replace(spread(Period.month(2026, 6), 300), tier_kwh_before=Decimal(2660))

    found = change(before, after, home("res_year"))

    assert amounts(found) == {"tier": Decimal("10.00")}


def test_super_peak_months_are_season() -> None:
    """The same hours in June and July: July has super-peak at 11 and 17 o'clock."""
    hours = dict.fromkeys(range(24), 10)
    june_after = Period(date(2026, 6, 16), date(2026, 7, 1))
    july = Period(date(2026, 7, 1), date(2026, 7, 16))

    found = change(
        same_every_day(june_after, hours),
        same_every_day(july, hours),
        factory(BasicCharge.CAPACITY),
    )

    season = found.cause(CauseKind.SEASON)
    assert season is not None
    assert season.amount_yuan > 0
    assert set(amounts(found)) <= {"season", "tariff", "days"}


def test_a_higher_demand_is_basic_charge() -> None:
    """Above 105 % of the contract the demand is charged, and the excess once more."""
    low = replace(same_every_day(APRIL, {9: 100}), max_demand_kw=Decimal(200))
    high = replace(same_every_day(Period.month(2026, 4), {9: 100}), max_demand_kw=Decimal(300))

    found = change(low, high, factory(BasicCharge.DEMAND))

    # 300 + (300 - 262.5) - 250 kW at 38 yuan.
    assert amounts(found) == {"basic": Decimal("3325.00")}


def test_a_worse_cos_phi_is_power_factor() -> None:
    """Only the reactive energy differs."""
    terms = factory(BasicCharge.CAPACITY, standard="0.90")
    good = replace(same_every_day(APRIL, {9: 100}), reactive_kvarh=Decimal(1000))
    bad = replace(good, reactive_kvarh=Decimal(3000))

    found = change(good, bad, terms)

    assert set(amounts(found)) == {"power_factor"}
    assert found.change_yuan > 0


def test_fees_and_corrections_are_named_as_such() -> None:
    """A late fee and corrected reads are neither use nor rest."""
    terms = home("res_month")
    after = replace(
        spread(APRIL, 300), correction_kwh=Decimal(20), correction_of=Period.month(2026, 3)
    )

    found = explain_change(
        before=issued(terms, spread(APRIL, 300), BOOK),
        after=issued(terms, after, BOOK, fees=((LineKind.LATE_FEE, "1.23"),)),
        tariffs=BOOK,
    )

    assert amounts(found) == {"correction": Decimal("9.97"), "fees": Decimal("1.23")}


def test_an_allowance_granted_is_named() -> None:
    """Low income: 15 kWh free of charge at the first-tier price."""
    poor = home("res_month", low_income=True)

    found = change(spread(APRIL, 300), spread(APRIL, 300), home("res_month"), terms_after=poor)

    assert amounts(found) == {"allowance": Decimal("-7.47")}


def test_switching_to_peak_and_valley_is_contract() -> None:
    """The same hours under another tariff."""
    usage = same_every_day(APRIL, {12: 5, 23: 5})

    found = change(usage, usage, home("res_month"), terms_after=home("res_month_tou"))

    assert set(amounts(found)) == {"contract"}
    assert found.change_yuan == Decimal("-25.50")  # 150 x 0.03 - 150 x 0.20


def test_without_prices_the_lines_alone_are_compared() -> None:
    """A book that knows neither tariff still gives parts that sum, and says how."""
    terms = home("res_month")
    before = issued(terms, spread(APRIL, 300), BOOK)
    after = issued(terms, spread(MAY, 400), BOOK, fees=((LineKind.LATE_FEE, "2.00"),))

    found = explain_change(before=before, after=after, tariffs=TariffBook([]))

    assert not found.repriced
    assert sum(amounts(found).values()) == found.change_yuan
    assert amounts(found)["fees"] == Decimal("2.00")


def test_the_top_causes_push_the_way_the_bill_went() -> None:
    """A rise is never explained by something that made the bill smaller."""
    found = change(
        spread(MAY, 300), spread(Period.month(2026, 6), 500), home("res_month"), weather_kwh="250"
    )

    assert [cause.kind for cause in found.top] == [CauseKind.WEATHER]
    assert {c.kind for c in found.causes if c.amount_yuan < 0} == {
        CauseKind.DAYS,
        CauseKind.BASE_USE,
    }


def test_the_steps_lead_from_one_bill_to_the_other() -> None:
    """The arithmetic ends at the later bill's priced amount and energy."""
    found = change(spread(APRIL, 300), spread(JULY, 500), home("res_month"), weather_kwh="100")

    assert found.steps[-1].amount_yuan == found.after.amount_yuan
    assert found.steps[-1].kwh == found.after.energy_kwh


def test_without_readings_the_bills_own_lines_tell_the_hours() -> None:
    """Imported bills of a factory, no reading in the store: the split still leaves no rest."""
    terms = factory(BasicCharge.CAPACITY)
    hours = {hour: 20 + hour for hour in range(24)}
    before = issued(terms, same_every_day(MARCH, hours), BOOK)
    after = issued(terms, same_every_day(APRIL, {**hours, 12: 99}), BOOK)
    unread = [replace(billed, usage=replace(billed.usage, days=())) for billed in (before, after)]

    found = explain_change(before=unread[0], after=unread[1], tariffs=BOOK)

    assert found.cause(CauseKind.REST) is None
    assert sum(amounts(found).values()) == found.change_yuan
