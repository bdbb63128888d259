"""What a customer hears when something is wrong, or nothing is."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.period import Period
from bot.services.usage import compare, usage
from bot.services.weather_effect import weather_effect
from tests.actions.stage import Said, Stage
from tests.actions.test_billing import PROOFS, card_of, prove
from tests.services.test_anomaly import change
from tests.services.world import HOME, READ_TO


def ask(stage: Stage, text: str = "用电是不是不正常", number: str = HOME) -> Said:
    return stage.say(f"{text} {number} {PROOFS[number]}", "abnormal_usage")


def titles(said: Said) -> list[str]:
    return [item["title"] for message in said for item in message.get("buttons") or []]


def test_nothing_unusual_is_said_plainly_with_figures(stage: Stage) -> None:
    said = ask(stage)
    span = Period(date(2026, 6, 20), READ_TO)
    total = usage(
        stage.world.meters, account=stage.world.account(HOME), period=span, now=stage.world.now
    ).total_kwh

    assert "没有看出异常" in stage.text(said)
    assert "总开关" in stage.text(said)
    assert f"{total.normalize():f} 度" in stage.text(said)
    assert "申请验表" in titles(said)
    assert not any(item.get("emphasis") for item in card_of(said)["items"])  # type: ignore[attr-defined]


def test_a_leak_is_told_with_its_day_watts_reason_and_next_step(stage: Stage) -> None:
    change(stage.world, HOME, date(2026, 6, 10), READ_TO, "add", 320)

    said = ask(stage)
    text = stage.text(said)

    assert "从6月10日起" in text or "从6月11日起" in text or "从6月9日起" in text
    assert "漏电" in text
    assert "瓦" in text
    assert "总开关" in text
    assert {"怎么自己查", "有人被电到、发麻", "申请验表"} == set(titles(said))
    marked = [item["label"] for item in card_of(said)["items"] if item.get("emphasis")]  # type: ignore[attr-defined]
    assert marked[-1] == "7/19"
    assert 37 <= len(marked) <= 42


def test_the_steps_to_look_at_home_come_by_button(stage: Stage) -> None:
    change(stage.world, HOME, date(2026, 6, 10), READ_TO, "add", 320)
    said = ask(stage)
    buttons = [item for message in said for item in message.get("buttons") or []]
    button = next(item for item in buttons if item["title"] == "怎么自己查")

    steps = stage.text(stage.tap(button["payload"]))

    assert json.loads(button["payload"].removeprefix("/abnormal_usage")) == {"aspect": "check"}
    assert steps.count("·") >= 4


def test_a_meter_that_stands_still_leads_to_the_report_of_the_meter(stage: Stage) -> None:
    change(stage.world, HOME, date(2026, 7, 10), READ_TO, "part", 0.0)

    said = ask(stage)

    assert "一度电也没有走（共 10 天）" in stage.text(said)
    assert titles(said)[0] == "报修电表"


@pytest.mark.parametrize("part", [0.15, 0.3])
def test_suspected_theft_is_never_told(stage: Stage, part: float) -> None:
    change(stage.world, HOME, date(2026, 4, 1), READ_TO, "part", part)

    said = json.dumps(ask(stage), ensure_ascii=False)

    for word in ("窃电", "偷电", "theft", "suspected", "绕", "嫌疑"):
        assert word not in said


def test_somebody_whose_home_is_empty_hears_what_runs_all_the_time(stage: Stage) -> None:
    text = stage.text(ask(stage, "没人住怎么还走字"))

    assert "没人的时候也一直有约" in text
    assert "总开关" in text


def test_the_weathers_part_of_a_change_is_told_with_its_energy(stage: Stage) -> None:
    """June against May: the oracle is the effect that the explanation of a bill rests on."""
    world = stage.world
    june, may = Period.month(2026, 6), Period.month(2026, 5)
    account = world.account(HOME)
    effect, _ = weather_effect(world.books, world.meters, account=account, before=may, after=june)
    earlier = compare(world.meters, account=account, period=june, earlier=may, now=world.now)
    assert effect
    assert effect.kwh > earlier.earlier.total_kwh * Decimal("0.03")

    text = prove(stage, HOME, "6月用电和5月比", "compare_usage")

    assert "天气更热" in text
    assert f"{round(effect.kwh, 1).normalize():f} 度" in text
