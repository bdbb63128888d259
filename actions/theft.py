"""Reports of stolen electricity; nobody is asked for their name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions import articles, own_orders
from actions.base import XiaowaAction
from actions.cases import opening
from actions.cases.case import Case
from actions.cases.kind import Field, register
from actions.cases.order_case import OrderCase
from actions.cases.reading import free_text, says_something, short_text
from actions.turn import Turn
from actions.wording import phrase, words
from bot.domain.account import Account
from bot.domain.contact_reading import phone
from bot.domain.gazetteer import FoundPlace
from bot.domain.work_order import OrderKind, Report, WorkOrder
from bot.services.gazetteer import candidates


@register
class TheftCase(OrderCase):
    """Where, what was seen, since when; a phone only for who wants to hear back."""

    name = "theft_report"
    words = "theft"
    own_intents = frozenset({"theft_report", "abnormal_usage", "safety_hazard"})
    order_kind = OrderKind.THEFT_REPORT

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Neither name nor account."""
        return (
            Field("place", _read_place, free=True),
            Field("seen", free_text, free=True),
            Field("when", short_text, free=True, optional=True),
            Field("phone", lambda turn, _: phone(turn.text) or "", optional=True),
        )

    def account(self, turn: Turn, case: Case) -> Account | None:
        """Never: what one reports is not kept with one's own account."""
        return None

    def report(self, turn: Turn, case: Case) -> Report:
        """Anonymous, unless a phone was left to hear back on."""
        kept = case.get("phone")
        return Report(
            conversation_id=turn.conversation_id if kept else None,
            place=case.get("place")[:200],
            phone=kept or None,
            description=self.description(case),
        )

    def harmless(self, turn: Turn, case: Case) -> bool:
        """A line hooked onto a pole is what is reported here, unless something burns or lies."""
        return not re.search(words("theft")["danger"], turn.text)

    def tell(self, turn: Turn, order: WorkOrder) -> None:
        """Without the button that only finds what is kept with the conversation."""
        super().tell(turn, order)
        if order.report.conversation_id is None:
            turn.replies[-1] = replace(turn.replies[-1], buttons=())

    def shown(self, turn: Turn, case: Case, name: str) -> str:
        """Who is accused is not said back: of the place only its public name."""
        value = case.get(name)
        if name == "place":
            found = known_places(turn, value)
            return found[0].name if len(found) == 1 else value and phrase("theft.recorded")
        if name == "seen":
            return value and phrase("theft.recorded")
        return value


class TheftReport(XiaowaAction):
    """有人偷电; 举报有奖吗; 偷电怎么罚."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_theft_report"

    def act(self, turn: Turn) -> None:
        """Answer a question about reporting; otherwise say that it is anonymous and listen."""
        if own_orders.takes(turn):
            return
        entry = articles.fitting(turn, words("theft")["articles"])
        if entry:
            articles.tell(turn, entry, buttons="theft.start_buttons")
            return
        turn.say("theft.open")
        opening.open_case(turn, TheftCase.name, **_told(turn))


def known_places(turn: Turn, text: str) -> tuple[FoundPlace, ...]:
    """Places of the gazetteer that the words name."""
    return candidates(turn.deps.books, text=text) if text else ()


def _told(turn: Turn) -> dict[str, str]:
    """What the opening message tells: the whole of it is what was seen, with the place in it."""
    if not turn.text:
        return {}
    known = words("theft")
    given: dict[str, str] = {}
    place = turn.entity("address")
    if not place and known_places(turn, turn.text):
        place = short_text(turn)
    if place:
        given["place"] = place
    if re.search(known["has_seen"], turn.text) and says_something(
        turn.text, filler=known["filler"]
    ):
        given["seen"] = free_text(turn)
    return given


def _read_place(turn: Turn, case: Case) -> str:
    """Any words of a place; the answer to 「在什么地方」 need not be in the gazetteer."""
    said = short_text(turn, case)
    return said if len(re.sub(r"[\W_]", "", said)) > 1 else ""
