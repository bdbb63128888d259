"""Short ways to look at what the service desk's talks wrote down."""

from __future__ import annotations

from sqlalchemy import select

from bot.domain.outgoing import Outgoing
from bot.domain.work_order import By, OrderStatus, WorkOrder
from bot.storage import outbox, work_orders
from bot.storage.tables.service import OutgoingRow
from tests.actions.stage import Stage
from tests.services.world import HOME, ID_LAST4

PHONE = "13800001234"


def orders(stage: Stage) -> list[WorkOrder]:
    """Every order that waits, as stored."""
    with stage.world.books.service(writing=False) as session:
        return work_orders.waiting(session)


def the_order(stage: Stage) -> WorkOrder:
    """The only order that waits."""
    (order,) = orders(stage)
    return order


def finish(stage: Stage, number: str, *, note: str = "已电话答复") -> None:
    """The utility reports that the work is done."""
    assert stage.now is not None
    with stage.world.books.service() as session:
        work_orders.advance(
            session, number=number, to=OrderStatus.DONE, at=stage.now, by=By.UTILITY, note=note
        )


def rating_of(stage: Stage, number: str) -> int | None:
    """The stars an order has."""
    with stage.world.books.service(writing=False) as session:
        order = work_orders.find(session, number=number)
    assert order
    return order.rating


def receipts(stage: Stage) -> list[Outgoing]:
    """Text messages that lie in the outbox."""
    with stage.world.books.service(writing=False) as session:
        keys = session.scalars(select(OutgoingRow.key).where(OutgoingRow.channel == "sms"))
        found = [outbox.find(session, key=key) for key in keys]
    return [item for item in found if item]


def prove(stage: Stage) -> None:
    """The customer's home is proven, by asking for its bill."""
    stage.say("这个月电费多少", "query_bill")
    stage.say(f"{HOME} {ID_LAST4}")


def titles(said: list[dict[str, object]]) -> list[str]:
    """The titles of every button of a turn."""
    found: list[str] = []
    for message in said:
        buttons = message.get("buttons") or []
        assert isinstance(buttons, list)
        found += [button["title"] for button in buttons]
    return found
