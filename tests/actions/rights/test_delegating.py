"""A relative acts by the holder's consent: the code goes to the holder and says what it is for."""

from __future__ import annotations

import pytest

from bot.services import access
from tests.actions.account_talk import clock, code, opened, other, prove_by_code, texts
from tests.actions.stage import Stage
from tests.services.world import HOME, YEARLY


@pytest.fixture
def son(stage: Stage) -> Stage:
    """Somebody who is not the holder."""
    return opened(stage)


def granted(stage: Stage) -> list[str]:
    return access.granted_numbers(
        stage.world.books, conversation_id=stage.conversation_id, now=clock(stage)
    )


def asked(son: Stage, scopes: str = "只查询") -> None:
    """Everything said up to the code."""
    son.say("上个月电费", "query_bill")
    assert "户主本人同意" in son.text(son.say("户主是我妈"))
    son.tap('/inform{"proof_way":"delegate"}')
    son.say(HOME)
    son.say("我是她儿子")
    son.say(scopes)


def test_the_question_that_waited_is_answered_after_the_consent(son: Stage) -> None:
    """And how far it reaches is said."""
    asked(son)
    said = son.text(son.say(code(son)))

    assert "可以给户号 3501*****0017 办：查询，到2026年10月18日" in said
    assert "电费是" in said


def test_the_holder_reads_who_what_and_until_when(son: Stage) -> None:
    """In the message with the code, and once more after it."""
    asked(son, "查询和缴费")
    asking = texts(son)[-1]
    assert "儿子" in asking
    assert "查询、缴费" in asking
    assert "2026年10月18日" in asking

    son.say(code(son))
    assert "您已同意儿子代办" in texts(son)[-1]


def test_a_span_that_is_said_is_taken(son: Stage) -> None:
    """一年, without being asked."""
    son.say("想替我妈代办一年", "bind_account")
    son.say(HOME)
    son.say("我是她儿子")
    son.say("都可以")

    assert "2027年7月20日" in son.text(son.say(code(son)))


def test_the_number_given_for_the_proof_is_not_asked_again(son: Stage) -> None:
    """Nor is the code of the proof taken for consent."""
    son.say("上个月电费", "query_bill")
    son.say(HOME)
    son.say("户主不在")
    son.say("户主是我妈")
    son.tap('/inform{"proof_way":"delegate"}')
    son.say("儿子")

    assert "6 位数字" in son.text(son.say("只查询"))


def test_a_meter_leads_to_the_account_without_naming_it(son: Stage) -> None:
    """表上有个…: the number on the meter is enough; whose it is stays unsaid."""
    son.say("上个月电费", "query_bill")
    son.say("我不知道户号")
    said = son.text(son.say("表上有个0023456789"))
    assert "没有查到" in said
    assert not granted(son)


def test_a_wrong_code_is_asked_again_and_opens_nothing(son: Stage) -> None:
    """Three times, then it is shut."""
    asked(son)
    assert "还可以再试 2 次" in son.text(son.say("987654"))
    son.say("987653")
    said = son.text(son.say("987652"))

    assert "暂停" in said
    assert not granted(son)
    assert son.loop is None


def test_another_code_is_sent_after_a_while(son: Stage) -> None:
    """没收到."""
    asked(son)
    assert "请再等" in son.text(son.say("没收到"))
    son.wait(minutes=2)
    son.say("没收到")

    assert "户主同意了" in son.text(son.say(code(son)))


def test_the_code_is_in_no_slot(son: Stage) -> None:
    """Nor is anything about the holder."""
    asked(son)
    given = code(son)
    son.say("987654")
    assert "987654" not in str(son.slots)
    son.say(given)

    assert given not in str(son.slots)


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_it_can_be_left_at_every_step(son: Stage, steps: int) -> None:
    """Nothing is open then."""
    son.say("想替我妈代办", "bind_account")
    for text in (HOME, "我是她儿子", "只查询")[:steps]:
        son.say(text)

    assert "先不办代办" in son.text(son.say("算了", "cancel"))
    assert not granted(son)


def test_the_holder_ends_it_at_once(son: Stage) -> None:
    """取消代办."""
    asked(son)
    son.say(code(son))
    mother = other(son, "mother")
    mother.wait(minutes=5)
    son.wait(minutes=5)
    prove_by_code(mother)
    assert "儿子（您同意的代办）" in mother.text(mother.say("取消代办", "unbind_account"))
    mother.say("对", "affirm")

    assert not granted(son)


def test_the_relative_gives_it_up(son: Stage) -> None:
    """解绑."""
    asked(son)
    son.say(code(son))
    son.say("解绑", "unbind_account")

    assert not granted(son)


def test_looking_is_no_leave_to_act(son: Stage) -> None:
    """The phone, the notices and who else may are the holder's."""
    asked(son)
    son.say(code(son))

    assert "没有同意" in son.text(son.say("账单短信别发了", "unsubscribe_notice"))
    assert "核对" in son.text(son.say("换手机号", "change_phone"))
    son.say("算了", "cancel")
    assert "只有户主本人能办" in son.text(son.say("谁绑了我的户号", "bind_account"))


def test_a_holder_without_a_phone_is_sent_to_the_counter(son: Stage) -> None:
    """Said plainly, before anything is asked for nothing."""
    son.say("想替我妈代办", "bind_account")
    son.say(YEARLY)
    son.say("我是她儿子")

    assert "营业厅" in son.text(son.say("只查询"))
    assert son.loop is None
