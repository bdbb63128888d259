"""Adding to an order: written into its history once, told to the desk, by those who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.unable import OrderClosed, OrderUnproven
from bot.domain.work_order import Act, OrderKind, OrderStatus
from bot.services import order_addition
from bot.services.order_access import Asker
from tests.services.order_desk import WORDING, Desk, at_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = at_desk(tmp_path)
    yield opened
    opened.books.close()


def add(desk: Desk, number: str, note: str, by: str = "anna") -> None:
    order_addition.add(
        desk.books, number=number, asker=Asker(by), note=note, now=desk.now, wording=WORDING
    )


def test_a_sentence_is_added_once(desk: Desk) -> None:
    """The same words again change nothing; the desk hears of it once."""
    order = desk.open_(kind=OrderKind.COMPLAINT)
    add(desk, order.number, "他还骂人")
    add(desk, order.number, "他还骂人")

    added = [entry.note for entry in desk.stored(order.number).history if entry.act is Act.ADDED]
    assert added == ["他还骂人"]
    assert len(desk.sent("crew")) == 1


def test_nobody_else_adds(desk: Desk) -> None:
    """And the refusal is audited."""
    order = desk.open_(kind=OrderKind.COMPLAINT)

    with pytest.raises(OrderUnproven):
        add(desk, order.number, "乱写", by="stranger")
    assert ("stranger", f"order.add {order.number}", "order_unproven") in desk.audits()


def test_what_is_done_takes_no_more(desk: Desk) -> None:
    """A new order is the way then."""
    order = desk.open_(kind=OrderKind.COMPLAINT)
    desk.move(order.number, OrderStatus.DONE)

    with pytest.raises(OrderClosed):
        add(desk, order.number, "又来了")
