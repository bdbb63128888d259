"""The customer's own matters at the service desk: how far, urge, add, withdraw.

`takes` is for any action that such a message may reach: 「我那个投诉怎么样了」 comes as a
complaint as often as a question about progress.
"""

from __future__ import annotations

import re

from actions import in_hand, rating, wording
from actions.cases import opening
from actions.cases.case import Case
from actions.cases.reading import free_text, says_something
from actions.orders import asker, order_wording
from actions.service_orders import promise_lines
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.reply import Button
from bot.domain.unable import OrderUnproven
from bot.domain.work_order import CREW_KINDS, By, OrderKind, OrderStatus, WorkOrder, standing
from bot.services import order_access, order_addition, order_change

DESK_KINDS = frozenset(OrderKind) - CREW_KINDS - {OrderKind.SELF_HARM_CARE, OrderKind.RECONNECT}
"""What is spoken of here; repairs are the repair talk's."""
_BARE = frozenset({"inform", "nlu_fallback", "out_of_scope", "affirm", "process_progress"})
"""What a bare number of an order is taken for."""
_ELSEWHERE = frozenset({"repair_progress", "cancel", "deny", "chitchat"})
"""What the brain may take words about an own order for, besides."""


def takes(turn: Turn) -> bool:
    """Do what the message wants done with an own order; False when it wants something else."""
    wanted = wants(turn)
    if not wanted:
        return False
    number = number_in(turn.text)
    if number:
        by_number(turn, number)
        return True
    order = newest(turn)
    if order is None:
        return _nothing_here(turn, wanted)
    deal_with(turn, order, wanted)
    return True


def _nothing_here(turn: Turn, wanted: str) -> bool:
    """Say that no own matter is known here, to who asks how far one is; False otherwise."""
    mine = not turn.text or re.search(wording.words("service_orders")["mine"], turn.text)
    if wanted != "progress" or not mine or turn.loop:
        return False
    turn.say("service_orders.none_here", buttons="service_orders.none_buttons")
    return True


def wants(turn: Turn) -> str:
    """withdraw, add, urge, rate or progress; empty for none of them."""
    if not turn.text:
        choice = turn.entity("case_choice")
        return choice if choice in dict(wording.words("service_orders")["wants"]) else ""
    for name, pattern in wording.words("service_orders")["wants"]:
        if re.search(pattern, turn.text):
            return str(name)
    return "progress" if number_in(turn.text) else ""


def newest(turn: Turn) -> WorkOrder | None:
    """The own order last opened, of the kind that the words name if they name one."""
    orders = order_access.latest_of(turn.deps.books, asker=asker(turn), now=turn.now, limit=20)
    desk = [order for order in orders if order.kind in DESK_KINDS]
    meant = _kind_said(turn.text)
    ofkind = [order for order in desk if order.kind.value == meant]
    return next(iter(ofkind or desk), None)


def _kind_said(text: str) -> str:
    """The kind of matter that the words name; empty for none."""
    names = wording.words("service_orders")["kind_said"]
    return next((str(kind) for kind, said in names if re.search(said, text)), "")


def deal_with(turn: Turn, order: WorkOrder, wanted: str) -> None:
    """Progress, urge, add, withdraw or rate an order that the customer may see."""
    if wanted == "withdraw" and not order.status.is_final:
        opening.open_case(turn, "withdrawal", number=order.number, order=order.kind.value)
    elif wanted == "add" and not order.status.is_final:
        _add(turn, order)
    elif wanted == "urge" and not order.status.is_final:
        _urge(turn, order)
    elif wanted == "rate" and order.status is OrderStatus.DONE and order.rating is None:
        rating.ask(turn, order)
    else:
        tell_progress(turn, order)


def kind_name(kind: OrderKind) -> str:
    """投诉, 建议, 验表 ..."""
    return phrase(f"progress.kinds.{kind.value}")


def tell_progress(turn: Turn, order: WorkOrder) -> None:
    """How far it is, what was promised, and what can be done about it."""
    progress = standing(order, now=turn.now)
    status = phrase(f"service_orders.status.{order.status.value}")
    notes = (entry.note for entry in reversed(order.history) if entry.by is not By.CUSTOMER)
    note = next((note for note in notes if note), "")
    due = None if order.status.is_final or progress.overdue else progress.promise
    told = [
        phrase(
            "service_orders.progress.head",
            kind=kind_name(order.kind),
            number=order.number,
            status=status,
        ),
        phrase("service_orders.progress.note", note=note) if note else "",
        phrase("service_orders.progress.overdue") if progress.overdue else "",
        *(promise_lines([due]) if due else []),
    ]
    buttons: str | list[Button] = "service_orders.progress.buttons"
    if order.status.is_final:
        buttons = []
    turn.tell(lines(told), buttons=buttons)
    if order.status is OrderStatus.DONE and order.rating is None:
        rating.ask_once(turn, order)


def _urge(turn: Turn, order: WorkOrder) -> None:
    urged = order_change.urge(
        turn.deps.books,
        number=order.number,
        asker=asker(turn),
        now=turn.now,
        rules=turn.deps.order_rules,
        wording=order_wording(),
    )
    key = "urged" if urged.counted else "urged_already"
    turn.say(
        f"service_orders.{key}",
        buttons="service_orders.urge_buttons",
        number=order.number,
        at=urged.again_at,
    )


def _add(turn: Turn, order: WorkOrder) -> None:
    """Add what the message says, or ask for it."""
    filler = wording.words("service_orders")["no_note"]
    if turn.text and says_something(turn.text, filler=filler):
        add_note(turn, order, free_text(turn))
    else:
        opening.open_case(turn, "addition", number=order.number, order=order.kind.value)


def add_note(turn: Turn, order: WorkOrder, note: str) -> None:
    """Write a sentence into the order and say so."""
    order_addition.add(
        turn.deps.books,
        number=order.number,
        asker=asker(turn),
        note=note,
        now=turn.now,
        wording=order_wording(),
    )
    turn.say("service_orders.added", kind=kind_name(order.kind), number=order.number)


def order_of(turn: Turn, case: Case) -> WorkOrder:
    """The order that a case is about, looked up through the door again.

    Raises:
        OrderUnproven: it may not be seen any more.
    """
    return order_access.progress(
        turn.deps.books, number=case.get("number"), asker=asker(turn), now=turn.now
    ).order


def number_in(text: str) -> str:
    """The number of an order in a message, as it was written; empty for none."""
    found = re.search(wording.words("service_orders")["number"], text)
    return found.group() if found else ""


@in_hand.taker
def takes_anyhow(turn: Turn) -> bool:
    """A number by itself, or 「我那个投诉怎么样了」 taken for something else by the brain."""
    if turn.intent in _BARE and (number := number_in(turn.text)):
        by_number(turn, number)
        return True
    wanted = wants(turn) if turn.intent in (*_BARE, *_ELSEWHERE) else ""
    if not wanted or not _kind_said(turn.text):
        return False
    order = newest(turn)
    if order is None:
        # Asked after a complaint, a customer must not hear that there is no repair.
        return turn.intent == "repair_progress" and _nothing_here(turn, wanted)
    deal_with(turn, order, wanted)
    return True


def by_number(turn: Turn, number: str) -> None:
    """Tell of the order with this number, or ask for the digits that open it.

    Raises:
        OrderNoMalformed, OrderNotOpened, OrderLocked: see `order_access.find`.
    """
    code = re.search(r"(?<!\d)(?:\d{7})?\d{4}(?!\d)", turn.text.replace(number, " "))
    try:
        order = order_access.find(
            turn.deps.books,
            heard=number,
            asker=asker(turn),
            now=turn.now,
            code=code.group() if code else None,
        )
    except OrderUnproven:
        opening.open_case(turn, "order_lookup", number=number, wish="")
    else:
        tell_progress(turn, order)
