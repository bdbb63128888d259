from __future__ import annotations

from decimal import Decimal

from bot.domain.period import Period
from bot.services.usage import usage
from tests.actions.stage import Stage
from tests.actions.test_billing import card_of, prove
from tests.services.world import HOME


def test_what_runs_at_night_is_told(stage: Stage) -> None:
    """Leak or fridge: the customer hears what is used while everybody sleeps."""
    assert "夜里两点到五点" in prove(stage, HOME, "没人在家还走字", "abnormal_usage")


def test_a_month_is_looked_at_together_with_the_weeks_before(stage: Stage) -> None:
    """A jump on the first day of a month cannot be seen within that month."""
    prove(stage, HOME, "6月电费多少", "query_bill")
    card = card_of(stage.say("6月用电是不是异常", "abnormal_usage"))

    assert len(card["items"]) >= 60  # type: ignore[arg-type]


def test_night_energy_is_the_six_half_hours_from_two(stage: Stage) -> None:
    """An oracle that adds the readings between two and five o'clock itself."""
    world = stage.world
    with world.books.billing() as session:
        from bot.storage import accounts

        account = accounts.find(session, account_no=HOME)
    assert account
    assert stage.now
    day = Period.month_of(stage.now.date()).start
    span = Period(day, day.replace(day=2))
    readings = world.meters.readings(meter_no=account.meter_no, period=span)
    night = sum(r.energy_wh or 0 for r in readings if 2 <= r.start.hour < 5)

    found = usage(world.meters, account=account, period=span, now=stage.now)

    assert found.days[0].night_kwh == (Decimal(night) / 1000).quantize(Decimal("0.01"))


def test_energy_is_told_by_time_of_day(stage: Stage) -> None:
    """谷电用了多少: every band, and the bands sum to the whole."""
    said = prove(stage, HOME, "6月谷电用了多少度", "query_usage")

    assert "峰段" in said
    assert "谷段" in said
