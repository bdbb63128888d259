from __future__ import annotations

import pytest

from bot.domain.work_order import OrderKind
from tests.actions.service_talk import PHONE, orders, prove, the_order, titles
from tests.actions.stage import Stage
from tests.services.world import HOME

BURNT = "昨天晚上电压突然升高，把我家电视和冰箱烧坏了"


def test_safety_and_evidence_come_before_the_first_question(stage: Stage) -> None:
    """What keeps people safe, what to keep; what was told is not asked again."""
    said = stage.text(stage.say(BURNT, "compensation"))

    assert "拔掉插头" in said
    assert "别扔" in said
    assert "在哪里" in said
    assert "什么时候" not in said
    assert "坏了哪些" not in said


def test_who_lost_no_appliance_hears_nothing_of_plugs(stage: Stage) -> None:
    """Crops and goods: keep the place as it is, and the papers."""
    said = stage.text(stage.say("昨天你们施工压坏了我家两亩菜地", "compensation"))

    assert "插头" not in said
    assert "照片" in said


def test_a_claim_is_written_down_with_its_promises(stage: Stage) -> None:
    """Nothing is promised about the money."""
    stage.say(BURNT, "compensation")
    stage.say("枫林小区8栋302")
    stage.say(PHONE)
    said = stage.text(stage.say("对", "affirm"))
    order = the_order(stage)

    assert order.kind is OrderKind.COMPENSATION
    assert order.report.place == "枫林小区8栋302"
    assert "不能替您打包票" in said
    assert "24 小时内联系您核查" in said
    assert "10 个工作日内" in said


def test_a_proven_account_fills_the_place_by_a_yes(stage: Stage) -> None:
    """And the claim is kept under it."""
    prove(stage)
    assert "某路17号" in stage.text(stage.say(BURNT, "compensation"))
    stage.say("是的", "affirm")
    stage.say("就用这个", "affirm")
    stage.tap('/inform{"case_choice":"registered"}')
    stage.say("对", "affirm")

    assert the_order(stage).report.account_no == HOME
    assert the_order(stage).report.place == "福州市鼓楼区某路17号"


def test_damage_elsewhere_is_not_put_under_the_account(stage: Stage) -> None:
    """The place is asked, the account left out."""
    prove(stage)
    stage.say(BURNT, "compensation")
    assert "在哪里" in stage.text(stage.say("不是", "deny"))
    stage.say("东风路12号")
    stage.say(PHONE)
    stage.say("对", "affirm")

    assert the_order(stage).report.account_no is None
    assert the_order(stage).report.place == "东风路12号"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("打雷烧了电视赔吗", "不可抗力"),
        ("烧坏的电器赔多少", "折旧"),
        ("停电冻货坏了赔不赔", "合同"),
        ("停电一天补多少钱", "通知"),
        ("赔偿标准", "能修好的"),
    ],
)
def test_a_question_what_is_paid_is_answered_with_its_source(
    stage: Stage, question: str, answer: str
) -> None:
    """Honestly, with the claim as the way on."""
    said = stage.say(question, "compensation")

    assert answer in stage.text(said)
    assert "出处" in stage.text(said)
    assert "登记我的损失" in titles(said)


def test_the_claim_after_a_question_knows_what_was_asked(stage: Stage) -> None:
    """Nobody tells the same thing twice."""
    stage.say("电压高把电视烧了赔不赔", "compensation")
    said = stage.text(stage.tap('/compensation{"case_choice":"start"}'))

    assert "什么时候的事" in said


def test_the_rules_are_told_in_the_middle(stage: Stage) -> None:
    """Both sides: what is paid, what is not; then on with the claim."""
    stage.say(BURNT, "compensation")
    said = stage.text(stage.tap('/compensation{"case_choice":"rules"}'))

    assert "依法赔偿" in said
    assert "不可抗力" in said
    assert "接着刚才的赔偿登记" in said


@pytest.mark.parametrize("steps", range(3))
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """The evidence is kept all the same."""
    stage.say(BURNT, "compensation")
    for text in ("枫林小区8栋302", PHONE)[:steps]:
        stage.say(text)

    assert "先留着" in stage.text(stage.say("算了", "cancel"))
    assert orders(stage) == []
