"""「不用来了，自己好了」: meant for an order, though it sounds like stopping the conversation."""

from __future__ import annotations

import re

from actions import orders, wording
from actions.cases.opening import open_case
from actions.danger import step_aside
from actions.repairs.order_cases import OrderCancel
from actions.turn import CASE_FORM, Turn
from bot.services import order_access


def takes(turn: Turn) -> bool:
    """Call an order off, or ask whether to; False when the words stop something else."""
    words = wording.words("progress")["wishes"]["cancel"]
    if not turn.text or not re.search(words, turn.text):
        return False
    case = turn.case
    if turn.loop == CASE_FORM and case and case.kind == OrderCancel.name:
        OrderCancel().finish(turn, case.with_given(sure="yes"))
        turn.set_cases(turn.cases[:-1])
        step_aside(turn)
        return True
    if turn.loop or not re.search(wording.words("progress")["calls_off"], turn.text):
        return False
    found = order_access.latest_of(turn.deps.books, asker=orders.asker(turn), now=turn.now)
    order = next((one for one in found if not one.status.is_final), None)
    if order is None:
        return False
    open_case(turn, OrderCancel.name, number=order.number, place=order.report.place)
    return True
