"""The billing month that is still open."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, update

from bot.domain.period import SHANGHAI, Period
from bot.domain.unable import NoContract
from bot.domain.usage import DayEnergy
from bot.services.cycle import filled, open_cycle, quality
from bot.storage.tables.billing import BillRow, ContractRow
from tests.services.world import HOME, NOW, World


def open_period(world: World, now: datetime = NOW) -> Period:
    return open_cycle(world.books, world.meters, account=world.account(HOME), now=now).period


def test_the_open_month_follows_the_last_bill(world: World) -> None:
    """Bills that end on the 11th open a month from the 11th to the 11th."""
    with world.books.billing(writing=True) as session:
        newest = BillRow.period_end == date(2026, 7, 1)
        session.execute(update(BillRow).where(newest).values(period_end=date(2026, 7, 11)))

    assert open_period(world) == Period(date(2026, 7, 11), date(2026, 8, 11))


def test_after_a_long_gap_it_is_the_calendar_month(world: World) -> None:
    """A bill that ended months ago opens nothing."""
    assert open_period(world, datetime(2026, 10, 5, tzinfo=SHANGHAI)) == Period.month(2026, 10)


def test_a_new_account_has_an_open_month_too(world: World) -> None:
    """No bill yet: the calendar month."""
    with world.books.billing(writing=True) as session:
        session.execute(delete(BillRow))

    assert open_period(world) == Period.month(2026, 7)


def test_energy_so_far_is_exact(world: World) -> None:
    """Wh are summed before anything is rounded."""
    cycle = open_cycle(world.books, world.meters, account=world.account(HOME), now=NOW)

    readings = world.meters.readings(meter_no=f"M{HOME}", period=cycle.period)
    assert cycle.kwh == Decimal(sum(reading.energy_wh or 0 for reading in readings)) / 1000
    assert cycle.read_to == date(2026, 7, 19)


def test_without_a_contract_nothing_can_be_priced(world: World) -> None:
    """The account and the day are said."""
    with world.books.billing(writing=True) as session:
        session.execute(delete(ContractRow))

    with pytest.raises(NoContract):
        open_period(world)


def test_days_without_readings_are_filled_and_counted() -> None:
    """One day known of three: two hold nothing and count as missing."""
    period = Period(date(2026, 7, 1), date(2026, 7, 4))
    known = DayEnergy(date(2026, 7, 2), (10,) * 48, estimated_slots=3)

    assert [day.total_wh for day in filled([known], period)] == [0, 480, 0]
    assert quality([known], period) == (1, 2)
