"""Where an account stands in its tiers, with the readings so far."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete

from bot.domain.period import SHANGHAI, Period
from bot.domain.unable import NoTiers
from bot.services.tier import TierAnswer, tier
from bot.storage import bills
from bot.storage.tables.billing import BillRow
from tests.services.world import FACTORY, HOME, NOW, YEARLY, World


def ask(world: World, no: str, now: datetime = NOW) -> TierAnswer:
    return tier(
        world.books, world.meters, account=world.account(no), tariffs=world.tariffs, now=now
    )


def metered(world: World, no: str, start: date, end: date) -> Decimal:
    """The sum of the raw readings, the plain way."""
    found = world.meters.readings(meter_no=f"M{no}", period=Period(start, end))
    return Decimal(sum(reading.energy_wh or 0 for reading in found)) / 1000


def test_month_tiers_count_this_months_readings(world: World) -> None:
    """July up to yesterday; what is left is the limit less the readings."""
    found = ask(world, HOME)

    used = metered(world, HOME, date(2026, 7, 1), date(2026, 8, 1)).quantize(Decimal("0.01"))
    assert found.position.used_kwh == used
    assert found.position.tier == 2
    assert found.position.left_kwh == Decimal(420) - used
    assert not found.by_year


def test_year_tiers_count_bills_and_readings_since(world: World) -> None:
    """January to June from the bills, July from the meter."""
    found = ask(world, YEARLY)

    with world.books.billing() as session:
        billed = bills.history(session, account_no=YEARLY, months=6)
    assert found.billed_kwh == sum(bill.energy_kwh for bill in billed)
    assert found.position.used_kwh == (
        found.billed_kwh + metered(world, YEARLY, date(2026, 7, 1), date(2026, 8, 1))
    ).quantize(Decimal("0.01"))
    assert found.position.cycle == Period(date(2026, 1, 1), date(2027, 1, 1))
    assert found.by_year


def test_a_new_tier_year_begins_at_zero(world: World) -> None:
    """On 3 January only January's readings count, whatever December's bill says."""
    now = datetime(2026, 1, 3, 9, 0, tzinfo=SHANGHAI)
    with world.books.billing(writing=True) as session:
        session.execute(delete(BillRow).where(BillRow.period_start >= date(2026, 1, 1)))

    found = ask(world, YEARLY, now)

    assert found.billed_kwh == 0
    assert found.position.cycle.start == date(2026, 1, 1)
    assert found.position.tier == 1


def test_a_tariff_without_tiers_says_so(world: World) -> None:
    """Firms pay by the hour, not by the tier."""
    with pytest.raises(NoTiers) as refusal:
        ask(world, FACTORY)

    assert refusal.value.facts["tariff_code"] == "ci_two_part"
