"""Danger comes before everything: the rule, an order at once, and only where it is."""

from __future__ import annotations

import re

import pytest

from actions import danger
from bot.domain.urgency import Urgency
from bot.domain.work_order import OrderKind, WorkOrder
from bot.services import order_access
from bot.services.order_access import Asker
from tests.actions.stage import Stage
from tests.services.grid_of_world import lay, tell
from tests.services.world import HOME, ID_LAST4

WIRE = "等等我家门口电线掉下来冒火花"


def orders(stage: Stage) -> list[WorkOrder]:
    """What this conversation opened, newest first."""
    assert stage.now is not None
    asker = Asker(stage.conversation_id)
    return order_access.latest_of(stage.world.books, asker=asker, now=stage.now)


def test_the_sample_of_a_wire_down_in_the_middle_of_a_bill(stage: Stage) -> None:
    """Rule first, order before the place, number with the place, and the bill is resumed."""
    assert "户号" in stage.text(stage.say("查一下电费", "query_bill"))

    said = stage.text(stage.say(WIRE, "safety_hazard"))
    assert "8 米" in said
    assert "120" in said
    assert "在哪里" in said
    assert "户号" not in said
    (order,) = orders(stage)
    assert (order.kind, order.urgency) == (OrderKind.HAZARD, Urgency.CRITICAL)

    said = stage.text(stage.say("滨海大道加油站对面", "out_of_scope"))
    assert order.number in said
    assert "8 米" in said
    assert orders(stage)[0].report.place == "滨海大道加油站对面"

    assert "户号" in stage.text(stage.say("那刚才电费还能查吗", "query_bill"))
    assert "电费是" in stage.text(stage.say(f"{HOME} {ID_LAST4}"))


@pytest.mark.parametrize("intent", ["inform", "out_of_scope", "nlu_fallback"])
def test_more_words_about_where_go_to_the_same_order(stage: Stage, intent: str) -> None:
    """One danger is one order, however it is told."""
    stage.say("电线掉地上冒火花了", "safety_hazard")
    stage.say("滨海大道加油站对面", intent)
    stage.say("对，就在加油站门口", intent)
    stage.say("还在冒火花", "safety_hazard")

    (order,) = orders(stage)
    assert "加油站门口" in order.report.place


def test_talk_long_after_danger_is_no_place(stage: Stage) -> None:
    """Once something else was asked, a stray word is not taken for a place."""
    stage.say("电线掉地上冒火花了", "safety_hazard")
    for _ in range(1 + danger.MORE):
        stage.say("加油站对面", "inform")

    assert "补上了" not in stage.text(stage.say("今天天气好", "out_of_scope"))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("有人触电倒地上了", "拉下总闸"),
        ("电表箱在冒烟", "别用水泼"),
        ("家里进水了插座泡水了", "别踩进水里"),
        ("树倒在电线上了", "别去锯"),
        ("电梯停电把我困住了", "报警键"),
        ("高压线断了", "8 米"),
        ("好危险啊", "8 米"),
    ],
)
def test_each_danger_has_its_own_rule(stage: Stage, text: str, rule: str) -> None:
    """What saves a life by a wire does not help in a lift."""
    assert rule in stage.text(stage.say(text, "safety_hazard"))


def test_a_known_place_is_not_asked(stage: Stage) -> None:
    """The crew has it from the words; the number is told at once."""
    lay(stage.world.books)

    said = stage.text(stage.say("鼓楼小区3栋电表箱冒火", "safety_hazard"))

    assert re.search(r"工单号 BX\d{11}", said)
    assert "在哪里" not in said
    assert orders(stage)[0].report.areas == ("A1",)


def test_home_is_used_only_when_home_is_meant(stage: Stage) -> None:
    """A crew is never sent to the caller's home for a wire elsewhere."""
    stage.say(f"查电费 {HOME} {ID_LAST4}", "query_bill")

    assert "在哪里" in stage.text(stage.say("路上电线断了", "safety_hazard"))
    stage.say("算了", "cancel")
    assert "某路17号" in stage.text(stage.say("我家电表箱冒烟了", "safety_hazard"))


def test_a_report_that_danger_interrupted_stays_for_later(stage: Stage) -> None:
    """Nothing given is lost, and nothing is asked of it in the same breath."""
    lay(stage.world.books)
    stage.say("鼓楼小区8栋没电了", "report_outage")
    said = stage.text(stage.say("鼓楼小区3栋电线断了", "safety_hazard"))
    assert "接着" not in said
    assert stage.loop is None

    assert "电话" in stage.text(stage.say("接着报修", "inform"))
    assert "鼓楼小区8栋" in stage.text(stage.say("13900001111"))


def test_life_by_a_machine_is_urgent_without_asking(stage: Stage) -> None:
    """Help first, an order at once, then where."""
    lay(stage.world.books)
    tell(stage.world.books)

    said = stage.text(stage.say("停电了，老人在用呼吸机", "outage_now"))
    assert "120" in said
    assert "备用" in said
    (order,) = orders(stage)
    assert order.report.life_support
    assert order.urgency is Urgency.CRITICAL

    assert order.number in stage.text(stage.say("鼓楼小区8栋301", "inform"))


@pytest.mark.parametrize("text", ["我不想活了", "再不来电我就跳楼", "活着没意思想自杀"])
def test_despair_meets_a_calm_sentence_a_helpline_and_a_person(stage: Stage, text: str) -> None:
    """Never taken for a joke; the case is kept and seen by nobody else."""
    said = stage.say(text, "safety_hazard")

    assert "12356" in stage.text(said)
    assert "95598" in stage.text(said)
    assert "转人工" in str(said)
    (order,) = orders(stage)
    assert order.kind is OrderKind.SELF_HARM_CARE
    stage.say("13900001111")
    assert orders(stage)[0].report.phone == "13900001111"
    assert "户号" in stage.text(stage.say("先查电费", "query_bill"))


def test_the_rule_is_said_even_when_nothing_can_be_written(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the books down the customer still hears what saves lives and whom to call."""

    def broken(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("actions.orders.work_order.open_", broken)

    said = stage.text(stage.say("电线断了掉在地上", "safety_hazard"))

    assert "8 米" in said
    assert "没能把单派出去" in said
    assert "95598" in said
