from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.domain.account import PaymentMode
from bot.domain.payment import Balance
from bot.storage import balances
from bot.storage.tables.billing import AccountRow
from tests.actions.stage import Stage
from tests.actions.test_billing import prove
from tests.services.world import HOME, YEARLY


@pytest.fixture
def prepaid(stage: Stage) -> Stage:
    """The home pays ahead and has 30 yuan left."""
    assert isinstance(stage.now, datetime)
    with stage.world.books.billing(writing=True) as session:
        session.execute(
            update(AccountRow)
            .where(AccountRow.account_no == HOME)
            .values(payment_mode=PaymentMode.PREPAID.value)
        )
        balances.save(session, balances=[Balance(HOME, Decimal("30.00"), stage.now)])
    return stage


def test_prepaid_money_is_told_with_how_long_it_lasts(prepaid: Stage) -> None:
    """Who pays ahead asks how many days are left, not whether something is owed."""
    said = prove(prepaid, HOME, "卡里还剩多少钱", "query_arrears")

    assert "余额 30.00 元" in said
    assert "大约还能用" in said or "用不到一天" in said
    assert "这户现在不欠费" not in said


def test_a_prepaid_bill_was_taken_from_the_balance(prepaid: Stage) -> None:
    """A bill of someone who pays ahead is not 「交清」 by them."""
    said = prove(prepaid, HOME, "4月电费多少", "query_bill")

    assert "从余额里扣" in said or "没交" in said


def test_what_comes_of_not_paying_is_told_before_any_proof(stage: Stage) -> None:
    """The rule is for everyone; nobody is asked who they are first."""
    said = stage.text(stage.say("不交电费会停电吗", "query_arrears"))

    assert "超过 30 天" in said
    assert stage.loop is None


def test_who_asks_to_waive_the_late_fee_hears_who_decides(stage: Stage) -> None:
    """We cannot waive it, and say so."""
    assert "95598" in stage.text(stage.say("违约金能免吗", "late_fee"))


def test_who_pays_afterwards_has_no_card_to_empty(stage: Stage) -> None:
    """A balance is asked for where there is none: say how this account pays."""
    assert "没有预存的余额" in prove(stage, YEARLY, "卡里还剩多少钱", "query_arrears")
