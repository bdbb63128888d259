"""怎么省电: in general, in yuan for one meter, and what comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.stage import Said, Stage
from tests.services.world import FACTORY, HOME, ID_LAST4, World


@pytest.fixture
def stage(world: World) -> Stage:
    """With the tables of advice."""
    world.books.create_all()
    return Stage(world)


@pytest.fixture
def known(stage: Stage) -> Stage:
    """The home was proven and told its tips."""
    stage.say(f"我家怎么省电 {HOME} {ID_LAST4}", "energy_saving")
    return stage


def payload(said: Said, title: str) -> str:
    buttons = [button for message in said for button in message.get("buttons", [])]
    return str(next(button["payload"] for button in buttons if title in button["title"]))


def test_general_tips_need_no_proof(stage: Stage) -> None:
    """And lead on to the own figures."""
    article = stage.say("怎么省电", "energy_saving")
    assert "户号" not in stage.text(article)
    said = stage.tap(payload(article, "省电的办法"))

    assert "空调" in stage.text(said)
    assert "户号" not in stage.text(said)
    assert "户号" in stage.text(stage.tap(payload(said, "按我家的读数算")))


def test_tips_carry_yuan_costs_and_what_does_not_pay(known: Stage) -> None:
    """Three, each with a range; the old fridge said not to be worth it; a chart beside."""
    said = known.say("怎么省电", "energy_saving")
    text = known.text(said)

    assert "2577" in text or "2578" in text
    assert "1144.54" in text
    assert "一年约省 42 到 106 元，要花 20 到 60 元" in text
    assert "对您不划算的：" in text
    assert "换掉老冰箱" in text
    assert "一般估计" in text
    chart = said[0]["custom"]["card"]
    assert len(chart["items"]) == 3
    assert all(item["value"] in text for item in chart["items"])


def test_done_is_hidden_and_can_be_taken_back(known: Stage) -> None:
    """The next tips follow at once."""
    told = known.say("怎么省电", "energy_saving")
    done = known.tap(payload(told, "第1样做过了"))

    assert "记成做过了" in known.text(done)
    assert "1. 关掉待机" not in known.text(done)
    back = known.tap(payload(done, "放回来"))
    assert "1. 关掉待机" in known.text(back)


def test_not_for_me_is_hidden(known: Stage) -> None:
    """For a year."""
    told = known.say("怎么省电", "energy_saving")
    known.tap(payload(told, "第1样不适合我"))

    assert "关掉待机：" not in known.text(known.say("怎么省电", "energy_saving"))


def test_why_gives_figures_price_and_source(known: Stage) -> None:
    """What was seen, how much of it, what a kWh is worth here, and that nobody checked it."""
    why = known.text(known.tap('/energy_saving{"aspect":"why:standby"}'))

    for part in ("134 瓦", "1178 度", "94 到 236 度", "值 0.45 元", "依据：", "没有逐项核对"):
        assert part in why


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("ac_setpoint", "空调大约用了 533 度"),
        ("heater_valley", "挪到便宜的时段"),
        ("storage_home", "5 度的电池"),
        ("pv_home", "3 千瓦的光伏"),
        ("ev_charger", "公共桩每度按 1 到 1.5 元"),
    ],
)
def test_every_kind_has_its_reason(known: Stage, code: str, part: str) -> None:
    """In figures of this meter."""
    assert part in known.text(known.tap(f'/energy_saving{{"aspect":"why:{code}"}}'))


@pytest.mark.parametrize("code", ["demand_control", "after_hours", "storage_business"])
def test_a_factory_has_reasons_too(stage: Stage, code: str) -> None:
    """Demand, base load, storage."""
    stage.say(f"我厂里怎么省电 {FACTORY} 8901", "energy_saving")

    assert "依据：" in stage.text(stage.tap(f'/energy_saving{{"aspect":"why:{code}"}}'))


def test_offers_are_told_apart(known: Stage) -> None:
    """Sun, battery and charger with payback; what never pays is said."""
    said = known.text(known.say("装光伏储能划算吗", "energy_saving"))

    assert "装屋顶光伏" in said
    assert "回本" in said
    assert "对您不划算的：装家用储能" in said
    assert "关掉待机" not in said


def test_what_is_gone_or_does_not_fit_is_said(known: Stage) -> None:
    """A button of an older version; a tip for factories."""
    assert "没有了" in known.text(known.tap('/energy_saving{"aspect":"done:nosuch"}'))
    assert "用不上" in known.text(known.tap('/energy_saving{"aspect":"why:inverter"}'))


def test_what_was_done_is_looked_for_later(known: Stage) -> None:
    """Two months on, the readings since are held against last year's."""
    assert known.now is not None
    now = known.now
    known.now = now - timedelta(days=60)
    known.say(f"我家怎么省电 {HOME} {ID_LAST4}", "energy_saving")
    known.tap('/energy_saving{"aspect":"done:standby"}')
    known.now = now

    said = known.text(known.say(f"我家怎么省电 {HOME} {ID_LAST4}", "energy_saving"))

    assert "您2026年5月21日说做了“关掉待机”" in said
    assert "比去年同一段" in said
