"""Abnormal use through the stores: what is told, from which readings, and to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.anomaly import AnomalyKind
from bot.domain.period import Period, local_midnight
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import Quality, Reading
from bot.services.anomaly import abnormal, for_staff
from tests.services.world import FACTORY, HOME, NOW, READ_TO, YEARLY, World


def change(world: World, number: str, since: date, until: date, rule: str, by: float) -> None:
    """Write the readings of some days again, changed: `add` watts or keep a `part`."""
    span = Period(since, until)
    changed = []
    for reading in world.meters.readings(meter_no=f"M{number}", period=span):
        energy = reading.energy_wh or 0
        wh = energy + round(by / 4) if rule == "add" else round(energy * by)
        changed.append(Reading(reading.meter_no, reading.start.astimezone(UTC), wh, Quality.ACTUAL))
    world.meters.write(changed)


@pytest.mark.parametrize("number", [HOME, YEARLY, FACTORY])
def test_an_ordinary_account_has_no_finding(world: World, number: str) -> None:
    found = abnormal(world.books, world.meters, account=world.account(number), now=NOW)

    assert found.findings == ()
    assert found.looked_at == Period(READ_TO - timedelta(days=30), READ_TO)


def test_energy_and_its_days_are_those_of_the_readings(world: World) -> None:
    found = abnormal(world.books, world.meters, account=world.account(HOME), now=NOW)
    read = world.meters.readings(meter_no=f"M{HOME}", period=found.looked_at)

    assert found.days_measured == 30
    assert found.energy_kwh * 1000 == pytest.approx(sum(r.energy_wh or 0 for r in read), abs=5)
    assert found.expected_kwh is not None
    assert found.expected_kwh == pytest.approx(found.energy_kwh, rel=Decimal("0.15"))
    assert found.provenance.readings == Period(date(2025, 6, 15), READ_TO)
    assert found.provenance.computed_at == NOW
    assert found.provenance.model


def test_a_leak_is_found_with_its_day_and_told_to_the_customer(world: World) -> None:
    change(world, HOME, date(2026, 5, 20), READ_TO, "add", 300)

    found = abnormal(world.books, world.meters, account=world.account(HOME), now=NOW)

    assert [one.kind for one in found.findings] == [AnomalyKind.LEAK]
    assert abs(found.findings[0].since - date(2026, 5, 20)) <= timedelta(days=2)
    assert found.findings[0].extra_wh == pytest.approx(7200, rel=0.25)


def test_suspected_theft_is_for_staff_and_never_for_the_customer(world: World) -> None:
    change(world, HOME, date(2026, 4, 1), READ_TO, "part", 0.2)
    account = world.account(HOME)

    staff = for_staff(world.books, world.meters, account=account, now=NOW)
    customer = abnormal(world.books, world.meters, account=account, now=NOW)

    assert AnomalyKind.THEFT_SUSPECTED in {one.kind for one in staff.findings}
    assert AnomalyKind.THEFT_SUSPECTED not in {one.kind for one in customer.findings}
    assert customer.base_w == staff.base_w


def test_only_days_before_the_end_asked_for_are_looked_at(world: World) -> None:
    change(world, HOME, date(2026, 6, 20), READ_TO, "add", 300)
    account = world.account(HOME)

    before = abnormal(world.books, world.meters, account=account, now=NOW, until=date(2026, 6, 15))

    assert before.findings == ()
    assert before.looked_at.end == date(2026, 6, 15)
    assert before.provenance.readings
    assert before.provenance.readings.end == date(2026, 6, 15)


def test_today_which_is_not_over_is_never_looked_at(world: World) -> None:
    noon = datetime.combine(READ_TO, datetime.min.time(), tzinfo=NOW.tzinfo) - timedelta(hours=12)

    found = abnormal(world.books, world.meters, account=world.account(HOME), now=noon)

    assert found.looked_at.end == READ_TO - timedelta(days=1)


def test_estimated_days_are_counted_and_left_out(world: World) -> None:
    found = abnormal(world.books, world.meters, account=world.account(YEARLY), now=NOW)

    assert found.provenance.days_estimated == 5


def test_a_lost_day_is_missing_and_no_stopped_meter(world: World) -> None:
    start = local_midnight(date(2026, 7, 17)).astimezone(UTC)
    lost = [
        Reading(f"M{HOME}", start + timedelta(minutes=15 * n), None, Quality.MISSING)
        for n in range(96 * 3)
    ]
    world.meters.write(lost)

    found = abnormal(world.books, world.meters, account=world.account(HOME), now=NOW)

    assert found.findings == ()
    assert found.provenance.days_missing == 3
    assert found.days_measured == 27
    assert found.looked_at.last_day == date(2026, 7, 16)


def test_a_new_meter_is_refused_with_its_days(world: World) -> None:
    with pytest.raises(NotEnoughReadings) as refused:
        abnormal(
            world.books,
            world.meters,
            account=world.account(HOME),
            now=NOW,
            until=date(2025, 1, 21),
        )
    assert refused.value.facts == {
        "period": Period(date(2025, 1, 1), date(2025, 1, 21)),
        "days_present": 20,
        "days_needed": 35,
    }
