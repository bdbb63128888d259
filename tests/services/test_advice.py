"""Saving advice on the little world, and what its customers say to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.advice import Reply, Tip, UsePart
from bot.domain.period import SHANGHAI, Period
from bot.domain.pricing import price
from bot.domain.unable import NotEnoughReadings, TipUnknown
from bot.services import advice
from bot.services.advice import SavingAdvice, saving_advice
from bot.storage.tips import load_tips
from tests.services.world import FACTORY, HOME, ROOT, SHOP, YEARLY, World, terms

TIPS = load_tips(ROOT / "knowledge" / "tips")


def advised(world: World, number: str) -> SavingAdvice:
    return saving_advice(
        world.books,
        world.meters,
        account=world.account(number),
        tariffs=world.tariffs,
        tips=TIPS,
        now=world.now,
    )


def named(code: str) -> Tip:
    return next(tip for tip in TIPS if tip.code == code)


def say(world: World, code: str, said: Reply, **facts: object) -> None:
    advice.reply(
        world.books,
        account=world.account(HOME),
        tip_code=code,
        said=said,
        source="test",
        now=world.now,
        **facts,  # type: ignore[arg-type]
    )


def codes(found: SavingAdvice) -> list[str]:
    return [item.tip.code for item in found.ranked.worth]


def test_the_months_cost_what_the_engine_says(world: World) -> None:
    """The newest twelve months under today's version; June stands in full under it already."""
    use = advised(world, HOME).use
    june = use.months[-1].usage

    assert (
        use.scenes[-1].amount_yuan
        == price(terms=terms(HOME), usage=june, tariffs=world.tariffs).amount_yuan
    )


def test_the_parts_follow_the_weather(world: World) -> None:
    """The home cools in summer and not in winter; the shop does not cool at all."""
    home, shop = advised(world, HOME).use, advised(world, SHOP).use
    names = [month.period.start.month for month in home.months]
    cooling = dict(zip(names, home.parts[UsePart.COOLING], strict=True))

    assert cooling[7] > 20
    assert cooling[1] == 0
    assert shop.kwh(UsePart.COOLING) == 0
    assert 0 < home.kwh(UsePart.BASE) < home.kwh(UsePart.TOTAL)
    assert home.kwh(UsePart.CAR) == 0


def test_a_charging_car_is_seen_and_its_hours_are_worth_something(world: World) -> None:
    """7 kW from 19:00 to 21:00 every other evening of the newest year."""
    account = world.account(HOME)
    days = [day for day in Period(date(2025, 7, 1), date(2026, 7, 1)).each_day() if day.day % 2]
    rows = world.meters.readings(
        meter_no=account.meter_no, period=Period(days[0], date(2026, 7, 1))
    )
    world.meters.write(
        replace(row, energy_wh=row.energy_wh + 1750)
        for row in rows
        if row.energy_wh is not None
        and (local := row.start.astimezone(SHANGHAI)).date() in days
        and local.hour in (19, 20)
    )

    item = advised(world, HOME).of("ev_valley")

    assert item is not None
    drawn = len(days) * 14
    assert drawn * Decimal("0.7") < item.basis_kwh < drawn * Decimal("1.2")
    # Every kWh moved saves 0.03 + 0.20 yuan.
    assert item.yuan_per_kwh == Decimal("0.2300")


def test_only_fitting_tips_are_told(world: World) -> None:
    """No air conditioner tip for who has none; nothing for shops at home."""
    home, yearly, factory = (codes(advised(world, n)) for n in (HOME, YEARLY, FACTORY))

    assert "ac_setpoint" in home
    assert "ac_setpoint" not in yearly
    assert "heater_valley" in home
    assert "heater_valley" not in yearly
    assert "demand_control" in factory
    assert not {"standby", "led"} & set(factory)


def test_the_most_yuan_come_first(world: World) -> None:
    """Among what the meter itself shows, by net yuan a year."""
    seen = [item for item in advised(world, HOME).ranked.worth if not item.tip.if_have]

    nets = [item.net_a_year_yuan for item in seen]
    assert nets == sorted(nets, reverse=True)


def test_what_never_pays_is_said(world: World) -> None:
    """A battery at home with 0.23 yuan between the bands, or with none at all."""
    for number in (HOME, YEARLY):
        poor = {item.tip.code for item in advised(world, number).ranked.not_worth}
        assert "storage_home" in poor


def test_what_was_done_is_put_away(world: World) -> None:
    """And comes back when taken back."""
    say(world, "standby", Reply.DONE)
    assert "standby" not in codes(advised(world, HOME))

    say(world, "standby", Reply.AGAIN)
    assert "standby" in codes(advised(world, HOME))


def test_not_for_me_lowers_the_subject(world: World) -> None:
    """Who will not time the heater hears the other heater tip later."""
    before = codes(advised(world, HOME))
    say(world, "heater_valley", Reply.NOT_FOR_ME)
    after = codes(advised(world, HOME))

    assert "heater_valley" not in after
    rest = [code for code in before if code != "heater_valley"]
    assert after.index("heater_timer") >= rest.index("heater_timer")
    half = {item.tip.code for item in advised(world, HOME).ranked.worth}
    assert "heater_timer" in half


def test_the_answer_to_one_account_is_not_the_others(world: World) -> None:
    """What the home said does not hide tips of the other home."""
    say(world, "led", Reply.DONE)

    assert "led" in codes(advised(world, YEARLY))


def test_a_reply_keeps_what_was_told(world: World) -> None:
    """So that it can be checked later."""
    told = advised(world, HOME).of("standby")
    assert told is not None
    say(world, "standby", Reply.DONE, told=told)

    kept = advice.replies_of(world.books, account=world.account(HOME))[0]
    assert (kept.told_low_yuan, kept.told_high_yuan) == (told.saves_yuan.low, told.saves_yuan.high)


def test_what_was_done_is_looked_for_later(world: World) -> None:
    """Not within five weeks; then against the same days of the year before."""
    account = world.account(HOME)
    early = replace(world, now=world.now - timedelta(days=60))
    say(early, "standby", Reply.DONE)
    done = advised(world, HOME).ranked.done

    soon = advice.done_check(
        world.meters, account=account, done=done, tips=TIPS, now=early.now + timedelta(days=20)
    )
    later = advice.done_check(world.meters, account=account, done=done, tips=TIPS, now=world.now)

    assert soon is None
    assert later is not None
    assert later.tip.code == "standby"
    assert later.since.period.period.start == early.now.date() + timedelta(days=1)
    assert later.since.earlier.period.start.year == 2025


def test_why_asks_for_what_the_meter_shows(world: World) -> None:
    """A tip that does not fit is refused, one that was put away is still explained."""
    say(world, "standby", Reply.DONE)
    use = advised(world, HOME).use

    assert advice.why(use, tip=named("standby")).saves_yuan.high > 0
    with pytest.raises(TipUnknown):
        advice.why(use, tip=named("shop_led"))


def test_thin_readings_are_refused(world: World) -> None:
    """Two months say nothing."""
    early = replace(world, now=world.now.replace(year=2025, month=3, day=2))

    with pytest.raises(NotEnoughReadings):
        advised(early, HOME)


def test_a_kwh_of_standby_is_worth_its_tier_and_bands(world: World) -> None:
    """Between the cheapest and the dearest price of this tariff."""
    item = advised(world, HOME).of("standby")

    assert item is not None
    assert item.yuan_per_kwh is not None
    assert Decimal("0.2983") < item.yuan_per_kwh < Decimal("0.8283")
