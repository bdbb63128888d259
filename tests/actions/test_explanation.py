from __future__ import annotations

import pytest

from actions.meaning import item_meaning
from tests.actions.stage import Stage
from tests.actions.test_billing import prove
from tests.services.world import HOME


@pytest.mark.parametrize(
    ("said", "word"),
    [("啥叫阶梯", "单价越高"), ("估抄是什么意思", "多退少补"), ("什么是力调电费", "功率因数")],
)
def test_what_a_word_means_is_told_to_everyone(stage: Stage, said: str, word: str) -> None:
    """Nobody proves who they are to learn what a word on the bill means."""
    assert word in stage.text(stage.say(said, "explain_bill"))


def test_asking_when_or_how_it_stands_is_not_asking_what_it_means() -> None:
    """「阶梯是什么时候算」 is about a day."""
    assert item_meaning("阶梯是什么时候重新算") == ""
    assert item_meaning("我家阶梯是什么情况") == ""


def test_who_finds_a_bill_high_that_fell_hears_gently_that_it_did_not_rise(stage: Stage) -> None:
    """The premise is put right before the figures; nobody who only asks is contradicted."""
    prove(stage, HOME, "去年11月电费多少", "query_bill")

    assert "其实没有涨" in stage.text(stage.say("这笔怎么那么高", "explain_bill"))
    assert "其实没有涨" not in stage.text(stage.say("这笔是怎么来的", "explain_bill"))


def test_who_suspects_a_mistake_first_hears_what_the_bill_is(stage: Stage) -> None:
    """Amount and causes come before the days and the ways to check a meter."""
    said = prove(stage, HOME, "是不是算错了", "explain_bill")

    assert "电费是" in said
    assert said.index("电费是") < said.index("申请验表")


def test_sympathy_is_for_those_who_paid_more(stage: Stage) -> None:
    """「怎么才这么点」 is not comforted about a rise."""
    assert "突然多了" not in stage.text(stage.say("这次怎么才这么点", "explain_bill"))
    stage.say("算了", "cancel")
    assert "突然多了" in stage.text(stage.say("这次怎么这么贵", "explain_bill"))
