"""The interim figure of the running month."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.domain.period import SHANGHAI, Period
from bot.domain.unable import NotEnoughReadings
from bot.services.month_so_far import month_so_far
from tests.services.world import FACTORY, HOME, NOW, World


def test_the_figure_is_the_readings_priced_with_whole_month_limits(world: World) -> None:
    """By hand: the first 230 kWh, the rest of the second tier, and the two bands."""
    account = world.account(HOME)

    found = month_so_far(world.books, world.meters, account=account, tariffs=world.tariffs, now=NOW)

    readings = world.meters.readings(meter_no=account.meter_no, period=Period.month(2026, 7))
    local = [(r.start.astimezone(SHANGHAI).hour, r.energy_wh or 0) for r in readings]
    peak = _kwh(sum(wh for hour, wh in local if 8 <= hour < 22))
    valley = _kwh(sum(wh for hour, wh in local if not 8 <= hour < 22))
    parts = (
        (Decimal(230), "0.4983"),
        (peak + valley - 230, "0.5483"),
        (peak, "0.03"),
        (valley, "-0.20"),
    )
    assert found.amount_yuan == sum(
        (kwh * Decimal(price)).quantize(Decimal("0.01"), "ROUND_HALF_UP") for kwh, price in parts
    )
    assert (found.days_read, found.read_to) == (19, date(2026, 7, 19))
    assert found.cycle == Period.month(2026, 7)


def test_a_month_without_a_reading_is_refused(world: World) -> None:
    """No figure is better than nought yuan."""
    with pytest.raises(NotEnoughReadings):
        month_so_far(
            world.books,
            world.meters,
            account=world.account(HOME),
            tariffs=world.tariffs,
            now=datetime(2026, 9, 5, 8, 0, tzinfo=SHANGHAI),
        )


def test_a_factory_by_demand_has_a_figure_too(world: World) -> None:
    """The demand so far stands for the month's; cos phi is left to the bill."""
    found = month_so_far(
        world.books,
        world.meters,
        account=world.account(FACTORY),
        tariffs=world.tariffs,
        now=NOW,
    )

    kinds = {line.kind.value for line in found.priced.lines}
    assert "basic" in kinds
    assert "power_factor" not in kinds


def _kwh(wh: int) -> Decimal:
    return (Decimal(wh) / 1000).quantize(Decimal("0.01"), "ROUND_HALF_UP")
