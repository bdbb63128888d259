"""Adding to a work order what the customer remembers later."""

from __future__ import annotations

from datetime import datetime

from bot.domain.unable import OrderClosed, OrderUnproven
from bot.domain.work_order import Act, WorkOrder, noted
from bot.services import order_access, order_notice
from bot.services.order_access import Asker
from bot.services.order_notice import OrderWording
from bot.storage import work_orders
from bot.storage.books import Books


def add(
    books: Books, *, number: str, asker: Asker, note: str, now: datetime, wording: OrderWording
) -> WorkOrder:
    """Write a further sentence into the order's history and tell the desk; once for each sentence.

    Raises:
        OrderUnproven: the asker may not see the order.
        OrderClosed: it is done or cancelled. Facts: number, status.
    """
    with books.service() as service:
        seen = order_access.look(service, number=number, asker=asker, now=now)
        refusal: OrderUnproven | OrderClosed | None = None
        if seen is None:
            refusal = OrderUnproven(number=number)
        elif seen.order.status.is_final:
            refusal = OrderClosed(number=number, status=seen.order.status.value)
        elif not any(e.act is Act.ADDED and e.note == note for e in seen.order.history):
            order = noted(seen.order, Act.ADDED, at=now, note=note)
            work_orders.save(service, order=order)
            key = f"{number}:add:{len(order.history)}"
            report = seen.view.report
            order_notice.crew(service, order, report, wording, why=Act.ADDED, key=key, now=now)
        order_access.audit(service, asker, number, "order.add", refusal, now=now, order=seen)
    if refusal or seen is None:
        raise refusal or OrderUnproven(number=number)
    return order_access.progress(books, number=number, asker=asker, now=now).order
