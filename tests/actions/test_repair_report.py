"""Reporting a fault: nothing asked twice, nothing lost, nothing reported twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.domain.urgency import Urgency
from bot.domain.work_order import OrderKind, WorkOrder
from bot.services import order_access, work_order
from bot.services.order_access import Asker
from bot.storage import outbox
from tests.actions.stage import Stage
from tests.services.grid_of_world import lay, tell
from tests.services.world import HOME, ID_LAST4, NOW, PHONE, SHOP, World

PLACE, CALL = "鼓楼小区8栋1201", "13900001111"


@pytest.fixture
def lit(stage: Stage) -> Stage:
    """Nothing is known to be off."""
    lay(stage.world.books)
    tell(stage.world.books)
    return stage


def orders(stage: Stage) -> list[WorkOrder]:
    """What this conversation opened, newest first."""
    assert stage.now is not None
    asker = Asker(stage.conversation_id)
    return order_access.latest_of(stage.world.books, asker=asker, now=stage.now)


def reported(world: World, who: str, place: str, phone: str) -> Stage:
    """Another customer who reports."""
    stage = Stage(world, conversation_id=who)
    stage.say(f"{place}没电了，报修", "report_outage")
    stage.say(f"全屋没电 {phone}")
    stage.say("对", "affirm")
    return stage


def test_the_sample_with_arrears_in_between(lit: Stage) -> None:
    """Self-check, a digression through a proof, back by itself, read back, number and promise."""
    said = lit.text(lit.say("我家没电了", "report_outage"))
    assert "总开关" in said
    assert "在哪里" in said

    assert "户号" in lit.text(lit.say("等下，我先问一下是不是欠费了", "query_arrears"))
    lit.say(HOME)
    said = lit.text(lit.say(ID_LAST4))
    assert "没交清" in said
    assert "接着刚才的报修" in said

    said = lit.text(lit.say(f"地址是{PLACE}"))
    assert "电话" in said
    assert PHONE[-4:] in said
    assert PHONE not in said

    said = lit.text(lit.say("就用这个电话"))
    assert "鼓楼小区8栋1201室" in said
    assert "对的话" in said
    assert PHONE not in said

    said = lit.text(lit.say("对", "affirm"))
    (order,) = orders(lit)
    assert order.number in said
    assert "大约 12:45 前" in said
    assert order.report.phone == PHONE
    assert order.report.symptom == "全屋没电"
    with lit.world.books.service(writing=False) as service:
        receipt = outbox.find(service, key=f"order:{order.number}:receipt:{PHONE}")
    assert receipt is not None
    assert order.number in receipt.body


def test_only_the_wrong_part_of_a_place_is_replaced(lit: Stage) -> None:
    """「说错了是302」 is the room."""
    lit.say(f"{PLACE}没电了，报修", "report_outage")
    lit.say(CALL)

    assert "鼓楼小区8栋302室" in lit.text(lit.say("说错了是302", "deny"))
    assert "鼓楼小区9栋302室" in lit.text(lit.say("不对，是9栋", "deny"))
    said = lit.text(lit.say("地址错了，是磨坊村5号", "deny"))
    assert "磨坊村5号" in said


def test_without_a_proof_no_number_is_visible_and_that_is_said(lit: Stage) -> None:
    """「就用这个电话」 cannot be kept."""
    lit.say(f"{PLACE}没电了，报修", "report_outage")

    assert "看不到您的号码" in lit.text(lit.say("就用这个电话"))
    assert CALL in lit.text(lit.say(CALL))


def test_everything_in_one_message_is_asked_no_more(lit: Stage) -> None:
    """Place, phone and symptom together lead straight to the reading back."""
    lit.say("我要报修", "report_outage")

    said = lit.text(lit.say(f"{PLACE}，厨房没电，电话{CALL}"))

    assert "对的话" in said
    assert "部分没电" in said


def test_a_second_report_finds_the_first(lit: Stage) -> None:
    """By the same conversation, unless it is about another place."""
    lit = reported(lit.world, "stage", PLACE, CALL)
    (order,) = orders(lit)

    assert order.number in lit.text(lit.say("我家没电了", "report_outage"))
    assert len(orders(lit)) == 1
    assert "电话" in lit.text(lit.say("磨坊村5号也没电", "report_outage"))


def test_neighbours_of_three_answer_the_next_caller(lit: Stage) -> None:
    """The third report raises a suspected outage; nobody reports it a fourth time."""
    for place in range(3):
        reported(lit.world, f"caller {place}", f"鼓楼小区{place + 1}栋", f"1390000000{place}")

    said = lit.text(lit.say("鼓楼小区5栋停电了吗", "outage_now"))
    assert "几户报停电" in said
    assert "核实" in said
    lit.say("我要报修", "report_outage")
    assert "4 户" in lit.text(lit.say("登记上", "affirm"))
    assert orders(lit)[0].reporters == 2


def test_three_reports_of_one_customer_raise_nothing(lit: Stage) -> None:
    """They are told apart by their phones."""
    for place in range(3):
        reported(lit.world, f"caller {place}", f"鼓楼小区{place + 1}栋", CALL)

    assert "没有停电的消息" in lit.text(lit.say("鼓楼小区5栋停电了吗", "outage_now"))


def test_who_is_helped_first_is_told_by_the_words(lit: Stage) -> None:
    """Someone old and alone makes it urgent."""
    lit.say("我要报修，老人一个人在家", "report_outage")
    lit.say(f"{PLACE}，{CALL}")
    lit.say("对", "affirm")

    assert orders(lit)[0].urgency is Urgency.URGENT


@pytest.mark.parametrize("given", [[], [PLACE], [PLACE, CALL]])
def test_a_report_can_be_stopped_at_each_step(lit: Stage, given: list[str]) -> None:
    """And nothing is opened."""
    lit.say("我要报修", "report_outage")
    for text in given:
        lit.say(text)

    assert "先不报" in lit.text(lit.say("算了不报了", "cancel"))
    assert lit.loop is None
    assert orders(lit) == []


def test_questions_inside_the_report_are_answered(lit: Stage) -> None:
    """And then what was asked is asked again."""
    lit.say("我要报修", "report_outage")

    said = lit.text(lit.say("只有我家没电，邻居都有电", "report_outage"))
    assert "漏电保护" in said
    assert "在哪里" in said
    assert "到现场" in lit.text(lit.say("师傅多久能来", "repair_progress"))


def test_when_the_books_fail_everything_given_is_kept(
    lit: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer is told, and needs one word to try again."""
    lit.say(f"{PLACE}没电了，报修", "report_outage")
    lit.say(CALL)

    def broken(*_: object, **__: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("actions.orders.work_order.open_", broken)
        said = lit.text(lit.say("对", "affirm"))
        assert "没办成" in said
        assert "留着" in said

    said = lit.text(lit.say("再试一次", "affirm"))
    assert "鼓楼小区8栋1201室" in said
    assert CALL in said
    assert "工单号" in lit.text(lit.say("对", "affirm"))


def test_a_place_that_no_list_knows_is_taken_as_it_is_said(lit: Stage) -> None:
    """The crew can ask; the customer is not sent round in circles."""
    lit.say("我要报修", "report_outage")

    assert "电话" in lit.text(lit.say("翠竹花园3栋302"))
    assert "翠竹花园3栋302" in lit.text(lit.say(CALL))


def test_bad_voltage_is_a_report_of_its_own(lit: Stage) -> None:
    """First what to unplug and what is danger."""
    said = lit.text(lit.say("灯忽明忽暗的", "voltage_issue"))
    assert "插头拔掉" in said
    assert "焦味" in said
    lit.say(PLACE)
    assert "忽明忽暗" in lit.text(lit.say(CALL))

    assert "测电压" in lit.text(lit.say("对", "affirm"))
    assert orders(lit)[0].kind is OrderKind.VOLTAGE


def test_a_broken_meter_is_a_report_of_its_own(lit: Stage) -> None:
    """Nobody opens the meter."""
    assert "不要自己拆" in lit.text(lit.say("电表黑屏了", "meter_fault"))
    lit.say(f"{PLACE} {CALL}")

    assert "看表" in lit.text(lit.say("对", "affirm"))
    assert orders(lit)[0].kind is OrderKind.METER_FAULT


def test_who_still_owes_is_told_so_instead_of_a_reconnection(lit: Stage) -> None:
    """With the way to pay."""
    lit.say("我交了钱怎么还没来电", "restore_after_payment")
    lit.say(HOME)
    said = lit.say(ID_LAST4)

    assert "没交清" in lit.text(said)
    assert "怎么交" in str(said)


def test_who_has_paid_is_promised_the_reconnection(lit: Stage) -> None:
    """24 hours by the published promise, and an order that watches it."""
    lit.say("我交了钱怎么还没来电", "restore_after_payment")
    lit.say(SHOP)
    said = lit.text(lit.say(ID_LAST4))
    assert "24 小时" in said
    lit.say("就用这个", "affirm")
    lit.say("对", "affirm")

    (order,) = orders(lit)
    assert order.kind is OrderKind.RECONNECT
    assert order.promise is not None
    assert order.promise.due_at == NOW + timedelta(hours=24)


def test_an_order_is_opened_once_however_often_it_is_confirmed(lit: Stage) -> None:
    """A repeated turn changes nothing."""
    lit = reported(lit.world, "stage", PLACE, CALL)
    lit.say("对", "affirm")

    assert len(work_order.queue(lit.world.books, now=NOW)) == 1
    assert re.fullmatch(r"BX\d{11}", orders(lit)[0].number)
