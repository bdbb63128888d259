from __future__ import annotations

import pytest

from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4, SHOP


@pytest.fixture
def known(stage: Stage) -> Stage:
    """A customer who has just been told the energy of May."""
    stage.say(f"上上个月用了多少度 {HOME} {ID_LAST4}", "query_usage")
    return stage


def test_the_period_is_named_with_its_dates(known: Stage) -> None:
    """The customer sees which days the figure is about."""
    assert "7月13日至7月19日" in known.text(known.say("上周用了多少", "query_usage"))


def test_a_comparison_leans_on_the_topic(known: Stage) -> None:
    """去年同期 is counted from the month spoken of, for the same account."""
    said = known.text(known.say("跟去年同期比呢", "compare_usage"))

    assert "2026年5月" in said
    assert "2025年5月" in said


@pytest.mark.parametrize("intent", ["inform", "query_usage", "nlu_fallback", "out_of_scope"])
def test_an_elliptic_follow_up_keeps_the_subject(known: Stage, intent: str) -> None:
    """「那上个礼拜呢」 asks the same of another period, whatever the brain takes it for."""
    said = known.text(known.say("那上个礼拜呢", intent))

    assert "7月13日" in said
    assert "度" in said


def test_one_day_is_one_sentence_without_a_chart(known: Stage) -> None:
    """A single bar would say nothing."""
    said = known.say("昨天用了多少", "query_usage")

    assert "2026年7月19日（周日）" in known.text(said)
    assert "card" not in said[0].get("custom", {})


def test_a_long_period_is_drawn_by_months(known: Stage) -> None:
    """Half a year of daily bars cannot be read."""
    said = known.say("今年用了多少度", "query_usage")

    assert len(said[0]["custom"]["card"]["items"]) == 7


def test_the_future_is_not_read(known: Stage) -> None:
    """Next month has no readings; that is said instead of an error."""
    assert "还没到" in known.text(known.say("下个月用了多少", "query_usage"))


def test_a_vague_period_is_asked_about_with_buttons(known: Stage) -> None:
    """前几天 could be many; a tap settles it."""
    said = known.say("前几天用了多少", "query_usage")
    choice = said[0]["buttons"][0]["payload"]

    assert "用了" in known.text(known.tap(choice))


def test_month_on_month_and_year_on_year_come_together(known: Stage) -> None:
    """Asked for both, both are given."""
    said = known.text(known.say("环比同比给我看看", "compare_usage"))

    assert "2026年4月" in said
    assert "2025年5月" in said


def test_neighbours_are_not_shown(known: Stage) -> None:
    """Other people's energy is theirs."""
    assert "隐私" in known.text(known.say("我家跟邻居比呢", "compare_usage"))


def test_the_tier_says_what_is_left(known: Stage) -> None:
    """Tier, what is left of it, and when counting begins anew."""
    said = known.text(known.say("用到第几档了", "query_tier"))

    assert "第 2 档" in said
    assert "离下一档还有" in said


def test_a_tariff_without_tiers_is_told_kindly(stage: Stage) -> None:
    """A shop has no tiers; that is an answer, not an error."""
    said = stage.text(stage.say(f"第几档 {SHOP} {ID_LAST4}", "query_tier"))

    assert "不按阶梯计价" in said


def test_the_meter_reading_says_when(known: Stage) -> None:
    """When the meter was last read, and how to check it oneself."""
    said = known.text(known.say("抄表的来过没有", "meter_reading"))

    assert "最近抄到" in said


def test_an_abnormal_rise_is_looked_for(known: Stage) -> None:
    """The days are shown with ways to find the cause."""
    said = known.say("家里没人怎么还走字", "abnormal_usage")

    assert "总开关" in known.text(said)
    assert said[0]["custom"]["card"]["kind"] == "bars"


def test_last_year_means_the_same_months_of_it(known: Stage) -> None:
    """After one month was spoken of, 跟去年比 holds it against that month, not a whole year."""
    assert "2025年5月" in known.text(known.say("跟去年比呢", "compare_usage"))
