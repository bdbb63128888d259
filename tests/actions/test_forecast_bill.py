"""这个月大概要交多少; 下个月呢; 会不会超过两百; 超过两百提醒我."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from bot.services.bill_limit import limit_of
from tests.actions.account_talk import buttons
from tests.actions.stage import Said, Stage
from tests.services.forecast_home import EVEN, even_home
from tests.services.world import HOME, ID_LAST4, World, account


@pytest.fixture
def stage(world: World) -> Stage:
    """With the tables of forecasts and the home of equal days."""
    world.books.create_all()
    even_home(world)
    return Stage(world)


def even(stage: Stage, words: str, intent: str = "forecast_bill") -> Said:
    return stage.say(f"{words} {EVEN} {ID_LAST4}", intent)


def test_one_amount_with_its_range_its_reason_and_the_tier(stage: Stage) -> None:
    """158.47 yuan by paper; 94.68 so far; the second tier on the 24th."""
    said = even(stage, "这个月大概要交多少")
    text = stage.text(said)

    for part in (
        "2026年7月",
        "158 元",
        "158 到 159 元",
        "190 度",
        "94.68 元",
        "剩下 12 天",
        "120 度",
    ):
        assert part in text
    assert "7月24日会进第 2 档" in text
    assert len(text.splitlines()) <= 4


def test_the_chart_shows_the_bills_and_the_span_foreseen(stage: Stage) -> None:
    """Five bills, then the forecast with its two ends, all of which the words say too."""
    said = stage.say(f"这个月大概要交多少 {HOME} {ID_LAST4}", "forecast_bill")
    items = said[0]["custom"]["card"]["items"]

    assert len(items) == 6
    ahead = items[-1]
    assert ahead["emphasis"]
    assert Decimal(ahead["low"]) <= Decimal(ahead["value"]) <= Decimal(ahead["high"])
    assert all(ahead[name] in stage.text(said) for name in ("low", "value", "high"))
    assert all("low" not in item for item in items[:-1])


def test_past_accuracy_is_told(stage: Stage) -> None:
    """Worked out afterwards while nothing that was told is settled."""
    text = stage.text(stage.say(f"这个月大概要交多少 {HOME} {ID_LAST4}", "forecast_bill"))

    assert re.search(r"用同样的办法回头算2026年6月：\d+ 元，实际 [\d.]+ 元。", text)
    assert re.search(r"最近 3 个月平均差 \d+%", text)


def test_the_next_month_by_words_and_by_button(stage: Stage) -> None:
    """And back."""
    even(stage, "这个月大概要交多少")
    by_words = stage.text(stage.say("下个月电费能到多少", "forecast_bill"))
    said = stage.tap('/forecast_bill{"aspect":"next"}')

    assert "2026年8月大概要交 158 元" in by_words or "2026年8月大概要交 158" in by_words
    assert stage.text(said) == by_words
    assert "2026年7月" in stage.text(stage.tap(buttons(said)["这个月呢"]))


@pytest.mark.parametrize(
    ("limit", "part"),
    [("200", "多半不会超过 200 元"), ("120", "多半会超过 120 元"), ("90", "超过 90 元了")],
)
def test_whether_a_limit_will_be_passed(stage: Stage, limit: str, part: str) -> None:
    """Asked before the proof, answered after it."""
    stage.say(f"这个月会不会超过{limit}", "forecast_bill")
    stage.say(EVEN)

    assert part in stage.text(stage.say(ID_LAST4))


def test_a_season_is_answered_by_last_years_bills(stage: Stage) -> None:
    """Never a guess beyond the next month."""
    text = stage.text(stage.say(f"今年十二月电费大概多少 {HOME} {ID_LAST4}", "forecast_bill"))

    assert "现在还估不准" in text
    assert "2025年12月" in text


def test_a_few_days_are_told_in_kwh(stage: Stage) -> None:
    """10 kWh a day."""
    assert "2026年7月21日大约用 10 度" in stage.text(even(stage, "明天大概用多少度"))


def test_thin_readings_are_said_with_the_day(world: World) -> None:
    """And a way on."""
    world.books.create_all()
    even_home(world, first=date(2026, 7, 14))
    stage = Stage(world)
    said = even(stage, "这个月大概要交多少")

    assert "只有 6 天" in stage.text(said)
    assert "7月28日" in stage.text(said)
    assert "这个月到现在" in buttons(said)


@pytest.mark.parametrize("intent", ["forecast_bill", "subscribe_notice"])
def test_a_warning_is_set_after_the_proof_and_taken_back(stage: Stage, intent: str) -> None:
    """Whatever the brain takes it for."""
    stage.say("超过200提醒我", intent)
    stage.say(HOME)
    said = stage.say(ID_LAST4)
    found = limit_of(stage.world.books, account=account(HOME))

    assert "记下了" in stage.text(said)
    assert found is not None
    assert found.limit_yuan == Decimal(200)
    assert "不再提醒" in stage.text(stage.tap(buttons(said)["不用提醒了"]))
    assert limit_of(stage.world.books, account=account(HOME)) is None


@pytest.mark.parametrize("intent", ["forecast_bill", "unsubscribe_notice"])
def test_a_warning_is_taken_back_in_words(stage: Stage, intent: str) -> None:
    """As the message itself says."""
    stage.say(f"超过200提醒我 {HOME} {ID_LAST4}", "forecast_bill")

    assert "不再提醒" in stage.text(stage.say("取消超额提醒", intent))
    assert limit_of(stage.world.books, account=account(HOME)) is None


def test_limits_are_offered_above_what_is_foreseen(stage: Stage) -> None:
    """Round, and one tap sets it."""
    said = even(stage, "这个月大概要交多少")
    offered = buttons(stage.tap(buttons(said)["超过多少提醒我"]))

    assert list(offered) == ["180 元", "200 元", "240 元"]
    assert "预计要超过" in stage.text(stage.tap(offered["200 元"]))
    assert "不用提醒了" in buttons(stage.say("这个月大概要交多少", "forecast_bill"))


def test_another_month_ahead_asks_the_same_and_one_behind_asks_for_its_bill(stage: Stage) -> None:
    """「那这个月呢」, 「那上个月呢」."""
    stage.say(f"下个月大概要交多少 {HOME} {ID_LAST4}", "forecast_bill")

    assert "多半在" in stage.text(stage.say("那这个月呢", "inform"))
    assert "2026年6月的电费" in stage.text(stage.say("那上个月呢", "inform"))
