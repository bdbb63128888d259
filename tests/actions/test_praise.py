from __future__ import annotations

from typing import Any

import pytest

from bot.domain.unable import StoreUnavailable
from bot.domain.work_order import OrderKind
from bot.services import work_order
from tests.actions.service_talk import PHONE, orders, the_order, titles
from tests.actions.stage import Stage


def test_praise_for_somebody_is_passed_on_in_one_sentence(stage: Stage) -> None:
    """Nothing is asked, nothing is read back."""
    said = stage.say("昨晚来抢修的师傅又快又好", "praise")

    assert len(said) == 1
    assert the_order(stage).kind is OrderKind.PRAISE
    assert the_order(stage).number in stage.text(said)
    assert "又快又好" in the_order(stage).report.description


def test_who_wants_to_praise_is_asked_whom(stage: Stage) -> None:
    """One question, and it is done."""
    assert "表扬谁" in stage.text(stage.say("我要表扬", "praise"))
    assert "转给他本人" in stage.text(stage.say("给我换表的李师傅，很耐心"))
    assert "李师傅" in the_order(stage).report.description


def test_bare_contentment_is_only_thanked_for(stage: Stage) -> None:
    """「很满意」 is no order; the way to praise somebody is offered."""
    said = stage.say("很满意", "praise")

    assert orders(stage) == []
    assert "表扬一位同事" in titles(said)


def test_praise_is_kept_when_the_books_fail(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """And goes through when the customer tries again."""

    def broken(*_: Any, **__: Any) -> None:
        raise StoreUnavailable(store="orders")

    with monkeypatch.context() as patch:
        patch.setattr(work_order, "open_", broken)
        assert "留着" in stage.text(stage.say("抢修的师傅冒雨来修，辛苦了", "praise"))

    stage.tap("/affirm")
    stage.say("对", "affirm")
    assert "冒雨" in the_order(stage).report.description


def test_a_suggestion_gets_a_number_and_an_answer_by(stage: Stage) -> None:
    """The message itself is the suggestion."""
    assert "联系电话" in stage.text(stage.say("建议账单字放大，老人看不清", "suggestion"))
    stage.say(PHONE)
    said = stage.text(stage.say("对", "affirm"))

    assert the_order(stage).kind is OrderKind.SUGGESTION
    assert the_order(stage).number in said
    assert "10 个工作日内答复" in said
    assert "一般" in said


def test_who_has_a_suggestion_is_asked_which(stage: Stage) -> None:
    """And may leave at any step."""
    assert "什么建议" in stage.text(stage.say("我有个建议", "suggestion"))
    stage.say("营业厅中午别休息", "branch_info")

    assert "想起来" in stage.text(stage.say("算了", "cancel"))
    assert orders(stage) == []
