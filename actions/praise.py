"""Praise is passed on, suggestions are answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import own_orders
from actions.base import XiaowaAction, explain
from actions.cases import opening
from actions.cases.case import Case
from actions.cases.contact import phone_field
from actions.cases.kind import Field, register
from actions.cases.order_case import OrderCase
from actions.cases.reading import free_text, says_something
from actions.turn import Turn
from actions.wording import words
from bot.domain.unable import Unable
from bot.domain.work_order import OrderKind, WorkOrder


@register
class PraiseCase(OrderCase):
    """One sentence; nothing is read back, nobody is called."""

    name = "praise"
    words = "praise"
    own_intents = frozenset({"praise", "thanks"})
    order_kind = OrderKind.PRAISE
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Who and what for, in one go."""
        return (Field("description", free_text, free=True),)

    def tell(self, turn: Turn, order: WorkOrder) -> None:
        """Thanks, in one sentence."""
        turn.say("praise.done", number=order.number)


@register
class SuggestionCase(OrderCase):
    """What could be better, and whom to answer."""

    name = "suggestion"
    words = "suggestion"
    own_intents = frozenset({"suggestion"})
    order_kind = OrderKind.SUGGESTION

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """The suggestion, and a phone for who wants to be called."""
        return (Field("description", free_text, free=True), phone_field(optional=True))


class Praise(XiaowaAction):
    """师傅修得又快又好; 我要表扬; 很满意."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_praise"

    def act(self, turn: Turn) -> None:
        """Pass on what tells of somebody; ask who wants to praise; thank who is only content."""
        if own_orders.takes(turn):
            return
        known = words("praise")
        about = turn.text and re.search(known["about_someone"], turn.text)
        if about and says_something(turn.text, filler=known["filler"]):
            pass_on(turn)
        elif turn.entity("case_choice") == "start" or re.search(known["wishes"], turn.text):
            opening.open_case(turn, PraiseCase.name)
        else:
            count = turn.missed("praise")
            turn.say("praise.thanks", turn_no=count - 1, buttons="praise.buttons")


def pass_on(turn: Turn) -> None:
    """Write the praise down at once; when the books fail it is kept as a case."""
    case = opening.new_case(turn, PraiseCase.name, description=free_text(turn))
    try:
        PraiseCase().finish(turn, case)
    except Unable as refusal:
        explain(turn, refusal)
        turn.set_cases((*turn.cases, case))
        turn.say("cases.kept", title=PraiseCase().title(case), buttons="cases.kept_buttons")


class Suggestion(XiaowaAction):
    """建议把字放大; 我有个建议."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_suggestion"

    def act(self, turn: Turn) -> None:
        """Take the suggestion from the message when it is there already."""
        if own_orders.takes(turn):
            return
        told = turn.text and says_something(turn.text, filler=words("suggestion")["filler"])
        turn.say("suggestion.open")
        given = {"description": free_text(turn)} if told else {}
        opening.open_case(turn, SuggestionCase.name, **given)
