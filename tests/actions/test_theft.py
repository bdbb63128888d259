from __future__ import annotations

import pytest

from bot.domain.work_order import OrderKind
from tests.actions.service_talk import PHONE, orders, prove, receipts, the_order, titles
from tests.actions.stage import Stage

SEEN = "张三晚上从电线杆上挂线"


def report(stage: Stage) -> list[str]:
    """A whole report up to the question for a phone; what was said at each step."""
    return [
        stage.text(stage.say("有人偷电", "theft_report")),
        stage.text(stage.say("建设路菜市场后面张三家")),
        stage.text(stage.say(SEEN, "theft_report")),
        stage.text(stage.say("上个月开始")),
    ]


def test_it_is_anonymous_and_says_so_first(stage: Stage) -> None:
    """Even of a proven customer neither name nor account is kept."""
    prove(stage)
    said = report(stage)
    assert "不记名" in said[0]
    assert "别自己去拦" in said[0]
    stage.say("不留", "deny")
    done = stage.text(stage.say("对", "affirm"))
    order = the_order(stage)

    assert order.kind is OrderKind.THEFT_REPORT
    assert order.report.conversation_id is None
    assert order.report.account_no is None
    assert order.report.phone is None
    assert order.query_code in done
    assert receipts(stage) == []


def test_who_is_accused_is_never_said_back(stage: Stage) -> None:
    """The words are kept for those who look into it."""
    said = report(stage)
    said.append(stage.text(stage.say("不留", "deny")))
    said.append(stage.text(stage.say("对", "affirm")))

    assert "张三" not in "".join(said)
    assert "张三" in the_order(stage).report.place
    assert SEEN in the_order(stage).report.description


def test_who_wants_to_hear_back_leaves_a_phone(stage: Stage) -> None:
    """Then a text message comes; the account still stays out of it."""
    prove(stage)
    report(stage)
    stage.say(PHONE)
    stage.say("对", "affirm")

    assert the_order(stage).report.phone == PHONE
    assert the_order(stage).report.account_no is None
    assert [sms.address for sms in receipts(stage)] == [PHONE]


def test_an_anonymous_report_is_found_with_its_code_only(stage: Stage) -> None:
    """Not by the conversation that made it."""
    report(stage)
    stage.say("不留", "deny")
    stage.say("对", "affirm")
    order = the_order(stage)

    assert order.number not in stage.text(stage.say("我的举报怎么样了", "theft_report"))
    assert "举报" in stage.text(stage.say(f"{order.number} {order.query_code}"))


@pytest.mark.parametrize(("question", "answer"), [("举报有奖励吗", "保密"), ("偷电会判几年", "倍")])
def test_a_question_is_answered_before_anything_is_asked(
    stage: Stage, question: str, answer: str
) -> None:
    """With the report as the way on."""
    said = stage.say(question, "theft_report")

    assert answer in stage.text(said)
    assert "我要举报" in titles(said)


def test_a_question_inside_is_answered_too(stage: Stage) -> None:
    """「会保密吗」."""
    stage.say("有人偷电", "theft_report")
    said = stage.text(stage.say("会保密吗", "theft_report"))

    assert "会保密" in said
    assert "在什么地方" in said


def test_a_line_hooked_onto_a_pole_is_not_taken_for_danger(stage: Stage) -> None:
    """What is reported goes on; a line on the ground is danger all the same."""
    stage.say("有人偷电", "theft_report")
    stage.say("建设路菜市场后面")
    assert "什么时候看到" in stage.text(stage.say("晚上从电线杆上挂线", "safety_hazard"))

    assert "8 米" in stage.text(stage.say("他们把电线弄断了掉在地上", "safety_hazard"))


def test_not_knowing_since_when_skips_the_question(stage: Stage) -> None:
    """Even when the brain takes 「不清楚」 for 「再说一遍」."""
    stage.say("有人偷电", "theft_report")
    stage.say("建设路菜市场后面")
    stage.say(SEEN, "theft_report")

    assert "匿名" in stage.text(stage.say("不清楚", "repeat"))


@pytest.mark.parametrize("steps", range(4))
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """Nothing is written down."""
    stage.say("有人偷电", "theft_report")
    for text in ("建设路菜市场后面", SEEN, "上个月")[:steps]:
        stage.say(text)

    assert "没有登记" in stage.text(stage.say("算了", "cancel"))
    assert orders(stage) == []
