"""Automatic deduction: asked for here, confirmed by who pays."""

from __future__ import annotations

import pytest

from bot.domain.auto_pay import AutoPayStatus
from bot.services import auto_pay
from tests.actions.account_talk import make_prepaid, prove
from tests.actions.stage import Stage
from tests.services.counter import RULES
from tests.services.world import YEARLY, account


def status(stage: Stage) -> AutoPayStatus | None:
    assert stage.now is not None
    found = auto_pay.status(
        stage.world.books, account=account(YEARLY), now=stage.now, rules=RULES.auto_pay
    )
    return found.auto_pay.status if found else None


def sign(stage: Stage) -> str:
    stage.say("开通自动扣款", "auto_pay")
    stage.say("微信")
    return stage.text(stage.say("对", "affirm"))


def test_it_is_asked_for_and_says_what_is_left_to_do(stage: Stage) -> None:
    """The payer confirms; no card number is ever asked."""
    prove(stage, YEARLY)
    said = sign(stage)

    assert "还差付款人自己确认" in said
    assert "微信" in said
    assert status(stage) is AutoPayStatus.REQUESTED


def test_a_way_that_was_named_is_not_asked(stage: Stage) -> None:
    """开通支付宝自动扣费."""
    prove(stage, YEARLY)

    assert "支付宝自动缴费" in stage.text(stage.say("开通支付宝自动扣费", "auto_pay"))


def test_how_it_stands_is_told(stage: Stage) -> None:
    """Before and after."""
    prove(stage, YEARLY)
    assert "没有签" in stage.text(stage.say("我签了代扣没有", "auto_pay"))
    sign(stage)

    assert "微信自动缴费已经登记" in stage.text(stage.say("我签了代扣没有", "auto_pay"))


def test_it_is_cancelled_after_a_yes(stage: Stage) -> None:
    """What was never confirmed ends at once."""
    prove(stage, YEARLY)
    sign(stage)
    assert "要取消" in stage.text(stage.say("取消代扣", "auto_pay"))
    assert status(stage) is AutoPayStatus.REQUESTED

    assert "取消好了" in stage.text(stage.say("对", "affirm"))
    assert status(stage) is None


def test_nothing_to_cancel_is_said(stage: Stage) -> None:
    """And the other way is offered."""
    prove(stage, YEARLY)

    assert "没有签" in stage.text(stage.say("取消代扣", "auto_pay"))


def test_who_pays_ahead_hears_that_there_is_none(stage: Stage) -> None:
    """With what helps instead."""
    make_prepaid(stage, "30.00")
    prove(stage, YEARLY)

    assert "余额提醒" in sign(stage)
    assert status(stage) is None


@pytest.mark.parametrize("steps", [0, 1])
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """Nothing is asked for."""
    prove(stage, YEARLY)
    stage.say("开通自动扣款", "auto_pay")
    for text in ("微信",)[:steps]:
        stage.say(text)

    assert "先不开通" in stage.text(stage.say("算了", "cancel"))
    assert status(stage) is None


def test_a_question_needs_no_proof(stage: Stage) -> None:
    """几号扣."""
    assert "账单" in stage.text(stage.say("自动扣款一般几号扣？", "auto_pay"))
    assert stage.loop is None
