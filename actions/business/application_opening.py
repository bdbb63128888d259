"""Beginning an application, and going on with one that was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.business.application_fields import KNOWN, fields_of
from actions.cases import opening
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.account import Account
from bot.domain.application import Application, read_back, standing
from bot.domain.procedure import FieldKind, Procedure
from bot.services import access, application

KIND = "application"
_NAMING = frozenset(
    {FieldKind.PERSON, FieldKind.PHONE, FieldKind.ACCOUNT, FieldKind.ADDRESS}
    | {FieldKind.EMAIL, FieldKind.TAX_NO}
)
"""Kinds of field that say whose application it is."""


def open_new(turn: Turn, rules: Procedure, answers: Mapping[str, str]) -> None:
    """Write a draft with all that is known, and ask the rest.

    Raises:
        StoreUnavailable: nothing can be written now; the answers stay in mind.
    """
    draft = application.begin(
        turn.deps.books,
        turn.deps.procedures,
        conversation_id=turn.conversation_id,
        procedure=rules.code,
        now=turn.now,
        account=account_meant(turn),
        answers=answers,
    )
    go_on(turn, rules, draft, key="opened")


def go_on(turn: Turn, rules: Procedure, draft: Application, *, key: str) -> None:
    """Say what is known already and open the form for the rest."""
    given = given_of(turn, rules, draft)
    left = [
        field
        for field in fields_of(rules, given, today=turn.today)
        if field.name not in given and not field.optional
    ]
    rows = shown(rules, draft, given)
    known = [phrase("application.row", label=label, value=value) for label, value in rows]
    head = phrase(f"application.{key}", title=rules.title, number=draft.number, count=len(left))
    turn.tell(lines([head, *([phrase("application.known"), *known] if known else [])]))
    others = tuple(case for case in turn.cases if case.kind != KIND)
    turn.set_cases(others)
    opening.open_case(turn, KIND, number=draft.number, procedure=rules.code, **given)


def given_of(turn: Turn, rules: Procedure, draft: Application) -> dict[str, str]:
    """What a draft holds, as a case keeps it.

    What the account told, and whatever names somebody in a draft of another conversation, is only
    marked: whoever knows number and phone goes on with it, and is not shown who made it.
    """
    hidden = set(draft.from_account)
    if draft.conversation_id != turn.conversation_id:
        hidden |= {spec.field for spec in rules.form.fields if spec.kind in _NAMING}
    return {
        name: KNOWN if name in hidden and value else value for name, value in draft.fields.items()
    }


def shown(rules: Procedure, draft: Application, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of everything given, what decides the case first; marked values masked."""
    variants = "，".join(rules.variants[name] for name in standing(rules, draft.fields).variants)
    case = [(phrase("application.case"), variants)] if variants else []
    hidden = tuple(name for name, value in given.items() if value == KNOWN)
    return [*case, *read_back(rules, replace(draft, from_account=hidden), masked=False)]


def account_meant(turn: Turn, number: str = "") -> Account | None:
    """The proven account that the application is for: the one named, spoken of, or the only one."""
    proven = access.granted(
        turn.deps.books,
        conversation_id=turn.conversation_id,
        now=turn.now,
        purpose="application.known",
    )
    topic = turn.topic.account_no if turn.topic else ""
    wanted = number or (topic if len(proven) > 1 else "")
    if wanted:
        return next((account for account in proven if account.account_no == wanted), None)
    return proven[0] if len(proven) == 1 else None
