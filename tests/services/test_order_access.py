"""Who may see a work order, and that nobody guesses their way in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.unable import (
    OrderLocked,
    OrderNoMalformed,
    OrderNotOpened,
    OrderUnproven,
    Unable,
)
from bot.domain.work_order import OrderKind, OrderStatus
from bot.services import order_access
from bot.services.order_access import Asker
from tests.services.order_desk import NOW, Desk, at_desk
from tests.services.world import HOME, SHOP, account

CODE, WRONG = "0001", "9999"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = at_desk(tmp_path)
    yield opened
    opened.books.close()


def refusal(desk: Desk, heard: str, by: str, code: str | None = None) -> Unable:
    with pytest.raises(Unable) as refused:
        desk.find(heard, by, code=code)
    return refused.value


def test_who_opened_it_sees_it_all(desk: Desk) -> None:
    """However the number is written, with its letters or without."""
    order = desk.open_()

    assert desk.find(order.number, "anna") == order
    assert desk.find(f"bx {order.number[2:8]}-{order.number[8:]}", "anna") == order
    assert desk.find(order.number[2:], "anna") == order


def test_who_has_proven_the_account_sees_its_orders(desk: Desk) -> None:
    """But not those of another account."""
    order = desk.open_(account=account(HOME))

    assert desk.find(order.number, "bert", accounts=(SHOP, HOME)) == order
    with pytest.raises(OrderUnproven):
        desk.find(order.number, "bert", accounts=(SHOP,))


@pytest.mark.parametrize("kind", [OrderKind.SELF_HARM_CARE, OrderKind.THEFT_REPORT])
def test_some_orders_are_the_reporters_alone(desk: Desk, kind: OrderKind) -> None:
    """A family member who can prove the account does not learn of them."""
    order = desk.open_(kind=kind, account=account(HOME))
    family = Asker("bert", (HOME,))

    with pytest.raises(OrderUnproven):
        desk.find(order.number, "bert", accounts=(HOME,))
    with pytest.raises(OrderUnproven):
        order_access.progress(desk.books, number=order.number, asker=family, now=desk.now)
    assert order_access.latest_of(desk.books, asker=family, now=desk.now) == []
    assert desk.find(order.number, "anna") == order


def test_number_and_last_four_open_it_for_a_while(desk: Desk) -> None:
    """The whole phone number does too; after half an hour it must be given again."""
    order = desk.open_()

    assert desk.find(order.number, "bert", code=CODE) == order
    assert desk.find(order.number, "carl", code="138 0591 0001") == order
    assert desk.find(order.number, "bert") == order
    assert desk.urge(order.number, "bert").counted

    desk.wait(30)
    assert isinstance(refusal(desk, order.number, "bert"), OrderUnproven)


def test_before_proof_nothing_is_said_of_whether_it_exists(desk: Desk) -> None:
    """Existing or not: the same refusals, the same counting."""
    real, made_up = desk.open_().number, "BX26072000024"

    for number, who in ((real, "bert"), (made_up, "carl")):
        told = [refusal(desk, number, who, code) for code in (None, WRONG, WRONG, WRONG, WRONG)]
        assert [type(item) for item in told] == [
            OrderUnproven,
            OrderNotOpened,
            OrderNotOpened,
            OrderLocked,
            OrderLocked,
        ]
        assert told[1].facts == {"tries_left": 2}
        assert told[3].facts == {"until": NOW + timedelta(minutes=30)}


def test_the_lock_holds_against_new_conversations_and_grows(desk: Desk) -> None:
    """Half an hour, then an hour, then two: ten thousand codes take years."""
    number = desk.open_().number
    for who in ("b1", "b2", "b3"):
        refusal(desk, number, who, WRONG)
    assert isinstance(refusal(desk, number, "b4", CODE), OrderLocked)

    for minutes in (60, 120):
        desk.now = NOW + timedelta(minutes=31) if minutes == 60 else desk.now
        locked = refusal(desk, number, f"c{minutes}", WRONG)
        assert locked.facts == {"until": desk.now + timedelta(minutes=minutes)}
        desk.wait(minutes)
    assert desk.find(number, "dora", code=CODE).number == number


def test_a_lock_keeps_nobody_out_who_sees_it_anyway(desk: Desk) -> None:
    """Strangers must not keep a customer from their own order."""
    order = desk.open_(account=account(HOME))
    for who in ("b1", "b2", "b3"):
        refusal(desk, order.number, who, WRONG)

    assert desk.find(order.number, "anna") == order
    assert desk.find(order.number, "bert", accounts=(HOME,)) == order


def test_an_order_of_ones_own_buys_no_new_guesses(desk: Desk) -> None:
    """A right code for one number does not forget the wrong ones for others."""
    mine, other = desk.open_("a", by="x").number, desk.open_("b", by="y").number

    refusal(desk, other, "bert", WRONG)
    desk.find(mine, "bert", code=CODE)
    refusal(desk, other, "bert", WRONG)

    assert isinstance(refusal(desk, "BX26072000032", "bert", WRONG), OrderLocked)


def test_right_codes_are_never_counted(desk: Desk) -> None:
    """A landlord may open the orders of ten flats in a row, with a slip in between."""
    numbers = [desk.open_(str(flat), by=f"flat{flat}").number for flat in range(10)]
    refusal(desk, numbers[0], "bert", WRONG)

    found = [desk.find(number, "bert", code=CODE).number for number in numbers]

    assert found == numbers
    assert refusal(desk, "BX26072099984", "bert", WRONG).facts == {"tries_left": 1}


def test_a_slip_of_the_tongue_is_not_counted(desk: Desk) -> None:
    """The check digit catches it; neither does a code that is none count."""
    order = desk.open_()
    for _ in range(5):
        assert isinstance(refusal(desk, order.number[:-1] + "9", "bert", CODE), OrderNoMalformed)
        assert isinstance(refusal(desk, order.number, "bert", "12"), OrderUnproven)

    assert desk.find(order.number, "bert", code=CODE) == order


def test_without_a_phone_there_is_a_query_code(desk: Desk) -> None:
    """Four digits, given once when the order is opened."""
    order = desk.open_(phone=None)

    assert len(order.query_code) == 4
    assert desk.find(order.number, "bert", code=order.query_code).number == order.number


def test_the_latest_are_those_one_may_see(desk: Desk) -> None:
    """Opened, joined, of a proven account, opened with a code; newest first, nobody else's."""
    own = desk.open_("a")
    desk.wait(1)
    joined = desk.open_("b", by="x")
    desk.join(joined.number, "j", by="anna")
    desk.wait(1)
    of_account = desk.open_("c", by="y", account=account(HOME))
    desk.wait(1)
    coded = desk.open_("d", by="z", phone="13900001234")
    desk.open_("e", by="stranger")
    desk.find(coded.number, "anna", code="1234")

    seen = order_access.latest_of(desk.books, asker=Asker("anna", (HOME,)), now=desk.now)

    numbers = [order.number for order in seen]
    assert numbers == [coded.number, of_account.number, joined.number, own.number]
    assert seen[2].report.place == "anna 家"
    assert order_access.latest_of(desk.books, asker=Asker("nobody"), now=desk.now) == []


def test_progress_is_told_to_the_minute(desk: Desk) -> None:
    """Time left, then overdue, then the next promise; notes are the opener's."""
    order = desk.open_()
    desk.join(order.number, "j", by="bert")
    desk.wait(44)
    asker, joiner = Asker("anna"), Asker("bert")
    before = order_access.progress(desk.books, number=order.number, asker=asker, now=desk.now)
    desk.wait(1)
    after = order_access.progress(desk.books, number=order.number, asker=asker, now=desk.now)
    desk.move(order.number, OrderStatus.ARRIVED, note="302 室内开关跳闸")
    there = order_access.progress(desk.books, number=order.number, asker=asker, now=desk.now)
    joined = order_access.progress(desk.books, number=order.number, asker=joiner, now=desk.now)

    assert (before.left, before.overdue) == (timedelta(minutes=1), False)
    assert (after.left, after.overdue) == (timedelta(0), True)
    assert (there.left, there.overdue) == (timedelta(hours=3), False)
    assert there.order.history[-1].note == "302 室内开关跳闸"
    assert [entry.note for entry in joined.order.history] == ["", "", ""]
    assert joined.left == there.left


def test_every_look_and_every_refusal_is_audited(desk: Desk) -> None:
    """With the number that was looked for."""
    number = desk.open_().number
    desk.find(number, "anna")
    refusal(desk, number, "bert")
    refusal(desk, number, "bert", WRONG)
    order_access.latest_of(desk.books, asker=Asker("anna"), now=desk.now)

    assert desk.audits()[1:] == [
        ("anna", f"order.see {number}", "ok"),
        ("bert", f"order.see {number}", "order_unproven"),
        ("bert", f"order.see {number}", "order_not_opened"),
        ("anna", f"order.list {number}", "ok"),
    ]
