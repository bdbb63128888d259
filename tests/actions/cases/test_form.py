"""Writing something down together: what the form does with every sort of message."""

from __future__ import annotations

from actions.cases.case import open_cases
from tests.actions.cases.conftest import Errand
from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4

PHONE = "13800001234"


def read_back(stage: Stage) -> None:
    """Everything is given and stands to be confirmed."""
    stage.say("5号")
    stage.say(PHONE)
    stage.say("放门口", "out_of_scope")


def test_what_is_missing_is_asked_and_then_read_back(stage: Stage, errand: Errand) -> None:
    """Question by question, then everything once more."""
    assert "电话" in stage.text(stage.say("5号"))
    assert "交代" in stage.text(stage.say(PHONE))
    assert (
        stage.text(stage.say("放门口", "out_of_scope")) == f"送到5号，电话{PHONE}，放门口，对吗？"
    )


def test_it_is_done_once_it_is_confirmed(stage: Stage, errand: Errand) -> None:
    """Not before; and then nothing stays open."""
    read_back(stage)
    assert errand.done == []

    assert "办好了" in stage.text(stage.say("对", "affirm"))
    assert errand.done == [("k1", {"place": "5号", "phone": PHONE, "note": "放门口"})]
    assert stage.loop is None
    assert not stage.slots["cases"]


def test_several_answers_in_one_message_are_all_taken(stage: Stage, errand: Errand) -> None:
    """Nothing that was said already is asked for."""
    assert "交代" in stage.text(stage.say(f"送到5号，电话{PHONE}"))


def test_an_optional_question_may_be_skipped(stage: Stage, errand: Errand) -> None:
    """「没有」 is an answer."""
    stage.say("5号")
    stage.say(PHONE)

    assert "对吗" in stage.text(stage.say("没有", "deny"))


def test_a_value_is_corrected_while_another_is_asked(stage: Stage, errand: Errand) -> None:
    """The question that was open stays open."""
    stage.say("5号")

    assert "电话" in stage.text(stage.say("说错了，是8号"))
    stage.say(PHONE)
    assert "8号" in stage.text(stage.say("没有", "deny"))


def test_a_value_is_corrected_when_it_is_read_back(stage: Stage, errand: Errand) -> None:
    """And read back once more before anything is done."""
    read_back(stage)

    assert "送到9号" in stage.text(stage.say("不对，是9号", "deny"))
    assert errand.done == []


def test_who_only_says_no_is_asked_what_is_wrong(stage: Stage, errand: Errand) -> None:
    """A bare 「不对」 leads to the parts, not back to the start."""
    read_back(stage)
    said = stage.say("不对", "deny")

    assert "哪里不对" in stage.text(said)
    assert len(said) == 1
    assert "电话" in stage.text(stage.say("电话", "inform"))
    assert "13900001234" in stage.text(stage.say("13900001234"))


def test_a_part_named_as_wrong_is_asked_anew(stage: Stage, errand: Errand) -> None:
    """「地址不对」."""
    read_back(stage)

    assert "送到哪里" in stage.text(stage.say("地址不对", "deny"))


def test_a_part_named_as_wrong_may_come_with_the_right_one(stage: Stage, errand: Errand) -> None:
    """「地址错了，送6号」 needs no further question."""
    read_back(stage)

    assert "送到6号" in stage.text(stage.say("地址错了，送6号", "deny"))


def test_a_digression_is_answered_and_the_question_comes_back(stage: Stage, errand: Errand) -> None:
    """Named, so that everybody knows what it is about."""
    said = stage.text(stage.say("你是机器人吗", "chitchat"))

    assert "程序" in said
    assert "接着刚才的跑腿：送到哪里" in said


def test_a_question_about_the_matter_itself_is_answered(stage: Stage, errand: Errand) -> None:
    """And what was asked is asked again."""
    said = stage.text(stage.say("多久能到", "restore_time"))

    assert "半天" in said
    assert "送到哪里" in said


def test_a_proof_in_between_leads_back_to_the_matter(stage: Stage, errand: Errand) -> None:
    """Asking for the bill in the middle: proof, answer, and on with what was open."""
    stage.say("5号")
    assert "户号" in stage.text(stage.say("我先查一下电费", "query_bill"))
    said = stage.text(stage.say(f"{HOME} {ID_LAST4}"))

    assert "电费是" in said
    assert "接着刚才的跑腿：留个电话" in said
    stage.say(PHONE)
    assert "5号" in stage.text(stage.say("没有", "deny"))


def test_useless_answers_end_with_a_person(stage: Stage, errand: Errand) -> None:
    """The same question is never asked a fifth time."""
    stage.say("5号")
    assert "11 位" in stage.text(stage.say("嗯", "affirm"))
    assert "转人工" in str(stage.say("好", "affirm"))
    stage.say("啊", "nlu_fallback")
    assert "转人工" in stage.text(stage.say("哦", "nlu_fallback"))
    assert stage.loop is None


def test_cancelling_leaves_at_any_point(stage: Stage, errand: Errand) -> None:
    """And nothing is done."""
    stage.say("5号")

    assert "不送了" in stage.text(stage.say("算了", "cancel"))
    assert stage.loop is None
    assert not stage.slots["cases"]
    assert errand.done == []


def test_when_it_cannot_be_done_nothing_given_is_lost(stage: Stage, errand: Errand) -> None:
    """The customer is told, and goes on from the reading back when it works again."""
    read_back(stage)
    errand.broken = True
    assert "留着" in stage.text(stage.say("对", "affirm"))
    errand.broken = False

    assert "送到5号" in stage.text(stage.tap("/affirm"))
    assert "办好了" in stage.text(stage.say("对", "affirm"))
    assert [key for key, _ in errand.done] == ["k1"]


def test_a_slot_of_an_older_version_is_passed_over() -> None:
    """Nothing breaks on what another version of the program wrote."""
    assert open_cases([{"kind": 3}, "x", None]) == ()
    assert open_cases(None) == ()
