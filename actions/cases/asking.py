"""The question a case is at, in words that fit how we came to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import wording
from actions.cases.case import CONFIRM, WHICH, Case
from actions.cases.kind import Field, Kind, kind_of, missing
from actions.turn import Turn
from bot.domain.reply import Button

PATIENCE = 2
"""Unusable answers before choices and a person are offered."""


def ask(turn: Turn, case: Case) -> None:
    """Ask for the first thing missing, or read everything back."""
    kind = kind_of(case)
    if kind is None:
        return
    if case.asked == WHICH and turn.form_has_spoken:
        return
    field = missing(kind, turn, case)
    name = field.name if field else CONFIRM
    text = _question(turn, kind, case, field)
    if case.asked and turn.acted:
        text = wording.phrase("cases.back", title=kind.title(case), question=text)
    elif case.misses and field:
        text = _again(kind, field, case) or text
    turn.tell(text, buttons=_buttons(turn, case, field))
    turn.set_case(replace(case, asked=name))


def _question(turn: Turn, kind: Kind, case: Case, field: Field | None) -> str:
    if field is None:
        return kind.read_back(turn, case)
    if field.question:
        return field.question(turn, case)
    return wording.phrase(f"{kind.words}.ask.{field.name}")


def _again(kind: Kind, field: Field, case: Case) -> str:
    """The question in other words, where there are any."""
    others = wording.words(kind.words.partition(".")[0]).get("again") or {}
    return str(others.get(field.name, ""))


def _buttons(turn: Turn, case: Case, field: Field | None) -> Sequence[Button]:
    if field is None:
        known = kind_of(case)
        key = known.confirm_buttons if known else "cases.confirm_buttons"
    elif case.misses >= PATIENCE:
        key = "cases.stuck_buttons"
    else:
        offered = list(field.buttons(turn, case)) if field.buttons else []
        skip = wording.buttons_of("cases.skip_buttons") if field.optional else ()
        return [*offered, *(Button(*pair) for pair in skip)]
    return [Button(*pair) for pair in wording.buttons_of(key)]
