"""Tariff advice on the little world, every month priced a second time by the oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from bot.domain.account import BasicCharge
from bot.domain.period import Period, local_midnight
from bot.domain.unable import NotEnoughReadings
from bot.domain.what_if import A_YEAR, Verdict
from bot.services.past_months import past_months
from bot.services.what_if import TariffAdvice, tariff_advice
from bot.storage.tariff_choices import FILE_NAME, load_tariff_choices
from tests.oracle import bill as oracle
from tests.oracle.rules import Rules
from tests.services.world import FACTORY, HOME, ROOT, SHOP, YEARLY, World

TARIFFS = ROOT / "knowledge" / "tariffs"


def advised(world: World, number: str) -> TariffAdvice:
    return tariff_advice(
        world.books,
        world.meters,
        account=world.account(number),
        tariffs=world.tariffs,
        choices=load_tariff_choices(ROOT / "knowledge" / FILE_NAME),
        now=world.now,
    )


@pytest.fixture(scope="module")
def always_today() -> Rules:
    """The oracle's own reading of the files, as if the newest version had always held."""
    rules = Rules(TARIFFS)
    for code, versions in rules.versions.items():
        newest = {**versions[-1], "valid_from": "2000-01-01"}
        newest.pop("valid_to", None)
        rules.versions[code] = [newest]
    return rules


@pytest.mark.parametrize("number", [HOME, SHOP, YEARLY, FACTORY])
def test_every_month_of_every_option_is_what_the_oracle_says(
    world: World, always_today: Rules, number: str
) -> None:
    """Own contract and others, eighteen months, to the fen."""
    found = advised(world, number)

    assert found.weighed
    own = found.use.terms
    for weighed in found.weighed:
        assert len(weighed.months) == len(found.use.months) == 18
        for month, used in zip(weighed.months, found.use.months, strict=True):
            for terms, amount in (
                (own, month.own_yuan),
                (weighed.option.terms, month.other_yuan),
            ):
                demand = used.demand_kw if terms.basic_charge is BasicCharge.DEMAND else None
                usage = replace(used.usage, max_demand_kw=demand)
                expected = oracle.amount(oracle.lines(always_today, terms, usage))
                assert amount == Decimal(expected.numerator) / expected.denominator, month.period


def test_a_home_at_home_by_night_should_switch(world: World) -> None:
    """Yearly tiers, a third of the use by night: every month gains, and the year says so."""
    found = advised(world, YEARLY)
    best = found.best

    assert best is not None
    assert best.option.terms.tariff_code == "res_year_tou"
    assert found.verdict(best) is Verdict.WORTH
    assert best.losing == ()
    assert best.yearly_range_yuan is not None
    low, high = best.yearly_range_yuan
    assert low <= best.saving_yuan <= high
    assert best.saving_yuan == sum(month.saving_yuan for month in best.months[-A_YEAR:])


def test_estimated_days_are_counted(world: World) -> None:
    """Five days of May were estimated; the answer carries it."""
    assert advised(world, YEARLY).provenance.days_estimated == 5
    assert advised(world, HOME).provenance.days_estimated == 0


def test_a_shop_is_told_what_it_may_not_choose(world: World) -> None:
    """Time of use for shops is decided by the rules."""
    best = advised(world, SHOP).best

    assert best is not None
    assert not best.option.choosable


def test_a_factory_weighs_its_basic_charge_and_its_power_factor(world: World) -> None:
    """By demand today: capacity and measured demand are held against it; cos φ is rewarded."""
    found = advised(world, FACTORY)

    assert {item.option.key for item in found.weighed} == {
        "ci_two_part/capacity/",
        "ci_two_part/demand/",
    }
    assert found.power_factor is not None
    assert found.power_factor.charged_yuan < 0
    assert found.own_shifts[0].saving_yuan > 0


def test_moving_more_saves_more(world: World) -> None:
    """Ten and twenty percent, in order."""
    best = advised(world, YEARLY).best

    assert best is not None
    ten, twenty = best.shifts
    assert best.saving_yuan < ten.saving_yuan < twenty.saving_yuan


def _new_home(world: World, months: int) -> World:
    """The home as if its readings had begun a few months ago."""
    now = local_midnight(date(2025, 1 + months, 2))
    return replace(world, now=now)


def test_two_months_are_too_few(world: World) -> None:
    """No figure rather than a guess."""
    with pytest.raises(NotEnoughReadings) as refused:
        advised(_new_home(world, 2), HOME)

    assert refused.value.facts["days_present"] == 59
    assert refused.value.facts["days_needed"] == 90


def test_three_months_are_told_as_three_months(world: World) -> None:
    """Not stretched to a year, and no range over years."""
    found = advised(_new_home(world, 3), HOME)

    assert found.months == 3
    assert found.best is not None
    assert len(found.best.newest) == 3
    assert found.best.yearly_range_yuan is None


def test_a_hole_is_filled_with_the_mean_day_and_said(world: World) -> None:
    """Two days without readings: the month stands, its energy is that of thirty days."""
    hole = [date(2026, 6, 10), date(2026, 6, 11)]
    _forget(world, HOME, hole)

    use = past_months(world.books, world.meters, account=world.account(HOME), now=world.now)

    june = use.months[-1]
    assert june.days_missing == use.days_missing == 2
    filled = [day for day in june.usage.days if day.day in hole]
    read = [day.total_wh for day in june.usage.days if day.day not in hole]
    assert abs(filled[0].total_wh - sum(read) / len(read)) < 48


def test_a_month_hardly_read_is_left_out(world: World) -> None:
    """Eight days of thirty are gone: that month says nothing."""
    _forget(world, HOME, list(Period(date(2026, 6, 1), date(2026, 6, 9)).each_day()))

    use = past_months(world.books, world.meters, account=world.account(HOME), now=world.now)

    assert use.months[-1].period == Period.month(2026, 5)


def _forget(world: World, number: str, days: list[date]) -> None:
    """Readings that never came."""
    rows = [
        (f"M{number}", local_midnight(day) + timedelta(minutes=15 * quarter), None, "missing")
        for day in days
        for quarter in range(96)
    ]
    meter, start, energy, quality = (list(column) for column in zip(*rows, strict=True))
    world.meters.write(
        pa.table(
            {
                "meter_no": meter,
                "start": start,
                "energy_wh": pa.array(energy, pa.int64()),
                "quality": quality,
            }
        )
    )
