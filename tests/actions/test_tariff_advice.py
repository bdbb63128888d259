"""哪种电价划算, from the general rule to the own months."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.actions.stage import Said, Stage
from tests.services.world import FACTORY, HOME, ID_LAST4, SHOP, YEARLY, World


@pytest.fixture
def stage(world: World) -> Stage:
    """With the tables of advice."""
    world.books.create_all()
    return Stage(world)


def asked(stage: Stage, number: str, proof: str = ID_LAST4) -> Said:
    return stage.say(f"我家换哪种电价划算 {number} {proof}", "tariff_advice")


def titles(said: Said) -> list[str]:
    return [button["title"] for message in said for button in message.get("buttons", [])]


def card(said: Said) -> dict[str, object]:
    return next(m["custom"]["card"] for m in said if "card" in m.get("custom", {}))  # type: ignore[no-any-return]


def test_the_rule_comes_before_the_proof(stage: Stage) -> None:
    """Who asks in general hears from which share on it pays, and may have it computed."""
    said = stage.say("峰谷电价划算吗", "tariff_advice")

    assert "13%" in stage.text(said)
    assert "户号" not in stage.text(said)
    assert "演示电价" in stage.text(said)
    assert titles(said) == ["按我家的读数算"]


def test_the_tap_asks_for_the_proof_and_then_answers(stage: Stage) -> None:
    """The question waits while the account is proven."""
    assert "户号" in stage.text(stage.tap('/tariff_advice{"aspect":"own"}'))

    assert "109.20" in stage.text(stage.say(f"{YEARLY} 4567", "inform"))


def test_a_switch_that_pays_is_told_with_range_and_reason(stage: Stage) -> None:
    """Both yearly costs, the range over years, every month, the valley's share, estimated days."""
    said = asked(stage, YEARLY, "4567")
    text = stage.text(said)

    for part in ("1275.03", "1165.83", "109.20 到 109.65", "每个月都省", "32%", "5 天的读数是估算"):
        assert part in text
    assert titles(said)[0] == "办理峰谷"
    assert any(button["payload"] == "/tou_switch" for button in said[0]["buttons"])


def test_the_chart_says_nothing_the_words_do_not(stage: Stage) -> None:
    """Now, the other, and the other with a tenth moved."""
    said = asked(stage, YEARLY, "4567")
    now, other, moved = (Decimal(item["value"]) for item in card(said)["items"])  # type: ignore[attr-defined]

    assert f"{now}" in stage.text(said)
    assert f"{other}" in stage.text(said)
    assert f"{now - moved:.2f}" in stage.text(said)


def test_who_has_the_hours_keeps_them(stage: Stage) -> None:
    """The saving is told of what one has, and nothing is pushed."""
    said = asked(stage, HOME)

    assert "留着峰谷划算" in stage.text(said)
    assert "省 143.58 到 155.29 元" in stage.text(said)
    assert "取消峰谷" not in titles(said)


def test_not_worth_it_is_said_plainly(stage: Stage) -> None:
    """The shop would pay more, and could not choose anyway."""
    text = stage.text(asked(stage, SHOP))

    assert "对您不划算" in text
    assert "不能自己选" in text
    assert "每个月都多花" in text


def test_a_factory_hears_of_capacity_demand_and_power_factor(stage: Stage) -> None:
    """Every way of paying the basic charge; cos φ; what moving use brings."""
    text = stage.text(asked(stage, FACTORY, "8901"))

    for part in ("最大需量", "变压器容量", "23820.00", "功率因数平均 0.95", "减收了", "挪到谷段"):
        assert part in text


def test_why_shows_every_month_and_sums(stage: Stage) -> None:
    """Twelve rows, and the table's total is their sum."""
    asked(stage, YEARLY, "4567")
    said = stage.tap('/tariff_advice{"aspect":"why"}')
    table = card(said)

    assert stage.text(said).count("改后") == 12
    values = [Decimal(item["value"]) for item in table["items"]]  # type: ignore[attr-defined]
    assert sum(values) == Decimal(table["total"]["value"])  # type: ignore[index]
    assert "依据" in stage.text(said)


def test_not_for_me_stops_the_pushing(stage: Stage) -> None:
    """The figures are still told when asked for; the offer to switch is not."""
    asked(stage, YEARLY, "4567")
    assert "记下了" in stage.text(stage.tap('/tariff_advice{"aspect":"not_for_me"}'))

    again = stage.say("那哪种电价划算", "tariff_advice")

    assert "109.20" in stage.text(again)
    assert "办理峰谷" not in titles(again)
    assert "不适合我" not in titles(again)


def test_young_readings_are_no_year(stage: Stage) -> None:
    """Four months are told as four; two are refused."""
    assert stage.now is not None
    stage.now = stage.now.replace(year=2025, month=5, day=2)
    assert "有 4 个月" in stage.text(asked(stage, YEARLY, "4567"))

    stage.now = stage.now.replace(month=3)
    assert "还不够" in stage.text(stage.say("哪种电价划算", "tariff_advice"))
