"""需求响应 in talk: free to look at, shown in yuan before any yes, left with a word."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from actions.demand_response import said
from bot.domain.demand_response import EnrolmentStatus
from bot.storage import dr_enrolments
from tests.actions.account_talk import buttons, prove
from tests.actions.stage import Stage
from tests.domain.test_dr_settlement import EVENT
from tests.services.response_office import BEFORE_PAST, PAST, Office
from tests.services.world import FACTORY, HOME, ID_LAST4

KIND = "demand_response"


@pytest.fixture
def office(stage: Stage) -> Office:
    return Office(stage.world)


def standing(stage: Stage, event: str = "E1") -> EnrolmentStatus | None:
    with stage.world.books.service(writing=False) as service:
        found = dr_enrolments.find(service, event_id=event, account_no=HOME)
    return found.status if found else None


def test_what_there_is_anybody_may_hear(stage: Stage, office: Office) -> None:
    """No number, no proof; figures of a home only after it."""
    told = stage.text(stage.say("最近有什么错峰活动", KIND))

    assert "7月21日（周二）18:00 到 20:00" in told
    assert "自愿" in told
    assert "元" not in told


def test_without_events_that_is_said(stage: Stage) -> None:
    assert "没有安排错峰活动" in stage.text(stage.say("最近有什么错峰活动", KIND))


def test_what_it_would_bring_comes_with_its_range_and_reasons(stage: Stage, office: Office) -> None:
    prove(stage)
    answer = stage.say("我家参加错峰能拿多少钱", KIND)
    told = stage.text(answer)

    assert re.search(r"大约能少用 0\.\d\d 千瓦", told)
    assert "空调调高两度" in told
    assert re.search(r"合起来，您大约能得 \d+\.\d\d 元到 \d+\.\d\d 元", told)
    assert "完全自愿" in told
    assert "未经核对" in told
    assert list(buttons(answer))[-2:] == ["参加", "这次不参加"]
    assert standing(stage) is None


def test_the_proof_is_asked_for_first(stage: Stage, office: Office) -> None:
    assert "户号" in stage.text(stage.say("我家参加错峰能拿多少钱", KIND))
    assert "合起来" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))


def test_joining_is_read_back_and_takes_one_yes(stage: Stage, office: Office) -> None:
    prove(stage)
    asked = stage.say("我要参加这次响应", KIND)

    assert "要参加吗" in stage.text(asked)
    assert standing(stage) is None
    assert "给您报上了" in stage.text(stage.tap("/affirm"))
    assert standing(stage) is EnrolmentStatus.ACCEPTED
    assert "已经参加" in stage.text(stage.say("我要参加这次响应", KIND))


def test_a_no_is_a_no(stage: Stage, office: Office) -> None:
    prove(stage)
    stage.say("我要参加这次响应", KIND)

    assert "这次不参加" in stage.text(stage.tap("/deny"))
    assert standing(stage) is EnrolmentStatus.DECLINED


def test_leaving_needs_one_word_even_in_the_middle(stage: Stage, office: Office) -> None:
    prove(stage)
    stage.say("我要参加这次响应", KIND)
    stage.tap("/affirm")
    stage.now = EVENT.starts_at + timedelta(minutes=45)
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")

    told = stage.text(stage.say("不想参加了 退出需求响应", KIND))
    assert "已经给您退出" in told
    assert "不罚" in told
    assert standing(stage) is EnrolmentStatus.OPTED_OUT


def test_a_word_is_enough_after_events_were_spoken_of(stage: Stage, office: Office) -> None:
    """「报名」 whatever the brain takes it for."""
    prove(stage)
    stage.say("最近有什么错峰活动", KIND)

    assert "要参加吗" in stage.text(stage.say("报名", "inform"))


def test_several_events_are_chosen_from(stage: Stage) -> None:
    later = replace(
        EVENT,
        event_id="E2",
        **{
            name: getattr(EVENT, name) + timedelta(days=1)
            for name in ("starts_at", "ends_at", "reply_by")
        },
    )
    Office(stage.world, events=(EVENT, later))
    prove(stage)
    asked = stage.say("我要报名参加错峰", KIND)

    assert "哪一次" in stage.text(asked)
    stage.tap(dict(buttons(asked))["7月22日（周三）18:00 到 20:00"])
    stage.tap("/affirm")
    assert standing(stage, "E2") is EnrolmentStatus.ACCEPTED
    assert standing(stage) is None


def test_results_say_what_was_spared_and_what_it_brought(stage: Stage, office: Office) -> None:
    office.steady(FACTORY)
    office.join(HOME, "PAST", BEFORE_PAST)
    office.rewrite(HOME, PAST, times=0.2)
    office.settle()
    prove(stage)
    answer = stage.say("上次响应的补贴到账了吗", KIND)
    told = stage.text(answer)

    assert "7月16日（周四）18:00 到 20:00：计划少用" in told
    assert f"{office.balance(HOME):.2f} 元" in told
    assert "先不评" in told
    cards = [m["custom"]["card"] for m in answer if (m.get("custom") or {}).get("card")]
    assert cards[0]["kind"] == "bars"
    assert [bar["label"] for bar in cards[0]["items"]] == ["没有活动时大约", "这次用了"]


def test_who_never_took_part_has_no_results(stage: Stage, office: Office) -> None:
    prove(stage)

    assert "还没有参加过" in stage.text(stage.say("上次响应的补贴呢 查一下", KIND))


@pytest.mark.parametrize("text", ["错峰是强制的吗", "不参加会不会拉我的闸"])
def test_it_is_voluntary(stage: Stage, office: Office, text: str) -> None:
    told = stage.text(stage.say(text, KIND))

    assert "自愿" in told
    assert "不罚" in told


def test_ordered_use_is_something_else(stage: Stage, office: Office) -> None:
    told = stage.text(stage.say("这个跟有序用电一样吗", KIND))

    assert "不是一回事" in told
    assert (
        "planned_outage_notice/orderly"
        in dict(buttons(stage.say("有序用电", KIND)))["看有序用电的规定"]
    )


def test_a_breathing_machine_ends_it(stage: Stage, office: Office) -> None:
    prove(stage)
    told = stage.text(stage.say("家里有呼吸机 参加错峰行吗", KIND))

    assert "以后不会请这户" in told
    assert "一直开着" in told
    again = stage.text(stage.say("我要参加这次响应", KIND))
    assert "不请这户参加" in again
    assert standing(stage) is None


def test_a_breathing_machine_without_power_is_an_emergency(stage: Stage, office: Office) -> None:
    """Even when the brain takes it for a question about an event just spoken of."""
    prove(stage)
    stage.say("最近有什么错峰活动", KIND)
    told = stage.text(stage.say("停电了 呼吸机停了", KIND))

    assert "120" in told
    assert "不会请这户" not in told


def test_no_more_invitations(stage: Stage, office: Office) -> None:
    prove(stage)

    assert "不再邀请" in stage.text(stage.say("以后别再邀请我参加响应了", KIND))


def test_thin_data_is_said_with_its_days(stage: Stage, office: Office) -> None:
    prove(stage)
    stage.world.meters.clear()

    told = stage.text(stage.say("我家参加错峰能拿多少钱", KIND))
    assert "只有 0 天，至少要 10 天" in told


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("我要参加这次响应", said.JOIN),
        ("明天下午两点到四点的邀约我接受", said.JOIN),
        ("报名", said.JOIN),
        ("这次不参加了", said.LEAVE),
        ("退出需求响应", said.LEAVE),
        ("这次邀约我拒绝", said.LEAVE),
        ("上次响应补贴到账了吗", said.RESULTS),
        ("响应结果查询", said.RESULTS),
        ("我们厂能压200千瓦有多少补贴", said.WORTH),
        ("必须参加吗", said.COMPULSORY),
        ("我家用制氧机", said.PROTECT),
        ("以后别给我发邀约了 不想再收到邀约", said.NEVER),
        ("有什么错峰活动", said.EVENTS),
        ("需求响应是什么", ""),
        ("基线怎么算的", ""),
    ],
)
def test_the_side_is_heard(text: str, side: str) -> None:
    heard: Any = SimpleNamespace(text=text)

    assert said.side_of(heard) == side
