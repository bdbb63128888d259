"""Energy used: sums, gaps, comparisons and bands, against the raw readings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import Quality, Reading
from bot.services import usage
from tests.services.world import HOME, NOW, SHOP, YEARLY, World

JUNE, JULY = Period.month(2026, 6), Period.month(2026, 7)


def raw_kwh(world: World, no: str, period: Period) -> Decimal:
    found = world.meters.readings(meter_no=f"M{no}", period=period)
    wh = sum(reading.energy_wh or 0 for reading in found)
    return (Decimal(wh) / 1000).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_a_period_sums_its_readings(world: World) -> None:
    """June: thirty whole days."""
    found = usage.usage(world.meters, account=world.account(HOME), period=JUNE, now=NOW)

    assert found.total_kwh == raw_kwh(world, HOME, JUNE)
    assert len(found.days) == 30
    assert found.complete
    assert found.top_days[0].kwh == max(day.kwh for day in found.days)


def test_a_long_period_is_also_told_by_month(world: World) -> None:
    """Mid-May to the end of June: two months, each summed from its own readings."""
    span = Period(date(2026, 5, 16), date(2026, 7, 1))

    found = usage.usage(world.meters, account=world.account(HOME), period=span, now=NOW)

    half_may = Period(date(2026, 5, 16), date(2026, 6, 1))
    assert [(m.month, m.kwh, m.days) for m in found.months] == [
        (Period.month(2026, 5), raw_kwh(world, HOME, half_may), 16),
        (JUNE, raw_kwh(world, HOME, JUNE), 30),
    ]


def test_estimated_and_missing_days_are_said(world: World) -> None:
    """Five estimated days in May; one quarter lost on 3 June makes that day missing."""
    lost = local_midnight(date(2026, 6, 3)).astimezone(UTC) + timedelta(hours=5)
    world.meters.write([Reading(f"M{YEARLY}", lost, None, Quality.MISSING)])
    account = world.account(YEARLY)

    may = usage.usage(world.meters, account=account, period=Period.month(2026, 5), now=NOW)
    june = usage.usage(world.meters, account=account, period=JUNE, now=NOW)

    assert (may.provenance.days_estimated, may.complete) == (5, True)
    assert (june.provenance.days_missing, june.complete) == (1, False)
    assert [day.day for day in june.days if day.missing] == [date(2026, 6, 3)]


def test_a_period_without_readings_is_refused(world: World) -> None:
    """Never nought: the meter may simply not have reported."""
    with pytest.raises(NotEnoughReadings):
        usage.usage(
            world.meters, account=world.account(HOME), period=Period.month(2027, 1), now=NOW
        )


def test_a_running_month_is_compared_over_the_same_days(world: World) -> None:
    """Nineteen days of July against the first nineteen of June."""
    found = usage.compare(
        world.meters, account=world.account(HOME), period=JULY, earlier=JUNE, now=NOW
    )

    assert found.days_compared == 19
    july = raw_kwh(world, HOME, Period(date(2026, 7, 1), date(2026, 7, 20)))
    june = raw_kwh(world, HOME, Period(date(2026, 6, 1), date(2026, 6, 20)))
    assert found.change_kwh == july - june
    assert found.change_percent == ((july - june) / june * 100).quantize(Decimal("0.1"))


def test_whole_months_are_compared_whole(world: World) -> None:
    """June against May: 30 days against 31."""
    found = usage.compare(
        world.meters,
        account=world.account(HOME),
        period=JUNE,
        earlier=Period.month(2026, 5),
        now=NOW,
    )

    assert (len(found.period.days), len(found.earlier.days)) == (30, 31)


def test_bands_sum_to_the_total(world: World) -> None:
    """Peak from eight to ten in the evening, counted reading by reading."""
    found = usage.by_band(
        world.books,
        world.meters,
        account=world.account(HOME),
        period=JUNE,
        tariffs=world.tariffs,
        now=NOW,
    )

    readings = world.meters.readings(meter_no=f"M{HOME}", period=JUNE)
    peak = sum(
        reading.energy_wh or 0
        for reading in readings
        if 8 <= reading.start.astimezone(SHANGHAI).hour < 22
    )
    assert dict(found.band_kwh)["peak"] == (Decimal(peak) / 1000).quantize(Decimal("0.01"))
    assert found.own


def test_without_own_hours_the_hours_it_could_choose_are_used(world: World) -> None:
    """A yearly-tier home is split by the peak/valley tariff of the same cycle, and told so."""
    for no, code in ((YEARLY, "res_year_tou"), (SHOP, "ci_tou")):
        found = usage.by_band(
            world.books,
            world.meters,
            account=world.account(no),
            period=JUNE,
            tariffs=world.tariffs,
            now=NOW,
        )
        assert not found.own
        assert found.tariff_id.startswith(code)


def test_a_day_that_was_not_read_is_no_latest_reading(world: World) -> None:
    """Quarters that are all missing say nothing: the day before holds the newest reading."""
    midnight = datetime(2026, 7, 19, tzinfo=SHANGHAI)
    quarters = [midnight + timedelta(minutes=15 * place) for place in range(96)]
    world.meters.write([Reading(f"M{YEARLY}", at, None, Quality.MISSING) for at in quarters])

    found = usage.latest_reading(world.meters, account=world.account(YEARLY), now=NOW)

    assert found.at == midnight


def test_the_latest_reading_is_the_end_of_yesterday(world: World) -> None:
    """The last quarter of 19 July ends at midnight."""
    found = usage.latest_reading(world.meters, account=world.account(HOME), now=NOW)

    assert found.at == datetime(2026, 7, 20, tzinfo=SHANGHAI)
    assert found.day_kwh == raw_kwh(world, HOME, Period(date(2026, 7, 19), date(2026, 7, 20)))
    assert not found.estimated
