"""Questions inside an application: answered by their words, keeping the place."""

from __future__ import annotations

import re

from actions import wording
from actions.business import guide, telling
from actions.business.listening import leads_elsewhere, listen
from actions.cases.case import CONFIRM, WHICH, Case
from actions.cases.kind import Field
from actions.turn import Turn
from bot.domain.application import standing
from bot.domain.procedure import Procedure

_WISHES = frozenset({"papers", "time", "fees", "steps", "counter"})
_LONGEST = 30
"""Characters; a longer message is an answer even where it holds a question's words."""


def answers(turn: Turn, rules: Procedure, case: Case, field: Field | None) -> bool:
    """Answer what is asked inside the matter; True when the message was nothing else.

    `field` is what the form asked for. A question that also answers it is taken as both.
    """
    text = turn.text
    if not text or len(text) > _LONGEST:
        return False
    asks = _says("asks", text)
    if _says("corrects", text) or (case.asked in (CONFIRM, WHICH) and not asks):
        return False
    answered = bool(field and not field.free and field.read(turn, case))
    variants = standing(rules, case.given).variants
    heard = listen(text, rules, variants=variants)
    if heard.detail and (asks or not answered) and _is_meant(text, field, asks):
        if leads_elsewhere(text, rules, heard):
            return False
        turn.tell(heard.detail.answer, buttons=guide.more(heard.detail.name))
        return not answered
    if asks and not answered and heard.wish in _WISHES:
        turn.tell(_wish_text(turn, rules, variants, heard.wish))
        return True
    return False


def _says(what: str, text: str) -> bool:
    return re.search(wording.words("cases")[what], text) is not None


def _is_meant(text: str, field: Field | None, asks: bool) -> bool:
    """Whether a detail's words ask for it: in an answer in free words they may just occur."""
    return asks or not (field and field.free)


def _wish_text(turn: Turn, rules: Procedure, variants: tuple[str, ...], wish: str) -> str:
    if wish == "papers":
        agent = telling.wants_agent(turn.text)
        return telling.papers_text(rules, variants, agent=agent, caution=False)
    return guide.wish_text(turn, rules, variants, wish)
