"""What became of a report: how far it is; urging, cancelling, changing and rating it."""

from __future__ import annotations

import re
from datetime import datetime

from actions import orders, rating, wording
from actions.base import XiaowaAction
from actions.cases.opening import open_case
from actions.orders import clock, promised
from actions.outages import event, looking
from actions.repairs import relapse
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.promise import Promise
from bot.domain.unable import OrderUnproven
from bot.domain.work_order import (
    CREW_KINDS,
    OrderKind,
    OrderStatus,
    Progress,
    WorkOrder,
    standing,
)
from bot.services import order_access, order_change

_ACTS = ("urge", "cancel", "change", "rate")
_SPOKEN_OF = (*CREW_KINDS, OrderKind.RECONNECT)


class RepairProgress(XiaowaAction):
    """修到哪了; 催一下; 不用来了; 电话换一个."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_repair_progress"

    def act(self, turn: Turn) -> None:
        """What is wished with the order that is meant; without one, its number is asked."""
        if relapse.answers(turn):
            return
        wish = wish_of(turn)
        order = meant(turn, wish)
        if order is None:
            open_case(turn, "order_lookup", wish=wish, **_numbered(turn))
        else:
            do(turn, order, wish)


def tells_instead(turn: Turn) -> bool:
    """「几点能来」 where no outage is known but a report was made: how far that is."""
    spoken = event.spoken_of(turn)
    if looking.names_place(turn) or (spoken and spoken.event_id) or not event.is_the_topic(turn):
        return False
    order = meant(turn, "urge")
    if order is None or order.status.is_final:
        return False
    tell(turn, standing(order, now=turn.now))
    return True


def wish_of(turn: Turn) -> str:
    """`urge`, `cancel`, `change`, `rate`, or empty for how far it is."""
    if aspect := turn.entity("aspect"):
        return aspect
    known = wording.words("progress")["wishes"]
    return next((name for name in _ACTS if re.search(known[name], turn.text)), "")


def meant(turn: Turn, wish: str) -> WorkOrder | None:
    """The order with the number that was said, else the newest of one's own; None for none.

    Raises:
        OrderNoMalformed: a digit of the number was misheard. Facts: heard.
    """
    heard = number_in(turn)
    if heard:
        try:
            return order_access.find(
                turn.deps.books, heard=heard, asker=orders.asker(turn), now=turn.now
            )
        except OrderUnproven:
            return None
    found = order_access.latest_of(turn.deps.books, asker=orders.asker(turn), now=turn.now)
    repairs = [order for order in found if order.kind in _SPOKEN_OF] or found
    waiting = [order for order in repairs if not order.status.is_final]
    if wish and wish != "rate" and waiting:
        return waiting[0]
    return repairs[0] if repairs else None


def do(turn: Turn, order: WorkOrder, wish: str) -> None:
    """Tell how far it is, or do what is wished with it."""
    if wish == "urge" and not order.status.is_final:
        _urge(turn, order)
    elif wish == "cancel" and not order.status.is_final:
        open_case(turn, "order_cancel", number=order.number, place=order.report.place)
    elif wish == "change" and not order.status.is_final:
        open_case(turn, "order_change", number=order.number)
    elif wish == "rate" and order.status is OrderStatus.DONE:
        rating.ask(turn, order)
    else:
        tell(turn, standing(order, now=turn.now))


def tell(turn: Turn, progress: Progress) -> None:
    """Status, what was said last, and by when what comes next."""
    order = progress.order
    head = phrase(
        f"progress.status.{order.status.value}",
        number=order.number,
        kind=phrase(f"progress.kinds.{order.kind.value}"),
        at=clock(_since(order), turn.now),
    )
    place = order.report.place
    where = phrase("progress.place", place=place) if place else ""
    if order.status is OrderStatus.DONE:
        turn.tell(lines([head, where]), buttons="progress.done_buttons")
        rating.ask_once(turn, order)
    elif order.status is OrderStatus.CANCELLED:
        again = again_words(order)
        turn.tell(lines([head, where, again]), buttons="progress.final_buttons")
    else:
        next_ = _next(progress, turn)
        turn.tell(lines([head, where, next_]), buttons="progress.buttons")


def again_words(order: WorkOrder) -> str:
    """How to report again after an order was called off."""
    repair = order.kind is OrderKind.REPAIR
    return phrase("progress.relapse" if repair else "progress.relapse_other")


def number_in(turn: Turn) -> str:
    """An order's number in the message, as it was written; empty for none."""
    given = turn.entity("order_no")
    found = re.search(wording.words("progress")["number"], turn.text)
    return given or (found.group() if found else "")


def _numbered(turn: Turn) -> dict[str, str]:
    heard = number_in(turn)
    return {"number": heard} if heard else {}


def _next(progress: Progress, turn: Turn) -> str:
    promise: Promise | None = progress.promise
    if promise is None:
        return ""
    if progress.overdue and promise.due_at:
        return phrase("progress.overdue", at=clock(promise.due_at, turn.now))
    return promised(promise, turn.now)


def _since(order: WorkOrder) -> datetime:
    moved = [entry.at for entry in order.history if entry.status is order.status]
    return moved[-1] if moved else order.opened_at


def _urge(turn: Turn, order: WorkOrder) -> None:
    urged = order_change.urge(
        turn.deps.books,
        number=order.number,
        asker=orders.asker(turn),
        now=turn.now,
        rules=turn.deps.order_rules,
        wording=orders.order_wording(),
    )
    key = "urged" if urged.counted else "urged_already"
    said = phrase(f"progress.{key}", number=order.number, again=clock(urged.again_at, turn.now))
    turn.tell(lines([said, _next(urged.progress, turn)]), buttons="progress.urged_buttons")
