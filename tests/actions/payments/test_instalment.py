"""Paying in parts or later: a clear yes with the plan, or a clear no with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.domain.instalment import InstalmentStatus
from bot.services import instalment
from bot.storage import bills
from tests.actions.account_talk import buttons, make_prepaid, prove
from tests.actions.stage import Stage
from tests.services.world import HOME, YEARLY, account


def running(stage: Stage) -> instalment.Instalment | None:
    assert stage.now is not None
    return instalment.standing(stage.world.books, account=account(HOME), now=stage.now)


@pytest.mark.parametrize("intent", ["pay_bill", "query_arrears", "late_fee", "out_of_scope"])
def test_a_yes_has_every_day_and_sum(stage: Stage, intent: str) -> None:
    """Whatever the brain takes the wish for."""
    prove(stage)
    said = stage.say("欠的能分期交吗", intent)
    assert {"分 2 期", "分 3 期", "分 4 期"} == set(buttons(said))

    assert "2026年7月27日：78.64 元" in stage.text(stage.say("分3期"))
    said = stage.text(stage.say("对", "affirm"))

    assert "同意分期" in said
    plan = running(stage)
    assert plan
    assert plan.status is InstalmentStatus.AGREED
    assert sum(part.amount_yuan for part in plan.parts) == plan.total_yuan == Decimal("235.90")


def test_the_number_of_parts_waits_for_the_proof(stage: Stage) -> None:
    """分三个月交: not asked again."""
    stage.say("能不能分三个月交", "pay_bill")
    said = stage.text(stage.say(f"{HOME} 123X"))

    assert "可以分 3 期" in said


def test_too_many_parts_are_refused_with_the_reason_and_asked_again(stage: Stage) -> None:
    """And nothing is written down."""
    prove(stage)
    said = stage.text(stage.say("分10期交", "pay_bill"))

    assert "最多分 6 期" in said
    assert stage.loop == "case_form"
    assert running(stage) is None


def test_a_plan_that_runs_is_told_again(stage: Stage) -> None:
    """Never two."""
    prove(stage)
    stage.say("分2期交", "pay_bill")
    stage.say("对", "affirm")

    assert "正在分期" in stage.text(stage.say("能分期吗", "query_arrears"))


def test_no_more_time_is_given_but_parts_are(stage: Stage) -> None:
    """宽限几天: a clear no, and what can be done instead."""
    prove(stage)
    said = stage.text(stage.say("能不能宽限几天再交", "late_fee"))

    assert "不能往后延" in said
    assert "可以分期" in said


def test_who_owes_nothing_hears_it(stage: Stage) -> None:
    """A no with its reason."""
    prove(stage, YEARLY)

    assert "没有欠费" in stage.text(stage.say("能分期吗", "pay_bill"))
    assert stage.loop is None


def test_who_pays_ahead_hears_it(stage: Stage) -> None:
    """A no with its reason."""
    make_prepaid(stage, "-5.00")
    prove(stage, YEARLY)

    assert "不能分期" in stage.text(stage.say("能分期吗", "pay_bill"))


def test_a_small_sum_is_refused_with_the_limit(stage: Stage) -> None:
    """Both figures are said."""
    with stage.world.books.billing(writing=True) as session:
        bills.pay(session, bill_id=f"B{HOME}-202606", amount_yuan=Decimal("152.82"))
    prove(stage)

    said = stage.text(stage.say("能分期吗", "pay_bill"))

    assert "83.08 元" in said
    assert "100.00 元" in said


@pytest.mark.parametrize("steps", [0, 1])
def test_it_can_be_left_at_every_step(stage: Stage, steps: int) -> None:
    """Nothing is agreed."""
    prove(stage)
    stage.say("能分期吗", "pay_bill")
    for text in ("3期",)[:steps]:
        stage.say(text)

    assert "先不分期" in stage.text(stage.say("算了", "cancel"))
    assert running(stage) is None
