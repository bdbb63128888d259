"""What a relative says when asking to act: who they are, for what, for how long."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import timedelta

from actions import wording
from actions.cases.case import Case
from actions.hearing import listen
from actions.rights.said import fits
from actions.turn import Turn
from actions.wording import words
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.services.delegation import LONGEST_NAME


def scope_words(scopes: Collection[Scope]) -> str:
    """How scopes are said to a customer."""
    names: dict[str, str] = words("rights")["scopes"]
    return "、".join(names[scope.value] for scope in Scope if scope in scopes)


def scopes_of(case: Case) -> frozenset[Scope]:
    """What the case asks for."""
    return frozenset(Scope(name) for name in case.get("scopes").split(",") if name)


def span_of(case: Case) -> timedelta | None:
    """For how long; None for as long as is usual."""
    days = case.get("lasting")
    return timedelta(days=int(days)) if days.isdigit() else None


def read_account_no(turn: Turn, _case: Case) -> str:
    """An account's or a meter's number."""
    return listen(turn.text).account_no or turn.entity("account_no")


def read_name(turn: Turn, case: Case) -> str:
    """「我是她儿子」: as the holder knows who asks; any name where it was asked for."""
    known: dict[str, str] = words("rights")["delegate"]["relations"]
    tapped = turn.entity("case_choice")
    if tapped in known:
        return tapped
    for name, said in known.items():
        if turn.text and re.search(said, turn.text):
            return name
    if case.asked != "name" or re.search(r"\d", turn.text):
        return ""
    cut = re.sub(words("rights")["delegate"]["name_lead"], "", turn.text).strip(" ，,。.！!")
    return cut if len(cut) <= LONGEST_NAME and fits(cut, "name_like") else ""


def names(turn: Turn, case: Case) -> Sequence[Button]:
    """The usual relations."""
    known: dict[str, str] = words("rights")["delegate"]["relations"]
    return [Button(name, f'/inform{{"case_choice":"{name}"}}') for name in known]


def read_scopes(turn: Turn, case: Case) -> str:
    """By a button, or in words where it was asked."""
    sets: dict[str, str] = words("rights")["delegate"]["scope_sets"]
    tapped = turn.entity("case_choice")
    if tapped in sets.values():
        return tapped
    if case.asked != "scopes" or not turn.text:
        return ""
    said = words("rights")["delegate"]["scopes_said"]
    return next((str(scopes) for scopes, p in said if re.search(p, turn.text)), "")


def scope_buttons(turn: Turn, case: Case) -> Sequence[Button]:
    """From the least to the most."""
    sets: dict[str, str] = words("rights")["delegate"]["scope_sets"]
    return [Button(title, f'/inform{{"case_choice":"{scopes}"}}') for title, scopes in sets.items()]


def read_span(turn: Turn, _case: Case) -> str:
    """Days, when one of the usual spans is said."""
    spans = words("rights")["delegate"]["spans"]
    return next((str(days) for days, p in spans if turn.text and re.search(p, turn.text)), "")


def number_help(turn: Turn, case: Case) -> Sequence[Button]:
    """Where the number stands."""
    return [Button(*pair) for pair in wording.buttons_of("identity.buttons_account_no")]
