"""Opening a case, coming back to one, and leaving one."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.cases.case import Case
from actions.cases.kind import kind_of
from actions.turn import CASE_FORM, DONE, REQUESTED, Turn


def open_case(turn: Turn, kind: str, /, **given: str) -> None:
    """Begin a case, or go on with the open one of the same kind; the form asks the rest."""
    known = next((case for case in turn.cases if case.kind == kind), None)
    if known:
        case = known.with_given(**given)
        others = tuple(other for other in turn.cases if other is not known)
    else:
        case = new_case(turn, kind, **given)
        others = turn.cases
    turn.set_cases((*others, replace(case, asked="")))
    turn.set_slot(DONE, None)
    if turn.loop != CASE_FORM:
        turn.events.append(FollowupAction(CASE_FORM))


def new_case(turn: Turn, kind: str, /, **given: str) -> Case:
    """A case that is not open yet; the same key in a repeated turn."""
    return Case(kind=kind, key=_key(turn, kind), given=given)


def come_back(turn: Turn) -> bool:
    """Go on with the case that was interrupted; False when none is open."""
    if not turn.cases:
        return False
    turn.events.append(FollowupAction(CASE_FORM))
    return True


def leave(turn: Turn) -> bool:
    """Stop the case spoken of; False when none is open."""
    case = turn.case
    if case is None:
        return False
    turn.set_cases(turn.cases[:-1])
    turn.set_slot(DONE, None)
    set_aside(turn)
    kind = kind_of(case)
    if kind:
        kind.left(turn, case)
    return True


def set_aside(turn: Turn) -> None:
    """Stop asking and keep the case: 「接着填」 comes back to it."""
    if turn.loop == CASE_FORM:
        turn.events += [ActiveLoop(None), SlotSet(REQUESTED, None)]


def _key(turn: Turn, kind: str) -> str:
    """The same in a repeated turn, another in every other one."""
    return f"{turn.conversation_id}:{kind}:{turn.message_id}"
