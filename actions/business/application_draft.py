"""The draft behind an application: written with every answer given."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.business import matter, telling
from actions.business.application_fields import KNOWN, values_of
from actions.business.application_opening import account_meant
from actions.business.matter import Matter
from actions.cases.case import Case
from actions.turn import Turn
from actions.wording import lines, phrase, short_day
from bot.domain.account import Account
from bot.domain.application import Application
from bot.domain.procedure import FieldKind, Procedure
from bot.services import application


def written(turn: Turn, rules: Procedure, case: Case) -> Case:
    """The case with everything given kept in its draft, and what a proven account adds.

    Raises:
        StoreUnavailable: it cannot be written now.
        ApplicationUnproven, ApplicationClosed: see `services.application.fill`.
    """
    books, procedures, values = turn.deps.books, turn.deps.procedures, values_of(rules, case.given)
    account = None if case.get("linked") else _account_named(turn, rules, case)
    if account:
        draft = application.begin(
            books,
            procedures,
            conversation_id=turn.conversation_id,
            procedure=rules.code,
            now=turn.now,
            account=account,
            answers=values,
        )
    else:
        draft = application.fill(
            books,
            procedures,
            conversation_id=turn.conversation_id,
            number=case.get("number"),
            said={},
            answers=values,
            now=turn.now,
        )
    if account is None:
        return case
    told = {name: KNOWN for name in draft.from_account if name not in case.given}
    return replace(case, given={**case.given, **told, "number": draft.number, "linked": "yes"})


def derived(rules: Procedure, case: Case) -> Case:
    """The case with what a number answers: 11 千瓦 is the larger pile."""
    decided: dict[str, str] = {}
    for question in rules.questions:
        number = case.get(question.fills) if question.fills else ""
        chosen = question.measured(Decimal(number)) if number and number != KNOWN else None
        if chosen:
            decided[question.field] = chosen.value
    return replace(case, given={**case.given, **decided})


def advice(rules: Procedure, case: Case, *, before: Case | None) -> str:
    """What the answers just given call for."""
    known = before.given if before else {}
    told = []
    for question in rules.questions:
        value = case.get(question.field)
        choice = question.choice(value) if value != known.get(question.field) else None
        told.append(choice.advice if choice else "")
    return lines(told)


def talk_of(turn: Turn, rules: Procedure, case: Case) -> Matter:
    """The talk that the application belongs to, with what was answered."""
    known = matter.matter_of(turn)
    same = known if known and known.code == rules.code else Matter(rules.intents[0], rules.code)
    asked = {question.field for question in rules.questions}
    answers = {name: value for name, value in case.given.items() if name in asked}
    return replace(same, answers={**same.answers, **answers}, asked="")


def promise_text(rules: Procedure, done: Application) -> str:
    """最晚 12月3日（5 个工作日）; how long it usually takes where nothing is promised."""
    promise = rules.promise_for(done.variants)
    if promise is None or done.due_on is None:
        return telling.detail_text(rules, telling.HOW_LONG, done.variants)
    return phrase(
        f"application.promise.{'promised' if promise.verified else 'usual'}",
        due=short_day(done.due_on),
        what=promise.what,
        number=promise.number,
        unit=telling.unit(promise.unit.value),
    )


def _account_named(turn: Turn, rules: Procedure, case: Case) -> Account | None:
    """The proven account whose number was typed or tapped; None for any other."""
    specs = (spec for spec in rules.form.fields if spec.kind is FieldKind.ACCOUNT)
    number = next((case.get(spec.field) for spec in specs), "")
    return account_meant(turn, number) if number and number != KNOWN else None
