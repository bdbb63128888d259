"""The one question of an enquiry about supply: where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import wording
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.hearing import listen
from actions.outages import answer, looking
from actions.places import UNCLEAR, choice_buttons, found_in, read
from actions.turn import Turn
from bot.domain.reply import Button


@register
class OutagePlace(Kind):
    """Asks for a place or an account number, then answers what was asked."""

    name = answer.PLACE_CASE
    words = "outage"
    own_intents = frozenset(answer.ASKS)
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Only where."""
        return (Field("place", _read, question=_question, buttons=_buttons),)

    def heard(self, turn: Turn, case: Case) -> Case:
        """A place that can be several is asked once more, with the choices."""
        place = case.get("place")
        if place.startswith(UNCLEAR):
            return case.without("place").with_given(choices=place)
        if not found_in(turn, place):
            looking.at_number(turn, place)
        return case

    def finish(self, turn: Turn, case: Case) -> None:
        """Answer what was asked at first."""
        what, place = case.get("what"), case.get("place")
        period = answer.day_in(turn, case.get("words"))
        known = bool(found_in(turn, place))
        look = (looking.at_place if known else looking.at_number)(turn, place, period=period)
        answer.tell(turn, what, look, period)


def _read(turn: Turn, case: Case) -> str:
    return read(turn, any_address=False) or listen(turn.text).account_no


def _question(turn: Turn, case: Case) -> str:
    key = "choices" if case.get("choices") else "street" if case.get("street") else "place"
    return wording.phrase(f"outage.ask.{key}")


def _buttons(turn: Turn, case: Case) -> Sequence[Button]:
    if case.get("choices"):
        return choice_buttons(case.get("choices"))
    pairs: Any = wording.buttons_of("outage.ask_buttons")
    return [Button(*pair) for pair in pairs]
