from __future__ import annotations

import pytest

from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4


def test_a_question_nobody_has_an_action_for_is_answered_from_an_article(stage: Stage) -> None:
    """With where it comes from."""
    said = stage.text(stage.say("电表箱外面那段线老化了归谁管，产权分界点在哪里", "nlu_fallback"))

    assert "产权" in said
    assert "出处：" in said


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("居民阶梯电价的一档二档三档是怎么划分的？", "query_tier"),
        ("一般欠费多久会被停电啊，怎么规定的", "query_arrears"),
        ("每个月几号抄表", "meter_reading"),
    ],
)
def test_a_rule_is_told_without_a_proof(stage: Stage, question: str, intent: str) -> None:
    """Although the brain takes the question for one about the customer's own account."""
    said = stage.text(stage.say(question, intent))

    assert stage.loop is None
    assert "出处：" in said or "30 天" in said


def test_ones_own_affairs_still_need_the_proof(stage: Stage) -> None:
    """「我家」 is no question about the rule."""
    assert "户号" in stage.text(stage.say("我家用到第几档了？", "query_tier"))


def test_where_nothing_is_sure_the_nearest_are_offered_as_buttons(stage: Stage) -> None:
    """Tapping one reads it out."""
    said = stage.say("电价补贴那个什么规定", "nlu_fallback")
    payloads = [b["payload"] for message in said for b in message.get("buttons", [])]
    articles = [payload for payload in payloads if '"article"' in payload]

    if articles:
        told = stage.text(stage.tap(articles[0]))
        assert "出处：" in told


def test_what_is_not_ours_gets_no_article(stage: Stage) -> None:
    """The weather is no matter of the utility."""
    said = stage.text(stage.say("明天会下雨吗", "out_of_scope"))

    assert "出处" not in said
    assert "参考" not in said


def test_an_article_in_the_middle_of_a_proof_leaves_the_proof_open(stage: Stage) -> None:
    """The pending question is answered afterwards."""
    stage.say("查电费", "query_bill")
    stage.say("产权分界点在哪里，表后线坏了归谁修", "nlu_fallback")

    assert "电费是" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))
