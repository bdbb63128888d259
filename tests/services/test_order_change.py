"""What customers do with an order: it happens once, and what is said of it is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.unable import AlreadyRated, OrderClosed, OrderUnproven, RatingTooEarly
from bot.domain.urgency import Urgency
from bot.domain.work_order import Act, OrderKind, OrderStatus
from bot.services.order_change import CancelOutcome
from tests.services.order_desk import NOW, PHONE, PLACE, Desk, at_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = at_desk(tmp_path)
    yield opened
    opened.books.close()


def acts(desk: Desk, number: str) -> list[Act]:
    return [entry.act for entry in desk.stored(number).history]


def test_an_urge_counts_and_lifts_the_urgency(desk: Desk) -> None:
    """The desk hears of it; the answer tells how the order stands."""
    order = desk.open_()
    desk.wait(50)

    urged = desk.urge(order.number)

    assert (urged.counted, urged.again_at) == (True, desk.now + timedelta(minutes=30))
    assert urged.progress.overdue
    stored = desk.stored(order.number)
    assert (stored.urges, stored.urgency, order.urgency) == (1, Urgency.URGENT, Urgency.SOON)
    assert [item.body for item in desk.sent("crew")] == [
        f"{order.number} repair urged {PLACE} {PHONE} "
    ]


def test_urging_again_too_soon_changes_nothing_and_says_so(desk: Desk) -> None:
    """The half hour runs from the last one that counted."""
    order = desk.open_()
    desk.urge(order.number)
    desk.wait(29)
    early = desk.urge(order.number)
    desk.wait(1)
    in_time = desk.urge(order.number)

    assert (early.counted, early.again_at) == (False, NOW + timedelta(minutes=30))
    assert in_time.counted
    assert desk.stored(order.number).urges == 2
    assert acts(desk, order.number) == [Act.OPENED, Act.URGED, Act.URGED]
    assert len(desk.sent("crew")) == 2


def test_urging_never_makes_it_a_matter_of_life(desk: Desk) -> None:
    """However often."""
    order = desk.open_()
    for _ in range(6):
        desk.urge(order.number)
        desk.wait(31)

    assert desk.stored(order.number).urgency is Urgency.URGENT


def test_a_customer_cancels_with_a_reason(desk: Desk) -> None:
    """Twice is once."""
    order = desk.open_()

    first = desk.cancel(order.number, reason="来电了")
    again = desk.cancel(order.number, reason="来电了")

    assert first.outcome is again.outcome is CancelOutcome.CANCELLED
    stored = desk.stored(order.number)
    assert stored.status is OrderStatus.CANCELLED
    assert acts(desk, order.number) == [Act.OPENED, Act.MOVED]
    assert stored.history[-1].note == "来电了"


def test_the_crew_still_comes_for_the_others(desk: Desk) -> None:
    """Only when the last one says that it is over, it is cancelled."""
    order = desk.open_()
    desk.join(order.number, "j", by="bert")

    opener = desk.cancel(order.number)
    repeated = desk.cancel(order.number)
    waiting = desk.stored(order.number)
    joiner = desk.cancel(order.number, by="bert")

    assert (opener.outcome, repeated.outcome) == (CancelOutcome.LEFT, CancelOutcome.LEFT)
    assert (waiting.status, waiting.reporters) == (OrderStatus.OPEN, 1)
    assert joiner.outcome is CancelOutcome.CANCELLED
    assert acts(desk, order.number) == [Act.OPENED, Act.JOINED, Act.LEFT, Act.MOVED]


def test_who_joined_cannot_cancel_it_for_the_opener(desk: Desk) -> None:
    """They only leave."""
    order = desk.open_()
    desk.join(order.number, "j", by="bert")

    left = desk.cancel(order.number, by="bert", reason="我家好了")

    assert left.outcome is CancelOutcome.LEFT
    assert desk.stored(order.number).reporters == 1
    assert left.order.report.place == "bert 家"


@pytest.mark.parametrize("kind", [OrderKind.HAZARD, OrderKind.SELF_HARM_CARE])
def test_danger_is_always_looked_at(desk: Desk, kind: OrderKind) -> None:
    """The crew is told that the customer is safe, and comes all the same."""
    order = desk.open_(kind=kind)

    told = desk.cancel(order.number, reason="不冒烟了")
    desk.cancel(order.number, reason="不冒烟了")

    stored = desk.stored(order.number)
    assert told.outcome is CancelOutcome.SAID_SAFE
    assert (stored.status, stored.urgency) == (OrderStatus.OPEN, Urgency.CRITICAL)
    assert acts(desk, order.number) == [Act.OPENED, Act.SAID_SAFE]
    assert [" said_safe " in item.body for item in desk.sent("crew")].count(True) == 1


def test_a_corrected_place_and_phone_take_hold(desk: Desk) -> None:
    """The new phone gets the number and becomes the query code; the history names what changed."""
    order = desk.open_()

    desk.correct(order.number, place="东风小区 3 栋 301", areas=("RX02",))
    desk.correct(order.number, phone="13900001234")
    desk.correct(order.number, phone="13900001234")

    stored = desk.stored(order.number)
    assert (stored.report.place, stored.report.areas) == ("东风小区 3 栋 301", ("RX02",))
    assert (stored.report.phone, stored.query_code) == ("13900001234", "1234")
    assert [entry.note for entry in stored.history] == ["", "place areas", "phone"]
    assert {item.address for item in desk.sent("sms")} == {PHONE, "13900001234"}
    assert desk.find(order.number, "bert", code="1234").number == order.number


def test_a_crew_on_its_way_hears_of_the_new_place(desk: Desk) -> None:
    """Before it set out, nobody needs telling."""
    order = desk.open_()
    desk.correct(order.number, place="4 栋")
    assert desk.sent("crew") == []

    desk.move(order.number, OrderStatus.DISPATCHED)
    desk.correct(order.number, place="5 栋")

    assert [item.body for item in desk.sent("crew")] == [
        f"{order.number} repair corrected 5 栋 {PHONE} "
    ]


def test_a_corrected_place_can_raise_the_urgency(desk: Desk) -> None:
    """And never lowers it."""
    order = desk.open_()
    raised = desk.correct(order.number, place="市第一医院")
    kept = desk.correct(order.number, place="东风小区")

    assert (raised.urgency, kept.urgency) == (Urgency.URGENT, Urgency.URGENT)


def test_who_joined_corrects_only_their_own(desk: Desk) -> None:
    """The opener's place and phone stay."""
    order = desk.open_()
    desk.join(order.number, "j", by="bert")

    seen = desk.correct(order.number, by="bert", place="6 栋", phone="13911112222")

    assert (seen.report.place, seen.report.phone) == ("6 栋", "13911112222")
    stored = desk.stored(order.number)
    assert (stored.report.place, stored.report.phone) == (PLACE, PHONE)
    assert stored.query_code == PHONE[-4:]
    assert desk.find(order.number, "bert").report.place == "6 栋"


def test_finished_work_is_rated_once(desk: Desk) -> None:
    """The same stars again are the same rating; other stars are refused."""
    order = desk.open_()
    with pytest.raises(RatingTooEarly):
        desk.rate(order.number, 5)
    desk.move(order.number, OrderStatus.DONE)

    rated = desk.rate(order.number, 5)
    again = desk.rate(order.number, 5)

    assert (rated.rating, again.rating, desk.stored(order.number).rating) == (5, 5, 5)
    assert acts(desk, order.number).count(Act.RATED) == 1
    with pytest.raises(AlreadyRated):
        desk.rate(order.number, 1)
    with pytest.raises(ValueError, match="6 is not"):
        desk.rate(order.number, 6)


@pytest.mark.parametrize("end", [OrderStatus.DONE, OrderStatus.CANCELLED])
@pytest.mark.parametrize(
    "act",
    [
        lambda desk, number: desk.urge(number),
        lambda desk, number: desk.correct(number, place="x"),
    ],
    ids=["urge", "correct"],
)
def test_what_is_over_is_over(
    desk: Desk, end: OrderStatus, act: Callable[[Desk, str], object]
) -> None:
    """The refusal says how it ended, and is audited."""
    order = desk.open_()
    desk.move(order.number, end)

    with pytest.raises(OrderClosed) as closed:
        act(desk, order.number)

    assert closed.value.facts == {"number": order.number, "status": end.value}
    assert desk.audits()[-1][2] == "order_closed"


def test_a_cancelled_order_is_not_rated_and_a_done_one_not_cancelled(desk: Desk) -> None:
    """Both are past changing."""
    cancelled, done = desk.open_("a").number, desk.open_("b").number
    desk.cancel(cancelled)
    desk.move(done, OrderStatus.DONE)

    with pytest.raises(OrderClosed):
        desk.rate(cancelled, 5)
    with pytest.raises(OrderClosed):
        desk.cancel(done)


def test_the_place_is_fixed_once_the_crew_is_there(desk: Desk) -> None:
    """They are standing at the door."""
    order = desk.open_()
    desk.move(order.number, OrderStatus.ARRIVED)

    with pytest.raises(OrderClosed):
        desk.correct(order.number, place="x")


def test_strangers_change_nothing(desk: Desk) -> None:
    """Whatever they try; every attempt is audited."""
    order = desk.open_()
    desk.move(order.number, OrderStatus.DONE)
    tries: list[Callable[[], object]] = [
        lambda: desk.urge(order.number, "eve"),
        lambda: desk.cancel(order.number, "eve"),
        lambda: desk.correct(order.number, "eve", place="x"),
        lambda: desk.rate(order.number, 1, "eve"),
    ]
    before = desk.stored(order.number)

    for attempt in tries:
        with pytest.raises(OrderUnproven):
            attempt()

    assert desk.stored(order.number) == before
    assert [audit[2] for audit in desk.audits()[1:]] == ["order_unproven"] * 4
