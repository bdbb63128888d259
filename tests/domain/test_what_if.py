"""Other contracts on past months, against bills added up by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.account import BasicCharge
from bot.domain.break_even import break_even_percent
from bot.domain.compensation import compensation
from bot.domain.period import Period
from bot.domain.source import Source
from bot.domain.tariff import TariffBook
from bot.domain.tariff_choice import TariffChoices, TariffGroup
from bot.domain.what_if import (
    MonthWeighed,
    Option,
    PastMonth,
    Verdict,
    Weighed,
    best_contract_kw,
    shifts,
    weigh,
)
from tests.domain.metered import factory, home, same_every_day

TODAY = date(2026, 11, 1)
NIGHT, EVENING = 23, 19
APRIL = Period.month(2026, 4)
"""Thirty days."""


@pytest.fixture
def flat(tariffs: TariffBook) -> Option:
    return Option(home("res_month"), tariffs.on("res_month", TODAY))


@pytest.fixture
def hours(tariffs: TariffBook) -> Option:
    return Option(home("res_month_tou"), tariffs.on("res_month_tou", TODAY))


def month(by_hour: dict[int, int], *, period: Period = APRIL, **facts: object) -> PastMonth:
    return PastMonth(usage=replace(same_every_day(period, by_hour), **facts))  # type: ignore[arg-type]


def weighed(own: Option, other: Option, *months: PastMonth, percent: int = 20) -> Weighed:
    scenes = [own.scene(item) for item in months]
    return weigh(scenes, months, other, shift_percents=[Decimal(percent)])


def test_night_use_makes_the_hours_pay(flat: Option, hours: Option) -> None:
    """300 kWh, 90 at night: 230 x 0.4983 + 70 x 0.5483, then 210 x 0.03 - 90 x 0.20."""
    found = weighed(flat, hours, month({21: 6, EVENING: 1, NIGHT: 3}))

    assert found.own_yuan == Decimal("152.99")
    assert found.other_yuan == Decimal("152.99") + Decimal("6.30") - Decimal("18.00")
    assert found.saving_yuan == Decimal("11.70")
    assert found.verdict(worth_percent=Decimal(1)) is Verdict.WORTH


def test_day_use_makes_them_lose(flat: Option, hours: Option) -> None:
    """300 kWh, none of them at night: 300 x 0.03 more, said to be no good."""
    found = weighed(flat, hours, month({EVENING: 10}))

    assert found.saving_yuan == Decimal("-9.00")
    assert [item.period for item in found.losing] == [APRIL]
    assert found.verdict(worth_percent=Decimal(1)) is Verdict.NOT_WORTH


def test_a_difference_of_pennies_is_none(flat: Option, hours: Option) -> None:
    """30 kWh at night and 270 by day: 8.10 - 6.00 = 2.10 yuan more on 152.99."""
    found = weighed(flat, hours, month({EVENING: 9, NIGHT: 1}))

    assert found.saving_yuan == Decimal("-2.10")
    assert found.verdict(worth_percent=Decimal(2)) is Verdict.EVEN


def test_a_few_yuan_a_year_are_not_worth_the_way(flat: Option, hours: Option) -> None:
    """11.70 yuan in one month are 140 a year."""
    found = weighed(flat, hours, month({21: 6, EVENING: 1, NIGHT: 3}))

    enough = found.verdict(worth_percent=Decimal(1), worth_yuan=Decimal(140))
    little = found.verdict(worth_percent=Decimal(1), worth_yuan=Decimal(141))
    assert (enough, little) == (Verdict.WORTH, Verdict.EVEN)


def test_past_use_is_priced_by_the_rules_of_today(flat: Option, tariffs: TariffBook) -> None:
    """In 2025 the first tier ended at 200 kWh; today it ends at 230, and today counts."""
    in_2025 = month({EVENING: 10}, period=Period.month(2025, 4))

    assert flat.scene(in_2025).amount_yuan == Decimal("152.99")


def test_moving_use_fills_the_valley(flat: Option, hours: Option) -> None:
    """30 of 300 evening kWh moved: each is 0.23 cheaper; 9.00 - 6.90 = 2.10 more than flat."""
    found = weighed(flat, hours, month({EVENING: 10}), percent=10)
    shift = found.shifts[0]

    assert shift.kwh == Decimal("30.00")
    assert shift.saving_yuan == Decimal("-2.10")


def test_a_contract_without_hours_has_nothing_to_move(flat: Option) -> None:
    """No valley, no shift."""
    scenes = [flat.scene(month({EVENING: 10}))]

    assert shifts(scenes, scenes[0].amount_yuan, percents=[Decimal(10)]) == ()


def test_the_range_runs_over_every_year_in_a_row(flat: Option) -> None:
    """Of thirteen months two years can be cut; the newest leaves out the first month."""
    savings = [Decimal(5), *[Decimal(1)] * 12]
    months = tuple(
        MonthWeighed(Period.month(2025 + n // 12, n % 12 + 1), Decimal(1), Decimal(9), 9 - saving)
        for n, saving in enumerate(savings)
    )
    found = Weighed(option=flat, months=months)

    assert found.saving_yuan == Decimal(12)
    assert found.yearly_range_yuan == (Decimal(12), Decimal(16))
    assert replace(found, months=months[1:]).yearly_range_yuan is None


def test_capacity_against_demand_by_hand(tariffs: TariffBook) -> None:
    """400 kVA x 23.2 = 9280; demand 210 kW over 200 x 1.05 would be 210 x 36.4 = 7644."""
    version = tariffs.on("ci_two_part", TODAY)
    by_capacity = Option(factory(BasicCharge.CAPACITY, contract_kw=None), version)
    by_demand = Option(factory(BasicCharge.DEMAND, contract_kw=None), version)
    june = month({10: 100}, max_demand_kw=Decimal(210))

    found = weighed(by_capacity, by_demand, june)

    assert found.saving_yuan == Decimal("9280.00") - Decimal("7644.00")


def test_the_best_contract_covers_the_demand_within_the_tolerance(tariffs: TariffBook) -> None:
    """Three months at 210 kW: 200 kW are enough, for 5 % above cost nothing."""
    version = tariffs.on("ci_two_part", TODAY)
    months = [month({10: 100}, max_demand_kw=Decimal(210))] * 3
    terms = factory(BasicCharge.DEMAND, contract_kw="250")

    assert best_contract_kw(terms, version, months, least_share=Decimal("0.4")) == 200
    assert best_contract_kw(terms, version, months, least_share=Decimal("0.6")) == 240


def test_one_peak_does_not_set_the_contract(tariffs: TariffBook) -> None:
    """Eleven months at 100 kW and one at 300: paying double once beats paying 286 all year."""
    version = tariffs.on("ci_two_part", TODAY)
    demands = [100] * 11 + [300]
    months = [month({10: 10}, max_demand_kw=Decimal(kw)) for kw in demands]
    terms = factory(BasicCharge.DEMAND, contract_kw="250")

    assert best_contract_kw(terms, version, months, least_share=Decimal(0)) == 96


def test_what_a_capacitor_changes(tariffs: TariffBook) -> None:
    """cos φ 0.80 is charged 5 %, 0.95 earns 0.75 %: on one base that is 5.75 % of it."""
    terms = factory(BasicCharge.CAPACITY, standard="0.90", contract_kw=None)
    option = Option(terms, tariffs.on("ci_two_part", TODAY))
    used = month({10: 100}, reactive_kvarh=Decimal(2250), max_demand_kw=Decimal(200))
    scene = option.scene(used)
    base = sum(
        line.amount_yuan
        for line in scene.priced.lines
        if line.kind.value in ("energy", "tou", "basic")
    )

    found = compensation([scene], [used.demand_kw], target=Decimal("0.95"))

    assert found is not None
    assert found.cos_phi == Decimal("0.80")
    assert found.charged_yuan == (base * 5 / 100).quantize(Decimal("0.01"))
    expected = (base * Decimal("5.75") / 100).quantize(Decimal("0.1"))
    assert found.saving_yuan.quantize(Decimal("0.1")) == expected
    # 200 kW x (0.75 - 0.3287) = 84.3 kvar, bought whole.
    assert found.kvar == 85


def test_without_reactive_readings_there_is_no_advice_on_them(flat: Option) -> None:
    """A home has no reactive meter."""
    assert compensation([flat.scene(month({10: 1}))], [Decimal(1)], target=Decimal("0.95")) is None


def test_the_break_even_share(tariffs: TariffBook) -> None:
    """0.03 / 0.23 = 13 %; a tariff with four bands or coefficients has none."""
    assert break_even_percent(tariffs.on("res_month_tou", TODAY)) == 13
    assert break_even_percent(tariffs.on("ci_tou", TODAY)) is None
    assert break_even_percent(tariffs.on("res_month", TODAY)) is None


def group(*codes: str, **limits: Decimal) -> TariffChoices:
    made = TariffGroup(codes, choosable=True, source=Source("x"), verified=False, **limits)
    return TariffChoices(groups=(made,), least_contract_share=Decimal("0.4"))


def test_only_what_the_contract_may_choose_is_offered(tariffs: TariffBook) -> None:
    """Same group, same region, a price for the voltage, and the capacity within the limits."""
    june = [month({10: 1})]

    def keys(choices: TariffChoices, terms: object) -> list[str]:
        found = choices.options(
            terms,
            region="fujian",
            tariffs=tariffs,
            months=june,
            today=TODAY,  # type: ignore[arg-type]
        )
        return [option.key for option in found]

    assert keys(group("res_month", "res_month_tou"), home("res_month")) == ["res_month_tou/none/"]
    assert keys(group("res_year", "res_year_tou"), home("res_month")) == []
    assert keys(group("res_month", "hubei_ev_home"), home("res_month")) == []
    single = replace(factory(BasicCharge.NONE), tariff_code="ci_tou")
    limits = {"from_kva": Decimal(100), "below_kva": Decimal(315)}
    assert keys(group("ci_tou", "ci_two_part", **limits), single) == []
    small = replace(single, capacity_kva=Decimal(200))
    offered = keys(group("ci_tou", "ci_two_part", **limits), small)
    assert offered[:2] == ["ci_two_part/capacity/", "ci_two_part/demand/"]
    low = replace(small, voltage="under_1kv")
    assert keys(group("ci_tou", "ci_two_part", **limits), low) == []


def test_the_own_way_of_paying_is_not_offered_again(tariffs: TariffBook) -> None:
    """Who pays by capacity is offered demand, measured or agreed, and not capacity."""
    found = TariffChoices(least_contract_share=Decimal("0.4")).options(
        factory(BasicCharge.CAPACITY, contract_kw=None),
        region="fujian",
        tariffs=tariffs,
        months=[month({10: 100}, max_demand_kw=Decimal(210))],
        today=TODAY,
    )

    assert [option.key for option in found] == ["ci_two_part/demand/", "ci_two_part/demand/200"]
