"""Talking about a procedure: the place is kept, whatever the brain takes a message for."""

from __future__ import annotations

import pytest

from tests.actions.business.conftest import begin_pile, buttons, case
from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4


@pytest.mark.parametrize("odd", ["inform", "out_of_scope", "nlu_fallback", "chitchat"])
def test_the_charging_pile_from_first_word_to_kept_draft(stage: Stage, odd: str) -> None:
    """A whole conversation whose middle messages carry any intent."""
    assert "车位是您自己的、租的" in stage.text(stage.say("我想装充电桩", "ev_pile"))
    said = stage.text(stage.say("租的车位，物业不同意", "complaint"))
    assert "国家文件要求物业配合" in said
    assert "车位租赁合同" in said
    assert "车位主人同意装桩的说明" in said
    said = stage.text(stage.say("7千瓦的行吗", odd))
    assert "单相电" in said
    assert "租期" in said
    said = stage.text(stage.say("那帮我申请", odd))
    assert "租的车位" in said
    assert "7 千瓦" in said
    assert case(stage)["given"]["power_kw"] == "7"
    stage.say("有一年")
    said = stage.text(stage.say("多久能装好", "process_progress"))
    assert "5 个工作日" in said
    assert "用谁的名字申请" in said
    said = stage.text(stage.say("先不弄了明天再说", odd))
    assert "AP26" in said
    assert "继续申请" in said
    assert stage.loop is None


def test_what_was_said_at_once_is_not_asked_again(stage: Stage) -> None:
    """租的车位 and 7千瓦 in the first message."""
    said = stage.text(stage.say("租的车位想装个7千瓦的充电桩", "ev_pile"))

    assert "车位租赁合同" in said
    assert "车位是您自己的、租的" not in said
    stage.say("帮我申请")
    stage.say("有一年")
    stage.say("同意")
    assert case(stage)["asked"] == "applicant"


def test_a_shop_that_asks_for_a_meter_is_led_to_its_own_procedure(stage: Stage) -> None:
    """By its words, or after one yes."""
    assert "160 千瓦" in stage.text(stage.say("开个小店想装电表", "new_connection"))
    other = Stage(stage.world, conversation_id="other")
    other.say("我要装电表", "new_connection")
    said = other.say("开店用的")
    assert "改办低压商业新装电表" in buttons(said)
    assert "160 千瓦" in other.text(other.say("好的", "affirm"))


def test_which_of_two_discounts_is_asked_once(stage: Stage) -> None:
    """And understood in plain words."""
    said = stage.say("有什么优惠", "policy_discount")
    assert set(buttons(said)) == {"低保或特困", "家里人多"}
    assert "低保" in stage.text(stage.say("我妈吃低保"))


def test_a_refusal_shows_the_way_on_and_another_answer_may_be_given(stage: Stage) -> None:
    """Arrears first; 「交清了」 goes on where we were."""
    stage.say("房子卖了怎么过户", "transfer_name")
    said = stage.say("还欠着费", "query_arrears")
    assert "查欠费" in buttons(said)
    assert "现在就申请" in buttons(stage.say("交清了", "pay_bill"))


def test_a_question_of_another_department_is_left_to_it(stage: Stage) -> None:
    """In the middle of the talk, and the talk stays in mind."""
    stage.say("我想装充电桩", "ev_pile")
    assert "户号" in stage.text(stage.say("我家电费多少钱", "query_bill"))
    stage.say("算了", "cancel")
    assert "车位" in stage.text(stage.say("那帮我申请充电桩吧", "ev_pile"))


def test_another_procedure_named_is_another_matter(stage: Stage) -> None:
    """Not a detail of the one before."""
    stage.say("我想装充电桩", "ev_pile")
    assert "为什么要换名字" in stage.text(stage.say("过户要多久", "transfer_name"))


def test_an_unusable_answer_is_asked_again_and_then_let_go(stage: Stage) -> None:
    """Never the same question a fourth time."""
    stage.say("我想装充电桩", "ev_pile")
    assert "没听准" in stage.text(stage.say("嗯那个"))
    assert "没听准" in stage.text(stage.say("就是那个嘛"))
    assert "没听准" not in stage.text(stage.say("哎呀"))


def test_the_offer_is_accepted_or_put_off_in_a_word(stage: Stage) -> None:
    """「好」 opens the form, 「不用了」 leaves it in mind."""
    stage.say("一户多人口怎么办", "policy_discount")
    stage.say("六口人")
    assert "现在就申请" in buttons(stage.say("都在一本上"))
    assert "帮我申请" in stage.text(stage.say("不用了", "deny"))
    assert "6 人" in stage.text(stage.say("继续申请"))


def test_time_papers_and_counter_are_a_tap_away(stage: Stage) -> None:
    """With the promise as a date where there is one."""
    stage.say("新房子要装电表", "new_connection")
    said = stage.say("有房产证")
    offered = buttons(said)
    assert "7月27日" in stage.text(stage.tap(offered["多久能办好"]))
    assert "营业厅" in stage.text(stage.tap(offered["去营业厅办"]))


def test_papers_follow_the_business_named_or_spoken_of(stage: Stage) -> None:
    """And are asked for where neither says which."""
    assert "更名过户" in buttons(stage.say("要什么材料", "required_documents"))
    assert "为什么要换名字" in stage.text(stage.say("过户要带什么", "required_documents"))
    said = stage.text(stage.say("离婚了"))
    assert "离婚证" in said
    assert "死亡证明" not in said
    stage.say("交清了")
    assert "离婚证" in stage.text(stage.say("再说一下要带什么材料", "required_documents"))


def test_the_caution_is_said_once(stage: Stage) -> None:
    """Unverified lists say so, not in every sentence."""
    stage.say("销户怎么办", "close_account")
    stage.say("个人的")
    first = stage.text(stage.say("以后都不用了"))
    again = stage.text(stage.say("要带什么材料", "required_documents"))

    assert first.count("以当地供电公司") == 1
    assert "以当地供电公司" not in again


def test_no_personal_data_stays_in_the_talk_or_the_case(stage: Stage) -> None:
    """What a proven account told is only marked."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")
    stage.say("我想装充电桩，自己的车位", "ev_pile")
    said = stage.text(stage.say("那帮我申请"))

    assert "王**" in said
    assert "王小明" not in str(stage.slots)
    assert "13805910001" not in str(stage.slots)
    assert "某路" not in str(stage.slots)


def test_a_progress_question_after_handing_in_is_about_the_application(stage: Stage) -> None:
    """「什么时候能办好」 is general before, and about one's own afterwards."""
    stage.say("我要开通峰谷", "tou_switch")
    assert "抄表周期" in stage.text(stage.say("多久生效", "process_progress"))
    stage.say("家里用")
    stage.say("帮我申请")
    for text in (HOME, "陈建国", "13800001111"):
        stage.say(text)
    stage.say("对", "affirm")
    assert "AP26" in stage.text(stage.say("什么时候能办好", "process_progress"))


def test_stopping_in_the_overview_keeps_it_in_mind(stage: Stage) -> None:
    """Nothing is written yet, and 「继续申请」 begins where we were."""
    stage.say("我想装充电桩，自己的车位", "ev_pile")
    assert "继续申请" in stage.text(stage.say("先不弄了", "cancel"))
    assert "自己的车位" in stage.text(stage.say("继续申请", "process_progress"))


def test_begin_pile_opens_the_form(stage: Stage) -> None:
    """The walk that other tests start from."""
    begin_pile(stage)
    assert stage.loop == "case_form"
