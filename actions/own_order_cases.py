"""Two small matters about an own order: withdrawing it, and adding to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions import own_orders, wording
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.cases.reading import free_text
from actions.orders import asker, order_wording
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.reply import Button
from bot.domain.work_order import OrderKind
from bot.services import order_change


@register
class Withdrawal(Kind):
    """Asked once more, because what is withdrawn is not looked at any further."""

    name = "withdrawal"
    words = "service_orders.withdrawal"
    own_intents = frozenset({"complaint", "cancel"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Whether it is really meant."""
        return (Field("sure", _sure, question=_question, buttons=_sure_buttons),)

    def finish(self, turn: Turn, case: Case) -> None:
        """Withdraw it, or leave everything as it is."""
        order = own_orders.order_of(turn, case)
        facts: dict[str, Any] = {"kind": own_orders.kind_name(order.kind), "number": order.number}
        if case.get("sure") == "no":
            turn.say(f"{self.words}.not_done", **facts)
            return
        order_change.cancel(
            turn.deps.books,
            number=order.number,
            asker=asker(turn),
            now=turn.now,
            wording=order_wording(),
        )
        turn.say(f"{self.words}.done", **facts)


@register
class Addition(Kind):
    """One sentence more."""

    name = "addition"
    words = "service_orders.addition"
    own_intents = frozenset({"complaint", "suggestion"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """What is to be added."""
        return (Field("note", free_text, free=True),)

    def finish(self, turn: Turn, case: Case) -> None:
        """Write it into the order."""
        own_orders.add_note(turn, own_orders.order_of(turn, case), case.get("note"))


def _sure(turn: Turn, case: Case) -> str:
    known = wording.words("service_orders")
    if turn.intent == "deny" or re.search(known["not_sure"], turn.text):
        return "no"
    agrees = re.search(wording.words("cases")["agrees"], turn.text)
    return "yes" if turn.intent == "affirm" or agrees or re.search(known["sure"], turn.text) else ""


def _question(turn: Turn, case: Case) -> str:
    return phrase(
        "service_orders.withdrawal.ask.sure",
        kind=own_orders.kind_name(OrderKind(case.get("order"))),
        number=case.get("number"),
    )


def _sure_buttons(turn: Turn, case: Case) -> Sequence[Button]:
    return [Button(*pair) for pair in wording.buttons_of("service_orders.withdrawal.sure_buttons")]
