"""What became of a payment: arrived, late, twice, astray."""

from __future__ import annotations

import pytest

from bot.clients.payment import NoPayments
from bot.domain.refund import RefundReason
from bot.domain.work_order import OrderKind
from bot.services import arrival
from tests.actions.account_talk import book, buttons, case_of, prove, prove_by_code
from tests.actions.service_talk import orders, the_order
from tests.actions.stage import Stage
from tests.services.world import HOME, SHOP, YEARLY, account


def asked(stage: Stage, number: str = YEARLY) -> list[arrival.RefundRequest]:
    return arrival.requests(stage.world.books, account=account(number))


def twice(stage: Stage) -> None:
    book(stage, "88.00", hours_ago=2, name="T1")
    book(stage, "88.00", hours_ago=1, name="T2")


def test_a_payment_that_came_in_is_told_with_its_time(stage: Stage) -> None:
    """When, how and how much."""
    book(stage, "66.00", hours_ago=3, name="T1")
    prove(stage, YEARLY)

    said = stage.text(stage.say("我今天交的到账了没", "payment_problem"))

    assert "收到了：7月20日 09:00，微信，66.00 元" in said


def test_what_need_not_be_there_yet_gets_a_time(stage: Stage) -> None:
    """By when, and what to do then."""
    prove(stage, YEARLY)

    said = stage.text(stage.say("我刚才交了两百块没到账", "payment_problem"))

    assert "请等到 7月22日 00:00" in said
    assert stage.loop is None


def test_what_is_late_is_written_down_and_gets_a_number(stage: Stage) -> None:
    """Nothing that was said is asked again; the customer can name the number later."""
    prove(stage, YEARLY)
    said = stage.say("我7月3号交了200块没到账", "payment_problem")
    assert "按时间这笔钱该到了" in stage.text(said)
    assert "在哪里交的" in stage.text(said)

    assert "2026年7月3日交的 200.00 元，支付宝" in stage.text(stage.say("支付宝"))
    said = stage.text(stage.say("对", "affirm"))

    order = the_order(stage)
    assert order.kind is OrderKind.REFUND
    assert order.number in said
    assert [item.reason for item in asked(stage)] == [RefundReason.NOT_ARRIVED]


def test_without_day_and_sum_they_are_asked_one_by_one(stage: Stage) -> None:
    """And once they are known the books are looked at again before anybody traces it."""
    book(stage, "66.00", hours_ago=80, name="T1")
    prove(stage, YEARLY)
    assert "是哪一天交的" in stage.text(stage.say("钱没到", "payment_problem"))
    assert "交了多少钱" in stage.text(stage.say("7月17号"))

    said = stage.text(stage.say("66块"))

    assert "收到了" in said
    assert stage.loop is None
    assert not orders(stage)


def test_it_is_found_on_the_other_own_account(stage: Stage) -> None:
    """Both are open to the holder, so it may be said."""
    book(stage, "66.00", hours_ago=3, name="T1", number=SHOP)
    prove_by_code(stage, HOME)

    said = stage.text(stage.say(f"{HOME}今天交的66块没到账", "payment_problem"))

    assert "另一个户号 3501*****0025" in said


def test_paid_twice_is_seen_and_asked_back_once(stage: Stage) -> None:
    """The second time the first request is told."""
    twice(stage)
    prove(stage, YEARLY)
    said = stage.say("付了两次", "payment_problem")
    assert "10:00 和 11:00 各有一笔 88.00 元" in stage.text(said)
    assert "申请退回" in buttons(said)

    assert the_number(stage, stage.text(stage.say("对", "affirm")))
    assert "已经登记了" in stage.text(stage.say("付了两次", "payment_problem"))
    assert len(asked(stage)) == 1


def the_number(stage: Stage, said: str) -> bool:
    return the_order(stage).number in said


@pytest.mark.parametrize(("text", "intent"), [("不用了", "deny"), ("算了", "cancel")])
def test_a_refund_is_only_asked_after_a_yes(stage: Stage, text: str, intent: str) -> None:
    """Otherwise the money stays for the next bill, and that is said."""
    twice(stage)
    prove(stage, YEARLY)
    stage.say("付了两次", "payment_problem")

    assert "抵以后的电费" in stage.text(stage.say(text, intent))
    assert not asked(stage)
    assert stage.loop is None


def test_not_paid_twice_is_said_with_what_was_paid(stage: Stage) -> None:
    """And a way on."""
    prove(stage, YEARLY)

    said = stage.say("扣了两次", "payment_problem")

    assert "没看到交重的" in stage.text(said)
    assert "登记查找" in buttons(said)


def test_paid_to_another_account_nothing_is_told_of_it(stage: Stage) -> None:
    """Its number opens nothing; the customer's own account is proven and the rest is traced."""
    said = stage.text(stage.say(f"我交错户了，充到{YEARLY}去了", "payment_problem"))
    assert "不能看也不能说" in said
    assert stage.slots.get("account_no") is None

    stage.say(f"{HOME} 123X")
    stage.say("7月3号")
    stage.say("300元")
    stage.say("微信")
    stage.say("对", "affirm")

    (request,) = asked(stage, HOME)
    assert request.reason is RefundReason.WRONG_ACCOUNT
    assert not asked(stage, YEARLY)
    assert YEARLY not in the_order(stage).report.description


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_tracing_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """Nothing is written down, and it says so."""
    prove(stage, YEARLY)
    stage.say("我交错户了", "payment_problem")
    for text in ("7月3号", "300元", "微信")[:steps]:
        stage.say(text)

    assert "先不登记" in stage.text(stage.say("算了", "cancel"))
    assert not asked(stage)
    assert stage.loop is None


def test_a_slip_is_put_right_before_it_is_written_down(stage: Stage) -> None:
    """说错了是500."""
    prove(stage, YEARLY)
    stage.say("我交错户了", "payment_problem")
    for text in ("7月3号", "300元", "微信"):
        stage.say(text)

    assert "500.00 元" in stage.text(stage.say("说错了，是500元"))


def test_a_payment_company_that_is_down_does_not_stop_the_look(stage: Stage) -> None:
    """What the books show is told all the same."""
    book(stage, "66.00", hours_ago=3, name="T1")
    prove(stage, YEARLY)
    stage.payments = NoPayments()

    assert "收到了" in stage.text(stage.say("到账没", "payment_problem"))


@pytest.mark.parametrize("text", ["退款要几天到账", "账户里的余额能退出来吗", "交了电费多久到账"])
def test_rules_are_for_everyone(stage: Stage, text: str) -> None:
    """With their source, and no proof."""
    said = stage.text(stage.say(text, "payment_problem"))

    assert "出处" in said
    assert stage.loop is None


def test_a_dead_page_is_no_matter_of_proof(stage: Stage) -> None:
    """What to do is told at once."""
    assert "换个渠道" in stage.text(stage.say("支付页面报错", "payment_problem"))
    assert stage.loop is None
    assert not case_of(stage)


@pytest.mark.parametrize("text", ["两天前交的", "2天前交的", "前天交的", "7月18号交的"])
def test_the_day_is_heard_in_many_ways(stage: Stage, text: str) -> None:
    """The sum is asked next, and the day no more."""
    prove(stage, YEARLY)
    stage.say("我交错户了", "payment_problem")
    stage.say(text)

    assert case_of(stage)["paid_on"] == "2026-07-18"
