"""Opening and joining: once each, with a promise, a receipt, and the crew told when it must be."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.commitment import AreaKind
from bot.domain.unable import OrderClosed, OrderUnproven
from bot.domain.urgency import Urgency
from bot.domain.work_order import Act, OrderKind, OrderStatus
from bot.services import work_order
from tests.services.order_desk import NOW, PHONE, PLACE, Desk, at_desk
from tests.services.world import HOME, account


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = at_desk(tmp_path)
    yield opened
    opened.books.close()


def test_an_order_is_opened_with_its_promise_and_receipt(desk: Desk) -> None:
    """City: the crew within 45 minutes, power three hours after; the phone gets the number."""
    order = desk.open_(symptom="没电", areas=("RX01",), account=account(HOME))

    assert order == desk.stored(order.number)
    assert order.number == "BX26072000016"
    assert (order.report.account_no, order.report.areas) == (HOME, ("RX01",))
    assert order.promise is not None
    assert order.promise.due_at == NOW + timedelta(minutes=45)
    assert order.promise.verified
    assert order.promise.source.title
    (sms,) = desk.sent("sms")
    assert (sms.address, sms.body) == (PHONE, f"工单号 {order.number}。{order.promise.says}")
    assert desk.audits() == [("anna", f"order.open {order.number}", "ok")]


def test_the_same_key_gives_the_same_order(desk: Desk) -> None:
    """However often the message is delivered, whatever it says the second time."""
    first = desk.open_("k1")
    desk.wait(10)
    second = desk.open_("k1", place="别处", phone="13900000000")
    other = desk.open_("k2")

    assert second == first
    assert other.number != first.number
    assert len(work_order.queue(desk.books, now=desk.now)) == 2
    assert len(desk.sent("sms")) == 2


def test_many_workers_open_one_order(desk: Desk) -> None:
    """The same message handled by eight threads at once."""
    with ThreadPoolExecutor(8) as pool:
        numbers = {order.number for order in pool.map(lambda _: desk.open_("k"), range(16))}

    assert len(numbers) == 1
    assert [entry.act for entry in desk.stored(numbers.pop()).history] == [Act.OPENED]
    assert len(desk.sent("sms")) == 1


def test_numbers_run_through_the_day_and_start_anew(desk: Desk) -> None:
    """The day is the day in China."""
    first = desk.open_("1")
    second = desk.open_("2", kind=OrderKind.COMPLAINT)
    desk.now = datetime.fromisoformat("2026-07-20T16:30:00+00:00")
    third = desk.open_("3")

    assert [order.number[:-1] for order in (first, second, third)] == [
        "BX2607200001",
        "FW2607200002",
        "BX2607210001",
    ]


@pytest.mark.parametrize(
    ("kind", "area", "opened", "due"),
    [
        ("repair", "city", "2026-07-20 23:30", "2026-07-21 00:15"),
        ("repair", "rural", "2026-07-25 23:00", "2026-07-26 00:30"),
        ("repair", "remote", "2026-10-01 10:00", "2026-10-01 12:00"),
        ("repair", None, "2026-07-20 10:00", "2026-07-20 12:00"),
        ("hazard", "city", "2026-02-17 03:00", "2026-02-17 03:45"),
        ("meter_check", "city", "2026-07-17 17:00", "2026-07-25 00:00"),
        ("meter_check", "city", "2026-09-30 09:00", "2026-10-14 00:00"),
        ("complaint", "city", "2026-07-24 18:00", "2026-07-25 18:00"),
        ("reconnect", "city", "2026-07-25 18:00", "2026-07-26 18:00"),
    ],
)
def test_clocks_over_midnight_weekend_and_holiday(
    desk: Desk, kind: str, area: str | None, opened: str, due: str
) -> None:
    """Minutes and hours never stop; working days skip what nobody works."""
    zone = NOW.tzinfo
    desk.now = datetime.fromisoformat(opened).replace(tzinfo=zone)

    order = desk.open_(kind=OrderKind(kind), area=AreaKind(area) if area else None)

    assert order.promise is not None
    assert order.promise.due_at == datetime.fromisoformat(due).replace(tzinfo=zone)


def test_danger_and_life_support_tell_the_crew_at_once(desk: Desk) -> None:
    """By kind, by the flag, or by the words; an ordinary outage does not."""
    desk.open_("ordinary")
    assert desk.sent("crew") == []

    hazard = desk.open_("hazard", kind=OrderKind.HAZARD, symptom="电线断了")
    breath = desk.open_("breath", life_support=True)
    words = desk.open_("words", description="家里有人用呼吸机")

    assert {order.urgency for order in (hazard, breath, words)} == {Urgency.CRITICAL}
    told = sorted(item.body for item in desk.sent("crew"))
    assert told[0] == f"{hazard.number} hazard opened {PLACE} {PHONE} 电线断了"
    assert len(told) == 3


def test_the_most_urgent_comes_first(desk: Desk) -> None:
    """Then those who asked for it, then by age."""
    late = desk.open_("a")
    asked = desk.open_("b", urgency=Urgency.URGENT)
    breath = desk.open_("c", life_support=True)
    praise = desk.open_("d", kind=OrderKind.PRAISE)

    found = [order.number for order in work_order.queue(desk.books, now=desk.now)]

    assert found == [order.number for order in (breath, asked, late, praise)]


def test_an_anonymous_report_keeps_no_trace_of_who(desk: Desk) -> None:
    """Neither account nor phone nor conversation, not even in the audits."""
    order = desk.open_(
        by=None, kind=OrderKind.THEFT_REPORT, account=account(HOME), description="隔壁偷电"
    )
    seen = desk.find(order.number, "somebody", code=order.query_code)

    report = desk.stored(order.number).report
    assert (report.conversation_id, report.account_no, report.phone) == (None, None, None)
    assert seen.report.description == "隔壁偷电"
    assert desk.sent("sms") == []
    assert {who for who, _, outcome in desk.audits() if outcome == "ok"} == {""}


def test_who_joins_is_added_once_and_sees_only_their_own(desk: Desk) -> None:
    """The number goes to their phone; place, phone and words of the opener stay with the opener."""
    order = desk.open_(description="我是 302 的老王")

    first = desk.join(order.number, "j1", by="bert", description="我家也停了")
    again = desk.join(order.number, "j1", by="bert")
    reworded = desk.join(order.number, "j2", by="bert")
    opener = desk.join(order.number, "j3", by="anna")

    assert [item.waiting for item in (first, again, reworded, opener)] == [2, 2, 2, 2]
    assert first.order is not None
    assert first.order.report.place == "bert 家"
    assert first.order.report.description == "我家也停了"
    assert PHONE not in repr(first.order)
    assert "老王" not in repr(first.order)
    assert (first.order.query_code, first.order.key) == ("", "")
    assert [entry.act for entry in desk.stored(order.number).history] == [Act.OPENED, Act.JOINED]


def test_many_reporters_and_life_support_raise_the_urgency(desk: Desk) -> None:
    """The crew hears of the one whose life is at stake, with that one's place."""
    order = desk.open_()
    for place in range(4):
        desk.join(order.number, f"j{place}", by=f"c{place}")
    crowded = desk.stored(order.number)

    desk.join(order.number, "breath", by="carl", place="5 栋 101", life_support=True)

    assert (crowded.urgency, crowded.reporters) == (Urgency.URGENT, 5)
    assert desk.stored(order.number).urgency is Urgency.CRITICAL
    assert any("5 栋 101" in item.body for item in desk.sent("crew"))


def test_nobody_joins_what_is_over_or_unknown(desk: Desk) -> None:
    """Both refusals are audited."""
    order = desk.open_()
    desk.move(order.number, OrderStatus.DONE)

    with pytest.raises(OrderClosed) as closed:
        desk.join(order.number, "j", by="bert")
    with pytest.raises(OrderUnproven):
        desk.join("BX26072000024", "j", by="bert")
    with pytest.raises(ValueError, match="name the order or the outage"):
        desk.join(None, "j", by="bert")

    assert closed.value.facts == {"number": order.number, "status": "done"}
    assert [outcome for _, _, outcome in desk.audits()] == [
        "ok",
        "order_closed",
        "order_unproven",
    ]


def test_a_known_outage_is_joined_without_an_order(desk: Desk) -> None:
    """Everyone who waits is counted once, with an order or without."""
    ordered = desk.open_(event_id="GZ1")
    joined = desk.join(None, "e1", by="bert", event_id="GZ1")
    desk.join(None, "e1", by="bert", event_id="GZ1")
    desk.join(None, "e2", by="carl", event_id="GZ1", life_support=True)
    desk.join(None, "e3", by="dora", event_id="GZ2")

    assert (joined.order, joined.event_id, joined.waiting) == (None, "GZ1", 2)
    assert work_order.waiting_for(desk.books, event_id="GZ1") == 3
    assert [o.number for o in work_order.of_event(desk.books, event_id="GZ1")] == [ordered.number]
    assert work_order.joined_events(desk.books, conversation_id="bert") == ["GZ1"]
    assert [item.body for item in desk.sent("crew")] == ["GZ1 outage joined carl 家  "]


def test_an_order_that_turns_out_to_be_an_outage_takes_its_reporters_along(desk: Desk) -> None:
    """Several reports in one area became an event."""
    order = desk.open_()
    desk.join(order.number, "j", by="bert")

    work_order.attach(desk.books, number=order.number, event_id="YS1", now=desk.now)
    work_order.attach(desk.books, number=order.number, event_id="YS1", now=desk.now)

    assert work_order.waiting_for(desk.books, event_id="YS1") == 2
    stored = desk.stored(order.number)
    assert stored.event_id == "YS1"
    assert [entry.act for entry in stored.history].count(Act.ATTACHED) == 1
    with pytest.raises(OrderUnproven):
        work_order.attach(desk.books, number="BX26072000024", event_id="YS1", now=desk.now)
