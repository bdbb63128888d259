"""Paying: the link for what is owed, never twice, and nothing lost on the way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.clients.payment import NoPayments
from bot.domain.payment_order import OrderStatus
from tests.actions.account_talk import (
    book,
    buttons,
    case_of,
    code,
    make_prepaid,
    opened,
    orders,
    other,
    pay,
    prove,
    prove_by_code,
)
from tests.actions.stage import Stage
from tests.services.world import FACTORY, HOME, ID_LAST4, YEARLY

LINK = "/demo/pay/"


def test_everyone_hears_the_ways_and_the_offer(stage: Stage) -> None:
    """No proof is asked for before somebody wants the link."""
    said = stage.say("交电费", "pay_bill")

    assert "App" in stage.text(said)
    assert {"查欠费", "在这里交"} <= set(buttons(said))
    assert stage.loop is None


def test_the_offer_leads_through_the_proof_to_the_link(stage: Stage) -> None:
    """What was asked for comes back by itself."""
    stage.tap('/pay_bill{"aspect":"here"}')
    said = stage.text(stage.say(f"{HOME} {ID_LAST4}"))

    assert "235.90 元" in said
    assert LINK in said
    assert [order.amount_yuan for order in orders(stage)] == [Decimal("235.90")]


def test_asked_twice_there_is_one_order(stage: Stage) -> None:
    """Never a second order for the same thing."""
    prove(stage)
    first = stage.text(stage.say("我要交电费", "pay_bill"))
    again = stage.text(stage.say("交电费的链接发我", "pay_bill"))

    (order,) = orders(stage)
    assert order.link in first
    assert order.link in again


def test_one_bill_alone_is_paid_when_it_is_named(stage: Stage) -> None:
    """The order that would pay it too is withdrawn."""
    prove(stage)
    stage.say("交电费", "pay_bill")
    said = stage.text(stage.say("把5月的交了", "pay_bill"))

    assert "2026年5月的电费还有 83.08 元" in said
    assert {order.status for order in orders(stage)} == {OrderStatus.OPEN, OrderStatus.CANCELLED}


def test_a_link_whose_time_is_over_is_renewed(stage: Stage) -> None:
    """The old one is shut."""
    prove(stage)
    stage.say("交电费", "pay_bill")
    stage.wait(minutes=31)
    prove(stage)
    said = stage.text(stage.say("链接过期了打不开", "payment_problem"))

    new, old = orders(stage)
    assert old.status is OrderStatus.EXPIRED
    assert new.link in said
    assert new.link != old.link


def test_paid_and_asked_it_is_found_and_booked(stage: Stage) -> None:
    """我交好了: the payment company is asked on the spot."""
    prove(stage)
    stage.say("交电费", "pay_bill")
    assert "还没有收到付款" in stage.text(stage.say("我交好了", "pay_bill"))

    pay(stage, orders(stage)[0])
    said = stage.text(stage.say("我交好了", "pay_bill"))

    assert "收到了：7月20日 12:00" in said
    assert "不欠费" in stage.text(stage.say("还欠吗", "query_arrears"))


def test_a_sum_waits_for_the_proof(stage: Stage) -> None:
    """给我充一百块钱: the sum is not asked again."""
    make_prepaid(stage, "30.00")
    stage.say("给我充一百块钱", "pay_bill")
    said = stage.text(stage.say(f"{YEARLY} 4567"))

    assert "余额还有 30.00 元" in said
    assert "付 100.00 元" in said


def test_filled_up_to_a_sum_only_the_rest_is_paid(stage: Stage) -> None:
    """充到两百 with 30 left is 170."""
    make_prepaid(stage, "30.00")
    prove(stage, YEARLY)

    assert "付 170.00 元" in stage.text(stage.say("充到两百", "pay_bill"))
    assert "已经够 20.00 元" in stage.text(stage.say("充到20块", "pay_bill"))


def test_without_a_sum_it_is_asked_with_sums_that_last(stage: Stage) -> None:
    """The buttons come from this month's pace; what is out of bounds is said and asked again."""
    make_prepaid(stage, "30.00")
    prove(stage, YEARLY)
    said = stage.say("充值", "pay_bill")
    assert any("30 天" in title for title in buttons(said))

    assert "10.00 到 5000.00" in stage.text(stage.say("五块"))
    assert "付 80.00 元" in stage.text(stage.say("八十吧"))
    assert stage.loop is None


def test_an_overdrawn_account_hears_it(stage: Stage) -> None:
    """And how urgent it is."""
    make_prepaid(stage, "-12.50")
    prove(stage, YEARLY)

    assert "透支 12.50 元" in stage.text(stage.say("充值", "pay_bill"))


def test_a_large_sum_is_confirmed_first(stage: Stage) -> None:
    """Nothing is ordered before the yes."""
    make_prepaid(stage, "30.00")
    prove(stage, YEARLY)
    assert "数目不小" in stage.text(stage.say("充两千", "pay_bill"))
    assert not orders(stage, YEARLY)

    assert "付 2000.00 元" in stage.text(stage.say("好", "affirm"))


@pytest.mark.parametrize(("text", "intent"), [("不要", "deny"), ("算了", "cancel")])
def test_a_large_sum_is_not_ordered_after_a_no(stage: Stage, text: str, intent: str) -> None:
    """A no is a no, however it is said."""
    make_prepaid(stage, "30.00")
    prove(stage, YEARLY)
    stage.say("充两千", "pay_bill")
    said = stage.text(stage.say(text, intent))

    assert "先不交了" in said
    assert not orders(stage, YEARLY)
    assert stage.loop is None


def test_who_pays_afterwards_is_not_topped_up(stage: Stage) -> None:
    """The bills are what is to be paid."""
    prove(stage)

    said = stage.text(stage.say("充100块", "pay_bill"))

    assert "不用先充值" in said
    assert "付 235.90 元" in said


def test_nothing_owed_is_said(stage: Stage) -> None:
    """No link for nothing."""
    prove(stage, YEARLY)

    said = stage.text(stage.say("交电费", "pay_bill"))

    assert "没有要交的电费" in said
    assert LINK not in said


def test_a_payment_company_that_is_down_loses_nothing(stage: Stage) -> None:
    """Kept with the sum, and done on another try."""
    make_prepaid(stage, "30.00")
    stage.payments = NoPayments()
    stage.say("给我充一百块钱", "pay_bill")
    said = stage.text(stage.say(f"{YEARLY} 4567"))
    assert "钱没有扣" in said
    assert case_of(stage)["amount"] == "100.00"

    stage.say("再试一次", "affirm")
    assert "钱没有扣" in stage.text(stage.say("好", "affirm"))
    assert case_of(stage)["amount"] == "100.00"

    stage.payments = None
    stage.say("再试一次", "affirm")
    said = stage.text(stage.say("好", "affirm"))
    assert "付 100.00 元" in said
    assert len([o for o in orders(stage, YEARLY) if o.status is OrderStatus.OPEN]) == 1


def test_for_someone_else_the_rule_is_told_and_nothing_shown(stage: Stage) -> None:
    """Money needs no proof elsewhere; the sum is the holder's to know."""
    said = stage.say("帮我妈交电费", "pay_bill")

    assert "不用核对身份" in stage.text(said)
    assert "核对后在这里交" in buttons(said)


def test_a_strangers_number_shows_no_sum(stage: Stage) -> None:
    """Not even to who has proven an account of their own."""
    prove(stage)
    said = stage.text(stage.say(f"给{YEARLY}充150元", "pay_bill"))

    assert LINK not in said
    assert "元" not in said
    assert not orders(stage, YEARLY)


def test_by_consent_to_look_only_nothing_is_ordered(stage: Stage) -> None:
    """The holder agreed to looking; paying is told apart."""
    son = other(stage, "son")
    son.say("查电费", "query_bill")
    son.say("户主是我妈")
    son.tap('/inform{"proof_way":"delegate"}')
    son.say(HOME)
    son.say("儿子")
    son.say("只查询")
    son.say(code(son))

    assert "没有同意您办这件事" in son.text(son.say("交电费", "pay_bill"))
    assert not orders(stage)


def test_what_was_paid_already_is_not_paid_again(stage: Stage) -> None:
    """A payment that came in between shows in the next answer."""
    opened(stage)
    prove_by_code(stage)
    stage.say("交电费", "pay_bill")
    pay(stage, orders(stage)[0])
    stage.say("到账没", "payment_problem")

    assert "没有要交的电费" in stage.text(stage.say("交电费", "pay_bill"))
    assert len(orders(stage)) == 1


def test_what_came_in_for_a_stranger_is_not_told(stage: Stage) -> None:
    """Payments booked on another account are not this one's."""
    book(stage, "50.00", hours_ago=1, name="X", number=FACTORY)
    prove(stage, YEARLY)

    assert "收到了" not in stage.text(stage.say("到账没", "payment_problem"))
