"""What became of a report: told, urged, changed, called off, rated."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.work_order import By, OrderStatus, WorkOrder
from bot.storage import work_orders
from tests.actions.stage import Stage
from tests.actions.test_repair_report import CALL, PLACE, lit, orders, reported

__all__ = ["lit"]


@pytest.fixture
def waiting(lit: Stage) -> Stage:
    """A customer whose report is open."""
    return reported(lit.world, "stage", PLACE, CALL)


def move(stage: Stage, to: OrderStatus) -> WorkOrder:
    """What the utility does."""
    (order, *_) = orders(stage)
    assert isinstance(stage.now, datetime)
    with stage.world.books.service() as session:
        work_orders.advance(session, number=order.number, to=to, at=stage.now, by=By.UTILITY)
    return orders(stage)[0]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (OrderStatus.OPEN, "正在派人"),
        (OrderStatus.DISPATCHED, "派出去"),
        (OrderStatus.ARRIVED, "到现场"),
        (OrderStatus.DONE, "办好了"),
    ],
)
def test_the_newest_order_is_told_without_a_number(
    waiting: Stage, status: OrderStatus, told: str
) -> None:
    """However far it is."""
    order = move(waiting, status)

    said = waiting.text(waiting.say("我报的修到哪了", "repair_progress"))

    assert told in said
    assert order.number in said


def test_what_is_late_is_admitted(waiting: Stage) -> None:
    """With an apology and the offer to urge."""
    waiting.wait(hours=1)

    said = waiting.say("怎么还没修好，到哪了", "repair_progress")
    said = waiting.say("报修进度", "repair_progress")

    assert "超时" in waiting.text(said)
    assert "催一下" in str(said)


def test_urging_counts_once_in_a_while(waiting: Stage) -> None:
    """The second one says when the next counts."""
    assert "替您催了" in waiting.text(waiting.say("催一下", "repair_progress"))
    assert "刚催过" in waiting.text(waiting.say("快点啊", "repair_progress"))
    assert orders(waiting)[0].urges == 1


def test_the_same_report_once_more_is_one_sentence(waiting: Stage) -> None:
    """Whether the brain hears a report or a question."""
    waiting.say("不用来了", "repair_progress")
    waiting.say("对", "affirm")

    assert "鼓楼小区8栋1201室" in waiting.text(waiting.say("又没电了", "outage_now"))


@pytest.mark.parametrize("intent", ["repair_progress", "cancel"])
def test_what_is_over_is_called_off_after_one_yes(waiting: Stage, intent: str) -> None:
    """And how to report again is said at once; again means place and phone are known."""
    said = waiting.text(waiting.say("刚报的那个不用来了，自己好了", intent))
    assert "撤销" in said
    assert orders(waiting)[0].status is OrderStatus.OPEN

    assert "撤销好了" in waiting.text(waiting.say("对", "affirm"))
    assert orders(waiting)[0].status is OrderStatus.CANCELLED
    assert "又没电了" in waiting.text(waiting.say("万一等会儿又没了呢", "nlu_fallback"))

    said = waiting.text(waiting.say("又没电了", "report_outage"))
    assert "鼓楼小区8栋1201室" in said
    assert CALL in said
    assert "对的话" in said


def test_the_answer_cancel_means_yes_here(waiting: Stage) -> None:
    """「取消吧」 answers whether to call it off."""
    waiting.say("不用来了", "repair_progress")

    assert "撤销好了" in waiting.text(waiting.say("取消吧", "cancel"))
    assert waiting.loop is None


def test_no_leaves_the_order_as_it_is(waiting: Stage) -> None:
    """The crew comes."""
    waiting.tap('/repair_progress{"aspect":"cancel"}')

    assert "照常派人" in waiting.text(waiting.say("先不撤", "deny"))
    assert orders(waiting)[0].status is OrderStatus.OPEN


def test_the_phone_of_an_order_is_changed(waiting: Stage) -> None:
    """Read back first; the place stays."""
    waiting.tap('/repair_progress{"aspect":"change"}')

    said = waiting.text(waiting.say("电话改成13900002222"))
    assert "13900002222" in said
    assert "地点" not in said
    waiting.say("对", "affirm")
    report = orders(waiting)[0].report
    assert (report.phone, report.place) == ("13900002222", "鼓楼小区8栋1201室")


def test_the_room_of_an_order_is_changed(waiting: Stage) -> None:
    """A part of the place is enough."""
    waiting.say("地址错了，要改", "repair_progress")
    waiting.say("房号是302")
    waiting.say("对", "affirm")

    assert orders(waiting)[0].report.place == "鼓楼小区8栋302室"


def test_a_stranger_needs_number_and_four_digits(waiting: Stage) -> None:
    """Wrong digits are counted, right ones open it."""
    number = orders(waiting)[0].number
    other = Stage(waiting.world, conversation_id="other")
    assert "工单号" in other.text(other.say("修到哪了", "repair_progress"))
    said = other.text(other.say(number))
    assert "后四位" in said
    assert "鼓楼" not in said

    assert "还可以再试 2 次" in other.text(other.say("0000"))
    said = other.text(other.say(CALL[-4:]))
    assert "正在派人" in said
    assert other.loop is None


def test_a_misheard_number_is_noticed(waiting: Stage) -> None:
    """By its check digit."""
    number = orders(waiting)[0].number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    other = Stage(waiting.world, conversation_id="other")

    said = other.text(other.say(f"{wrong}修到哪了", "repair_progress"))

    assert "不像工单号" in said


def test_finished_work_is_rated_once(waiting: Stage) -> None:
    """Asked for once, taken from plain words."""
    move(waiting, OrderStatus.DONE)
    assert "打个分" in waiting.text(waiting.say("修好了吗", "repair_progress"))

    assert "谢谢" in waiting.text(waiting.say("很满意", "praise"))
    assert orders(waiting)[0].rating == 5
    assert "打个分" not in waiting.text(waiting.say("那个工单怎么样了", "repair_progress"))


def test_when_it_comes_is_told_of_the_report_where_no_outage_is_known(waiting: Stage) -> None:
    """「几点能来」 after a report is about the crew."""
    said = waiting.text(waiting.say("几点能来", "restore_time"))

    assert "12:45" in said
    assert orders(waiting)[0].number in said
