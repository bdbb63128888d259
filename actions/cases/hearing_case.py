"""What a message does to an open case: answers it, corrects it, or leads away from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions import also, restart, wording
from actions.cases.case import CONFIRM, WHICH, Case
from actions.cases.kind import Field, Kind, kind_of, missing
from actions.turn import Turn
from bot.domain.reply import Button

CONTENTLESS = frozenset({"inform", "affirm", "deny", "nlu_fallback", "out_of_scope"})
"""Intents that answer a question, or fail to; another one may be a digression."""
ALWAYS_SERVED = frozenset({"cancel", "human_agent", "safety_hazard", "goodbye", "repeat"})
PATIENCE = 3
"""Unusable answers in a row after which the case is put aside and a person offered."""
SURE = 0.5
"""From this confidence on, another intent in the middle of a free text is a digression."""


@dataclass(frozen=True)
class Outcome:
    """What became of the case."""

    case: Case
    complete: bool = False
    given_up: bool = False


def hear(turn: Turn, case: Case) -> Outcome | None:
    """The case after this message; None when the message is meant for something else.

    Raises:
        Unable: what was given cannot be used; the case stays as it was.
    """
    kind = kind_of(case)
    if kind is None or also.dropped_by(turn):
        return None
    if restart.wanted(turn):
        return Outcome(_anew(turn, kind, case))
    if turn.intent in ALWAYS_SERVED and not _belongs(turn, kind, case):
        return None
    if _matches("stops", turn.text):
        kind.left(turn, case)
        return Outcome(case, given_up=True)
    if kind.aside(turn, case):
        return Outcome(case)
    if case.asked in (CONFIRM, WHICH):
        return _at_confirmation(turn, kind, case)
    field = _asked(turn, kind, case)
    taken = _corrected(turn, kind, case) or _taken(turn, kind, case, field)
    if taken:
        return _after(turn, kind, kind.heard(turn, taken))
    if _strays(turn, kind, field):
        return None
    return _missed(turn, case)


def _anew(turn: Turn, kind: Kind, case: Case) -> Case:
    """「重新来」: the case as it was before anything was answered."""
    turn.say("cases.anew", title=kind.title(case))
    answered = [f.name for f in kind.fields(turn, case) if case.get(f.name)]
    return replace(case.without(*answered), asked="", misses=0)


def _belongs(turn: Turn, kind: Kind, case: Case) -> bool:
    """「不清楚」, taken for 「再说一遍」, skips a question; no danger is part of the case."""
    if turn.intent == "safety_hazard":
        return kind.harmless(turn, case)
    field = _asked(turn, kind, case)
    skipped = field is not None and field.optional and _skips(turn)
    return turn.intent == "repeat" and case.asked not in (CONFIRM, WHICH) and skipped


def _asked(turn: Turn, kind: Kind, case: Case) -> Field | None:
    fields = {field.name: field for field in kind.fields(turn, case)}
    return fields.get(case.asked) or missing(kind, turn, case)


def _taken(turn: Turn, kind: Kind, case: Case, asked: Field | None) -> Case | None:
    """The case with what the message answers, the asked field first; None for nothing."""
    values: dict[str, str] = {}
    if asked:
        if asked.optional and _skips(turn):
            values[asked.name] = ""
        elif not (asked.free and _strays(turn, kind, asked)):
            value = asked.read(turn, case)
            if value:
                values[asked.name] = value
    for field in kind.fields(turn, case):
        if field.volunteered and field.name not in {*values, asked.name if asked else ""}:
            value = field.read(turn, case)
            if value:
                values[field.name] = value
    return case.with_given(**values) if values else None


def _skips(turn: Turn) -> bool:
    """「跳过」, typed or tapped."""
    return _matches("skips", turn.text) or turn.entity("case_choice") == "skip"


def _corrected(turn: Turn, kind: Kind, case: Case) -> Case | None:
    """「说错了，是302」: the case with a value given earlier replaced; None for no correction."""
    if not _matches("corrects", turn.text):
        return None
    changed: dict[str, str] = {}
    for field in kind.fields(turn, case):
        kept = case.get(field.name)
        if not kept:
            continue
        new = field.amend(kept, turn.text) if field.amend else ""
        if not new and not field.free:
            new = field.read(turn, case)
        if new and new != kept:
            changed[field.name] = new
    return case.with_given(**changed) if changed else None


def _at_confirmation(turn: Turn, kind: Kind, case: Case) -> Outcome | None:
    chosen = turn.entity("case_field") if not turn.text else ""
    if chosen:
        return Outcome(replace(case.without(chosen), asked=chosen, misses=0))
    changed = _corrected(turn, kind, case) or _named(turn, kind, case)
    if changed:
        return _after(turn, kind, kind.heard(turn, replace(changed, asked="")))
    if turn.intent == "affirm" or _matches("agrees", turn.text):
        return Outcome(case, complete=True)
    if turn.intent == "deny" or _matches("corrects", turn.text):
        parts = _fields_as_buttons(turn, kind, case)
        if not parts:
            # Nothing in it could be put right: a no is a no.
            kind.left(turn, case)
            return Outcome(case, given_up=True)
        turn.say("cases.what_is_wrong", buttons=parts)
        return Outcome(replace(case, asked=WHICH, misses=0))
    volunteered = _taken(turn, kind, case, None)
    if volunteered and volunteered.given != case.given:
        return _after(turn, kind, kind.heard(turn, replace(volunteered, asked="")))
    if _strays(turn, kind, None):
        return None
    return _missed(turn, case)


def _named(turn: Turn, kind: Kind, case: Case) -> Case | None:
    """「地址不对」: the field named is asked anew, unless the right value came along."""
    if case.asked == CONFIRM and not _matches("denies", turn.text):
        return None
    names = wording.words(kind.words.partition(".")[0]).get("names") or {}
    for field in kind.fields(turn, case):
        pattern = names.get(field.name)
        if pattern and re.search(pattern, turn.text):
            left = replace(case.without(field.name), asked=field.name)
            new = "" if field.free else field.read(turn, left)
            said_anew = new and new != case.get(field.name)
            return left.with_given(**{field.name: new}) if said_anew else left
    return None


def _fields_as_buttons(turn: Turn, kind: Kind, case: Case) -> list[Button]:
    labels = wording.words(kind.words.partition(".")[0]).get("labels") or {}
    return [
        Button(
            str(labels.get(field.name) or field.label), f'/inform{{"case_field":"{field.name}"}}'
        )
        for field in kind.fields(turn, case)
        if field.name in labels or field.label
    ]


def _after(turn: Turn, kind: Kind, case: Case) -> Outcome:
    if kind.ends(turn, case):
        return Outcome(case, given_up=True)
    complete = not kind.is_confirmed(turn, case) and missing(kind, turn, case) is None
    return Outcome(case, complete=complete)


def _strays(turn: Turn, kind: Kind, field: Field | None) -> bool:
    """Whether the message is about something else."""
    if turn.intent in CONTENTLESS:
        return False
    if not turn.text:
        return True
    if turn.intent in kind.own_intents:
        return False
    if field and field.free and not _matches("asks", turn.text):
        return turn.confidence >= SURE and _matches("turns_away", turn.text)
    return True


def _missed(turn: Turn, case: Case) -> Outcome:
    misses = case.misses + 1
    if misses > PATIENCE:
        turn.say("cases.gave_up", buttons="unable.buttons")
        return Outcome(case, given_up=True)
    return Outcome(replace(case, misses=misses))


def _matches(what: str, text: str) -> bool:
    return bool(text) and re.search(wording.words("cases")[what], text) is not None
