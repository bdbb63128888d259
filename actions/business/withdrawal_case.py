"""Calling an application off: asked once more, because it cannot be taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions import wording
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.turn import Turn
from actions.wording import phrase
from bot.domain.reply import Button
from bot.services import application


@register
class ApplicationWithdrawal(Kind):
    """One yes or no."""

    name = "application_withdrawal"
    words = "application.withdrawal"
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Whether it is really meant."""
        return (Field("sure", _sure, question=_question, buttons=_buttons),)

    def finish(self, turn: Turn, case: Case) -> None:
        """Call it off, or leave everything as it is."""
        facts: dict[str, Any] = {"title": case.get("title"), "number": case.get("number")}
        if case.get("sure") == "no":
            turn.say("application.withdrawal.not_done", **facts)
            return
        application.cancel(
            turn.deps.books,
            turn.deps.procedures,
            conversation_id=turn.conversation_id,
            number=case.get("number"),
            reason=phrase("application.withdrawal.reason"),
            now=turn.now,
        )
        turn.say("application.withdrawal.done", **facts)

    def left(self, turn: Turn, case: Case) -> None:
        """Nothing was called off."""
        turn.say(
            "application.withdrawal.not_done", title=case.get("title"), number=case.get("number")
        )


def _sure(turn: Turn, _case: Case) -> str:
    known = wording.words("application")["withdrawal"]
    if turn.intent == "deny" or re.search(known["not_sure"], turn.text):
        return "no"
    agrees = re.search(wording.words("cases")["agrees"], turn.text)
    said = turn.text and re.search(known["sure"], turn.text)
    return "yes" if turn.intent == "affirm" or agrees or said else ""


def _question(_turn: Turn, case: Case) -> str:
    facts: dict[str, Any] = {"title": case.get("title"), "number": case.get("number")}
    return phrase("application.withdrawal.ask.sure", **facts)


def _buttons(_turn: Turn, _case: Case) -> Sequence[Button]:
    return [Button(*pair) for pair in wording.buttons_of("application.withdrawal.sure_buttons")]
