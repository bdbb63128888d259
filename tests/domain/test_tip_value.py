"""What tips are worth, against bills added up by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.account import BasicCharge, SupplyClass, SupplyTerms
from bot.domain.advice import NOTHING, Span, Tip, TipKind, UsePart
from bot.domain.meter_use import MeterUse
from bot.domain.period import Period
from bot.domain.source import Source
from bot.domain.tariff import TariffBook
from bot.domain.tip_value import fits, valued
from bot.domain.what_if import Option, PastMonth
from tests.domain.metered import factory, home, same_every_day

TODAY = date(2026, 11, 1)
APRIL = Period.month(2026, 4)
EVERY_HOUR = range(24)
ALL = frozenset(SupplyClass)


def tip(kind: TipKind = TipKind.LESS, **facts: Any) -> Tip:
    defaults = {"saves": Span(Decimal("0.1"), Decimal("0.2")), "lasts_years": Decimal(1)}
    return Tip("x", "名", "做", kind, ALL, Source("书"), False, **{**defaults, **facts})


def use(
    tariffs: TariffBook,
    terms: SupplyTerms,
    by_hour: dict[int, int],
    *,
    periods: tuple[Period, ...] = (APRIL,),
    parts: dict[UsePart, tuple[Decimal, ...]] | None = None,
    **facts: Any,
) -> MeterUse:
    months = tuple(
        PastMonth(usage=replace(same_every_day(period, by_hour), **facts)) for period in periods
    )
    option = Option(terms, tariffs.on(terms.tariff_code, TODAY))
    scenes = tuple(option.scene(month) for month in months)
    total = {UsePart.TOTAL: tuple(scene.kwh for scene in scenes)}
    return MeterUse(option=option, months=months, scenes=scenes, parts=total | (parts or {}))


def test_the_last_kwh_are_worth_what_their_tier_costs(tariffs: TariffBook) -> None:
    """450 kWh: the first 30 saved cost 0.7983, the next 0.5483; 45 and 90 kWh by hand."""
    found = valued(tip(), use(tariffs, home("res_month"), {20: 15}))

    assert found.saves_kwh == Span(Decimal("45.00"), Decimal("90.00"))
    low = 30 * Decimal("0.7983") + 15 * Decimal("0.5483")
    high = 30 * Decimal("0.7983") + 60 * Decimal("0.5483")
    assert abs(found.saves_yuan.low - low) <= Decimal("0.01")
    assert abs(found.saves_yuan.high - high) <= Decimal("0.01")


def test_energy_around_the_clock_is_saved_in_every_band(tariffs: TariffBook) -> None:
    """24 kWh less, 14 by day and 10 by night: 24 x 0.4983 + 14 x 0.03 - 10 x 0.20."""
    base = {UsePart.BASE: (Decimal(240),)}
    meter = use(tariffs, home("res_month_tou"), dict.fromkeys(EVERY_HOUR, 1), parts=base)
    meter = replace(meter, scenes=tuple(scene.using(Decimal(200)) for scene in meter.scenes))

    found = valued(tip(part=UsePart.BASE), meter)

    expected = 24 * Decimal("0.4983") + 14 * Decimal("0.03") - 10 * Decimal("0.20")
    assert abs(found.saves_yuan.low - expected) <= Decimal("0.02")


def test_moving_a_kwh_saves_the_difference_of_the_bands(tariffs: TariffBook) -> None:
    """30 kWh from the evening into the night: 30 x 0.23."""
    shift = tip(TipKind.SHIFT, part=UsePart.FIXED, saves=Span(Decimal(30), Decimal(30)))

    found = valued(shift, use(tariffs, home("res_month_tou"), {19: 5}))

    assert found.saves_yuan == Span(Decimal("6.90"), Decimal("6.90"))
    assert found.yuan_per_kwh == Decimal("0.2300")


def test_a_car_is_moved_by_what_it_draws(tariffs: TariffBook) -> None:
    """Half of 60 kWh of charging out of the evening: 30 x 0.23."""
    car = tip(TipKind.SHIFT, part=UsePart.CAR, saves=Span(Decimal("0.5"), Decimal("0.5")))
    meter = use(tariffs, home("res_month_tou"), {19: 5}, parts={UsePart.CAR: (Decimal(60),)})

    found = valued(car, meter)

    assert found.saves_yuan.low == Decimal("6.90")
    assert found.basis_kwh == 60


def test_no_more_is_moved_than_there_is(tariffs: TariffBook) -> None:
    """Thirty kWh of evening use cannot give ninety."""
    shift = tip(TipKind.SHIFT, part=UsePart.FIXED, saves=Span(Decimal(90), Decimal(90)))

    found = valued(shift, use(tariffs, home("res_month_tou"), {19: 1}))

    assert found.saves_kwh.high == 30


def test_year_tiers_remember_what_was_saved_before(tariffs: TariffBook) -> None:
    """20 kWh less in May leave 20 kWh of the cheaper tier for June: both count."""
    months = (Period.month(2026, 5), Period.month(2026, 6))
    meter = use(tariffs, home("res_year"), {20: 10}, periods=months)
    before = [Decimal(2760) - 310, Decimal(2760)]
    scenes = tuple(
        replace(scene, tier_kwh_before=used)
        for scene, used in zip(meter.scenes, before, strict=True)
    )
    meter = replace(meter, scenes=scenes)

    less = meter.less([Decimal(20), Decimal(0)])

    # May's last 20 kWh were in the first tier; June's first 20 fall back into it.
    assert meter.saving_yuan(less) == Decimal("9.97") + 20 * Decimal("0.05") - Decimal("0.01")


def test_a_battery_without_bands_saves_nothing(tariffs: TariffBook) -> None:
    """One price all day: charging and discharging changes nothing, and it is said not to pay."""
    storage = tip(
        TipKind.STORAGE,
        saves=Span(Decimal("0.8"), Decimal("0.9")),
        cost_yuan=Span(Decimal(1000), Decimal(2000)),
        cost_per="kwh_stored",
        figures={n: Decimal(5) for n in ("kwh_least", "kwh_most")}
        | {"share_of_dear": Decimal(1), "depth": Decimal(1)},
    )

    found = valued(storage, use(tariffs, home("res_month"), {19: 10}))

    assert found.saves_yuan == NOTHING
    assert found.cost_yuan == Span(Decimal(5000), Decimal(10000))
    assert not found.pays
    assert found.payback_years is None


def test_a_battery_pays_for_its_losses(tariffs: TariffBook) -> None:
    """5 kWh a day at 80 %: 150 kWh not bought at +0.03, 187.5 bought at -0.20."""
    storage = tip(
        TipKind.STORAGE,
        saves=Span(Decimal("0.8"), Decimal("0.8")),
        figures={n: Decimal(5) for n in ("kwh_least", "kwh_most")}
        | {"share_of_dear": Decimal(1), "depth": Decimal(1)},
    )

    found = valued(storage, use(tariffs, home("res_month_tou"), {19: 6}))

    base = Decimal("0.4983")
    expected = 150 * (base + Decimal("0.03")) - Decimal("187.5") * (base - Decimal("0.20"))
    assert abs(found.saves_yuan.low - expected) <= Decimal("0.02")


def sun(**figures: Decimal) -> Tip:
    given = {f"month_{n}": Decimal(60) for n in range(1, 13)}
    given |= {"kwp_least": Decimal(1), "kwp_most": Decimal(1), "kwh_a_kwp": Decimal(1000)}
    given |= {"feed_in_yuan": Decimal("0.40"), "m2_a_kwp": Decimal(6), **figures}
    return tip(TipKind.PV, saves=Span(Decimal(1), Decimal(1)), figures=given)


def test_sun_nobody_uses_is_fed_in(tariffs: TariffBook) -> None:
    """Use at night only: 30 days of 60 x 12 / 365 kWh, all at the feed-in price."""
    found = valued(sun(), use(tariffs, home("res_month"), {2: 1}))

    fed = Decimal(30 * 60 * 12) / 365
    assert found.saves_kwh.high == 0
    assert abs(found.saves_yuan.high - fed * Decimal("0.40")) <= Decimal("0.05")


def test_sun_used_at_once_is_not_bought(tariffs: TariffBook) -> None:
    """Use by day above the sun at every hour: all of it is worth the tier's price."""
    found = valued(sun(), use(tariffs, home("res_month"), dict.fromkeys(range(6, 18), 1)))

    made = Decimal(30 * 60 * 12) / 365
    # 360 kWh lie in the second tier down to 230: 0.5483 each.
    assert abs(found.saves_yuan.high - made * Decimal("0.5483")) <= Decimal("0.05")
    assert found.facts["fed_in_kwh"] < Decimal("0.1")


def test_a_car_at_home_climbs_the_tiers(tariffs: TariffBook) -> None:
    """230 kWh used already: 100 more cost 0.5483 each at home against 1 yuan at a post."""
    car = tip(
        TipKind.EV_HOME,
        saves=Span(Decimal(100), Decimal(100)),
        figures={"public_low_yuan": Decimal(1), "public_high_yuan": Decimal(1)},
    )
    meter = use(tariffs, home("res_month"), {20: 10}, periods=(Period.month(2026, 4),))
    meter = replace(meter, scenes=tuple(scene.using(Decimal(230)) for scene in meter.scenes))

    found = valued(car, meter)

    assert found.saves_yuan.low == 100 - Decimal("54.83")


def test_a_lower_demand_lowers_the_basic_charge(tariffs: TariffBook) -> None:
    """Ten percent of 200 kW at 36.4 yuan."""
    meter = use(
        tariffs,
        factory(BasicCharge.DEMAND, contract_kw="200"),
        {10: 100},
        max_demand_kw=Decimal(200),
    )

    found = valued(tip(TipKind.DEMAND), meter)

    assert found.saves_yuan == Span(Decimal("728.00"), Decimal("1456.00"))


def test_what_costs_more_than_it_saves_is_not_worth_it(tariffs: TariffBook) -> None:
    """3000 yuan over ten years for 14.95 kWh a month at 0.4983."""
    dear = tip(cost_yuan=Span(Decimal(3000), Decimal(3000)), lasts_years=Decimal(10))

    found = valued(dear, use(tariffs, home("res_month"), {20: 3}))

    assert not found.pays
    assert found.payback_years is not None
    assert found.payback_years.low > 10


def test_young_readings_are_stretched_only_for_the_payback(tariffs: TariffBook) -> None:
    """One month's saving stays one month's; the year is twelve of it."""
    found = valued(tip(), use(tariffs, home("res_month"), {20: 3}))

    assert found.months == 1
    assert found.a_year_yuan.low == found.saves_yuan.low * 12


@pytest.mark.parametrize(
    ("needs", "shown"),
    [({"total_kwh": 1000}, True), ({"total_kwh": 2000}, False), ({"time_of_use": 1}, False)],
)
def test_a_tip_waits_for_what_the_meter_shows(
    tariffs: TariffBook, needs: dict[str, int], shown: bool
) -> None:
    """90 kWh a month are 1080 a year; no time of use here."""
    wants = tip(needs={name: Decimal(least) for name, least in needs.items()})

    assert fits(wants, use(tariffs, home("res_month"), {20: 3})) is shown


def test_a_tip_for_shops_is_not_told_at_home(tariffs: TariffBook) -> None:
    """The class of supply decides."""
    shops = replace(tip(), classes=frozenset({SupplyClass.COMMERCIAL}))

    assert not fits(shops, use(tariffs, home("res_month"), {20: 3}))
