"""Why a bill changed, from the books and the meter, in a world whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete

from bot.domain.bill import LineKind
from bot.domain.bill_change import CauseKind
from bot.domain.period import Period
from bot.domain.unable import NoBill, NoEarlierBill
from bot.services.explanation import Against, Explanation, explain
from bot.storage import bills
from bot.storage.tables.billing import WeatherDayRow
from tests.domain.billed_pairs import fee_line
from tests.services.world import FACTORY, FIRST, HOME, NOW, SHOP, YEARLY, World, temperature

MAY, JUNE = Period.month(2026, 5), Period.month(2026, 6)
ALL = (HOME, SHOP, YEARLY, FACTORY)


def ask(world: World, no: str, **more: object) -> Explanation:
    return explain(
        world.books,
        world.meters,
        account=world.account(no),
        tariffs=world.tariffs,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def cooling_kwh(period: Period) -> float:
    """The world's own rule: 30 Wh a quarter and degree above 25, in 47 quarters of a day."""
    degrees = sum(max(temperature(day) - 25, 0) for day in period.each_day())
    return degrees * 30 * 47 / 1000


@pytest.mark.parametrize("no", ALL)
@pytest.mark.parametrize("against", list(Against))
def test_every_months_causes_sum_to_its_change(world: World, no: str, against: Against) -> None:
    """Each month of the last half year, for each account, in whole fen."""
    for month in range(2, 7):
        found = ask(world, no, period=Period.month(2026, month), against=against).change

        total = sum(int(cause.amount_yuan * 100) for cause in found.causes)
        assert total == int(found.after.amount_yuan * 100) - int(found.before.amount_yuan * 100)
        assert found.cause(CauseKind.REST) is None
        assert found.repriced


def test_a_hot_june_is_explained_by_the_weather(world: World) -> None:
    """The truth of the world: the air conditioner's extra energy, within 10 %."""
    found = ask(world, HOME)

    truth = cooling_kwh(JUNE) - cooling_kwh(MAY) * 30 / 31
    assert found.weather is not None
    assert float(found.weather.kwh) == pytest.approx(truth, rel=0.10)
    assert found.weather.cooling
    assert found.change.top[0].kind is CauseKind.WEATHER
    assert found.mean_c_after is not None
    assert found.mean_c_before is not None
    assert found.mean_c_after > found.mean_c_before + 3


@pytest.mark.parametrize("no", [SHOP, YEARLY, FACTORY])
def test_a_meter_that_ignores_the_weather_gets_no_weather_part(world: World, no: str) -> None:
    """Their readings in this world know nothing of temperature."""
    found = ask(world, no)

    assert found.weather is None
    assert found.change.cause(CauseKind.WEATHER) is None


def test_without_weather_data_the_energy_stays_in_base_use(world: World) -> None:
    """And the cause says that the weather is not known."""
    with world.books.billing(writing=True) as session:
        session.execute(delete(WeatherDayRow))

    found = ask(world, HOME)

    base = found.change.cause(CauseKind.BASE_USE)
    assert base is not None
    assert base.facts["weather_known"] is False
    assert (found.weather, found.mean_c_after) == (None, None)
    assert found.top_days[0].mean_c is None


def test_last_year_is_compared_on_request(world: World) -> None:
    """June against June; the prices changed on 1 January and are named."""
    found = ask(world, HOME, against=Against.LAST_YEAR)

    assert found.change.before.period == Period.month(2025, 6)
    tariff = found.change.cause(CauseKind.TARIFF)
    assert tariff is not None
    assert tariff.amount_yuan < 0
    assert tariff.facts["tariffs_after"][0][0] == "res_month_tou@2026-01-01"


def test_the_largest_days_and_the_nights_are_evidence(world: World) -> None:
    """The three largest days of June with their heat; nights from two to five."""
    found = ask(world, HOME)

    days = world.meters.days(meter_no=f"M{HOME}", period=JUNE)
    largest = sorted(days, key=lambda day: -day.total_wh)[:3]
    assert [day.day for day in found.top_days] == [day.day for day in largest]
    assert found.top_days[0].mean_c == temperature(largest[0].day)
    nights = [sum(day.slot_wh[4:10]) for day in days]
    assert float(found.night_kwh_after or 0) == pytest.approx(sum(nights) / 30_000, abs=0.006)


def test_a_late_fee_is_a_fee(world: World) -> None:
    """A line that is not energy is named by its kind."""
    with world.books.billing(writing=True) as session:
        bill = bills.covering(session, account_no=SHOP, period=JUNE)[0]
        facts = bills.usage_of(session, bill_id=bill.bill_id)
        assert facts is not None
        line = fee_line(LineKind.LATE_FEE, "3.21", JUNE)
        fined = replace(
            bill, amount_yuan=bill.amount_yuan + line.amount_yuan, lines=(*bill.lines, line)
        )
        bills.save(session, bills=[(fined, facts)])

    fees = ask(world, SHOP).change.cause(CauseKind.FEES)

    assert fees is not None
    assert fees.amount_yuan == Decimal("3.21")


def test_provenance_names_bills_prices_meter_and_model(world: World) -> None:
    """Everything needed to check the answer later."""
    trail = ask(world, HOME).provenance.as_json()

    assert trail["bill_ids"] == [f"B{HOME}-202605", f"B{HOME}-202606"]
    assert trail["tariff_ids"] == ["res_month_tou@2026-01-01"]
    assert trail["readings"] == ["2026-05-01", "2026-07-01"]
    assert trail["model"].startswith("degree-days fitted on")
    assert trail["verified"] is False


def test_no_bill_and_no_earlier_bill_are_said(world: World) -> None:
    """July is not billed; January 2025 is the first bill there is."""
    with pytest.raises(NoBill):
        ask(world, HOME, period=Period.month(2026, 7))
    with pytest.raises(NoEarlierBill) as refusal:
        ask(world, HOME, period=Period.month(2025, 1))

    assert refusal.value.facts["period"].start == FIRST


def test_the_arithmetic_can_be_opened(world: World) -> None:
    """From the earlier amount, step by step, to the later one."""
    change = ask(world, HOME).change

    assert change.steps[-1].amount_yuan == change.after.amount_yuan
    assert change.steps[0].kwh == (change.before.energy_kwh * 30 / 31).quantize(Decimal("0.01"))
    assert date(2026, 6, 1) == change.after.lines[0].period.start
