"""Complaints: listened to, written down, and asked after."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import articles, own_orders, wording
from actions.base import XiaowaAction
from actions.cases import opening
from actions.cases.case import Case
from actions.cases.contact import phone_field
from actions.cases.kind import Field, register
from actions.cases.order_case import OrderCase
from actions.cases.reading import free_text, says_something, short_text
from actions.turn import CASE_FORM, Turn
from actions.wording import words
from bot.domain.reply import Button
from bot.domain.work_order import OrderKind


@register
class ComplaintCase(OrderCase):
    """What happened, when and where it matters, whom to call."""

    name = "complaint"
    words = "complaint"
    own_intents = frozenset({"complaint", "suggestion"})
    order_kind = OrderKind.COMPLAINT

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Time and place only of what somebody did somewhere, and only when not said already."""
        when = (Field("when", short_text, free=True, optional=True),)
        return (
            Field("description", free_text, free=True),
            Field("more", _more, volunteered=True),  # given from the start, so never asked for
            *(when if _when_matters(case) else ()),
            phone_field(optional=True),
        )

    def heard(self, turn: Turn, case: Case) -> Case:
        """What comes later belongs to what was said first."""
        said = [part for part in (case.get("description"), case.get("more")) if part]
        return case.with_given(description="；".join(said), more="") if case.get("more") else case


def _more(turn: Turn, case: Case) -> str:
    """「还有，他还骂人」 is added to what was said before."""
    said = free_text(turn)
    return said if re.search(words("complaint")["more"], said) and case.get("description") else ""


def _when_matters(case: Case) -> bool:
    said = case.get("description")
    known = words("complaint")
    asked = case.asked == "when" or "when" in case.given
    return asked or bool(
        re.search(known["matters"], said) and not re.search(known["has_when"], said)
    )


class Complaint(XiaowaAction):
    """投诉; 我那个投诉怎么样了; 撤诉."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_complaint"

    def act(self, turn: Turn) -> None:
        """An own order first, then a question about complaining, then the complaint itself."""
        if own_orders.takes(turn):
            return
        known = words("complaint")
        if turn.loop and turn.text and not re.search(known["outright"], turn.text):
            turn.say("complaint.soothe", buttons="complaint.person_buttons")
            return
        entry = articles.fitting(turn, known["articles"])
        if entry:
            articles.tell(turn, entry, buttons="complaint.article_buttons")
            return
        begin(turn)


def begin(turn: Turn) -> None:
    """Open a complaint; what the message tells is its description already."""
    told = turn.text and says_something(turn.text, filler=words("complaint")["filler"])
    open_before = turn.case is not None and turn.case.kind == ComplaintCase.name
    if not open_before:
        turn.say(f"complaint.open{'_known' if told else ''}", buttons=_offers(turn))
    if turn.in_form:
        turn.close_form()
    given = {"description": free_text(turn)} if told and not open_before else {}
    opening.open_case(turn, ComplaintCase.name, more="", **given)
    if turn.loop == CASE_FORM and open_before:
        turn.say("complaint.soothe", buttons="complaint.person_buttons")


def _offers(turn: Turn) -> list[Button]:
    """A person, and what could be answered at once."""
    found = [
        Button(title, payload)
        for pattern, title, payload in words("complaint")["offers"]
        if turn.text and re.search(pattern, turn.text)
    ]
    person = [Button(*pair) for pair in wording.buttons_of("complaint.person_buttons")]
    return [*found[:2], *person]
