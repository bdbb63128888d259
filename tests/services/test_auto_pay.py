"""Automatic deduction: one for an account, asked for here and confirmed elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.account import PaymentMode
from bot.domain.auto_pay import AutoPayStatus
from bot.domain.unable_account import AutoPayRefused
from bot.services import auto_pay
from bot.storage import bills
from tests.services.counter import RULES, Counter
from tests.services.world import HOME, World, account

Status = AutoPayStatus


@pytest.fixture
def counter(world: World) -> Counter:
    return Counter(world)


def sign(counter: Counter, way: str = "bank", who: Any = None) -> auto_pay.AutoPayAnswer:
    return auto_pay.sign(
        counter.books,
        account=who or account(HOME),
        way=way,
        conversation_id="me",
        now=counter.now,
        rules=RULES.auto_pay,
    )


def cancel(counter: Counter, who: Any = None) -> auto_pay.AutoPayAnswer:
    return auto_pay.cancel(
        counter.books,
        account=who or account(HOME),
        conversation_id="me",
        now=counter.now,
        rules=RULES.auto_pay,
    )


def standing(counter: Counter, who: Any = None) -> AutoPayStatus | None:
    found = auto_pay.status(
        counter.books, account=who or account(HOME), now=counter.now, rules=RULES.auto_pay
    )
    return found.auto_pay.status if found else None


def answer(counter: Counter, signed: auto_pay.AutoPayAnswer, confirmed: bool) -> None:
    auto_pay.answered(
        counter.books,
        auto_pay_id=signed.auto_pay.auto_pay_id,
        confirmed=confirmed,
        now=counter.now,
    )


def reason(call: Any, *args: Any) -> tuple[str, str]:
    with pytest.raises(AutoPayRefused) as refusal:
        call(*args)
    return refusal.value.facts["reason"], refusal.value.facts["way"]


def test_signing_is_a_request_that_says_what_is_left_to_do(counter: Counter) -> None:
    """The bank confirms it, not we; asked twice it is one."""
    signed = sign(counter)

    assert signed.auto_pay.status is Status.REQUESTED
    assert signed.way is not None
    assert "身份证" in signed.way.confirm
    assert sign(counter).auto_pay == signed.auto_pay
    answer(counter, signed, True)
    assert standing(counter) is Status.ACTIVE


def test_an_active_one_is_cancelled_when_the_bank_agrees(counter: Counter) -> None:
    """Until then it is still there, and no second one can be signed."""
    signed = sign(counter)
    answer(counter, signed, True)
    cancel(counter)

    assert standing(counter) is Status.CANCEL_REQUESTED
    assert cancel(counter).auto_pay.status is Status.CANCEL_REQUESTED
    assert reason(sign, counter) == ("already", "银行卡代扣")
    answer(counter, signed, False)
    assert standing(counter) is Status.ACTIVE
    cancel(counter)
    answer(counter, signed, True)
    assert standing(counter) is None
    assert sign(counter, "wechat").auto_pay.status is Status.REQUESTED


def test_what_was_never_confirmed_ends_at_once(counter: Counter) -> None:
    """Nobody has to be waited for."""
    sign(counter)

    assert cancel(counter).auto_pay.status is Status.CANCELLED
    assert standing(counter) is None
    assert reason(cancel, counter) == ("none", "")


def test_a_refused_one_makes_room(counter: Counter) -> None:
    """The bank said no; another way may be tried."""
    answer(counter, sign(counter), False)

    assert standing(counter) is None
    assert sign(counter, "alipay").way is not None


def test_the_refusals_have_their_reasons(counter: Counter) -> None:
    """Another way signed, a way that is not offered, an account that pays in advance."""
    sign(counter)
    prepaid = replace(account(HOME), payment_mode=PaymentMode.PREPAID)

    assert reason(sign, counter, "wechat") == ("already", "银行卡代扣")
    assert reason(sign, counter, "cheque") == ("way", "")
    assert reason(sign, counter, "bank", prepaid) == ("prepaid", "")


def test_a_bill_due_in_three_days_is_still_to_be_paid_by_hand(counter: Counter) -> None:
    """June's bill is due on the 20th: signed on the 15th it is caught, on the 18th it is not."""
    counter.now = counter.now.replace(day=15)
    with counter.books.billing(writing=True) as session:
        may = bills.lock_unpaid(session, bill_ids=[f"B{HOME}-202605"])
        bills.pay(session, bill_id=f"B{HOME}-202605", amount_yuan=may[f"B{HOME}-202605"])
    assert not sign(counter).pay_this_bill_yourself
    counter.now += timedelta(days=3)

    assert sign(counter).pay_this_bill_yourself


def test_what_the_former_holder_signed_is_not_the_next_ones(counter: Counter) -> None:
    """It is neither shown nor in the way."""
    sign(counter)
    heir = replace(account(HOME), customer_no="C2")

    assert standing(counter, heir) is None
    assert reason(cancel, counter, heir) == ("none", "")
    assert sign(counter, "wechat", heir).auto_pay.customer_no == "C2"
    assert standing(counter) is None


def test_an_answer_nobody_waits_for_changes_nothing(counter: Counter) -> None:
    """A late confirmation does not wake what was cancelled."""
    signed = sign(counter)
    cancel(counter)
    answer(counter, signed, True)

    assert standing(counter) is None
