from __future__ import annotations

from typing import Any

import pytest

from bot.domain.unable import StoreUnavailable
from bot.domain.work_order import OrderKind
from bot.services import work_order
from tests.actions.service_talk import PHONE, orders, prove, the_order, titles
from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4


@pytest.mark.parametrize("doubt", ["abnormal_usage", "explain_bill", "nlu_fallback"])
def test_after_a_high_bill_the_account_is_carried_along(stage: Stage, doubt: str) -> None:
    """The sample dialogue, whatever the brain takes 「我没多用啊」 for."""
    stage.say("这个月电费怎么这么高", "explain_bill")
    stage.say(f"{HOME} {ID_LAST4}")
    doubted = stage.say("我没多用啊", doubt)
    assert "申请验表" in titles(doubted)
    assert doubted[0]["custom"]["card"]["kind"] == "bars"

    said = stage.text(stage.say("那给我验表", "meter_check"))

    assert "户号" not in said
    assert "验表费退给您" in said
    assert "多收的电费也退" in said
    assert "依据" in said
    assert "每天用电" in said
    assert "什么时候方便" in said


def test_a_check_is_applied_for(stage: Stage) -> None:
    """Time, phone, reading back, number and promise."""
    prove(stage)
    stage.say("我要验表", "meter_check")
    stage.say("周六上午")
    read_back = stage.text(stage.say("可以", "affirm"))
    assert "周六上午" in read_back
    assert HOME not in read_back
    said = stage.text(stage.say("对", "affirm"))
    order = the_order(stage)

    assert order.kind is OrderKind.METER_CHECK
    assert order.report.account_no == HOME
    assert order.report.place == "福州市鼓楼区某路17号"
    assert order.number in said
    assert "5 个工作日内出具校表结果（7月27日前）" in said


def test_an_unknown_customer_proves_the_account_first(stage: Stage) -> None:
    """And the check goes on by itself."""
    assert "户号" in stage.text(stage.say("我要验表", "meter_check"))

    assert "什么时候方便" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))


def test_a_phone_is_corrected_when_it_is_read_back(stage: Stage) -> None:
    """「不对，电话是…」."""
    prove(stage)
    stage.say("我要验表", "meter_check")
    stage.say("随便")
    stage.say(PHONE)

    assert "13900001234" in stage.text(stage.say("不对，电话是13900001234", "deny"))


@pytest.mark.parametrize(
    ("question", "answer"), [("验表收费吗", "不收您的钱"), ("校表几天出结果", "5 个工作日")]
)
def test_a_question_about_checks_needs_no_account(stage: Stage, question: str, answer: str) -> None:
    """Answered with its source, before and in the middle of the application."""
    said = stage.say(question, "meter_check")
    assert answer in stage.text(said)
    assert "依据" in stage.text(said)
    assert "申请验表" in titles(said)

    prove(stage)
    stage.tap('/meter_check{"case_choice":"start"}')
    again = stage.text(stage.say(question, "meter_check"))
    assert answer in again
    assert "什么时候方便" in again


def test_one_account_is_checked_once_at_a_time(stage: Stage) -> None:
    """The second wish hears how far the first is."""
    prove(stage)
    stage.say("我要验表", "meter_check")
    stage.say("随便")
    stage.say(PHONE)
    stage.say("对", "affirm")
    said = stage.text(stage.say("给我验表", "meter_check"))

    assert "已经申请过" in said
    assert the_order(stage).number in said
    assert stage.loop is None


def test_the_days_can_be_looked_at_in_between(stage: Stage) -> None:
    """The alternative offered does not end the application."""
    prove(stage)
    stage.say("我要验表", "meter_check")
    said = stage.tap('/query_usage{"aspect":"daily"}')

    assert "接着刚才的验表" in stage.text(said)


def test_when_the_books_fail_nothing_said_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on from the reading back."""

    def broken(*_: Any, **__: Any) -> None:
        raise StoreUnavailable(store="orders")

    prove(stage)
    stage.say("我要验表", "meter_check")
    stage.say("周六上午")
    stage.say(PHONE)
    with monkeypatch.context() as patch:
        patch.setattr(work_order, "open_", broken)
        assert "留着" in stage.text(stage.say("对", "affirm"))

    assert "周六上午" in stage.text(stage.tap("/affirm"))
    stage.say("对", "affirm")
    assert len(orders(stage)) == 1


@pytest.mark.parametrize("steps", range(3))
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """Nothing is applied for."""
    prove(stage)
    stage.say("我要验表", "meter_check")
    for text in ("周六上午", PHONE)[:steps]:
        stage.say(text)

    assert "先不验" in stage.text(stage.say("算了", "cancel"))
    assert orders(stage) == []
