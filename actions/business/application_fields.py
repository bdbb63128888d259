"""The fields of an application, made from the procedure's questions and its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from actions import wording
from actions.business.listening import asked_answer, volunteered
from actions.cases.case import Case
from actions.cases.kind import Field
from actions.turn import Turn
from bot.domain.application import standing
from bot.domain.field_reading import read_field
from bot.domain.procedure import Choice, FieldKind, FieldSpec, Procedure, Question
from bot.domain.reply import Button
from bot.services import access

KNOWN = "@account"
"""Kept in place of what a proven account tells, which no slot ever holds."""
_FREE = frozenset({FieldKind.TEXT, FieldKind.ADDRESS, FieldKind.PERSON, FieldKind.DATE})
"""Kinds whose readers take much: only a correction that names the field changes them."""
_MEASURED = frozenset({FieldKind.POWER_KW, FieldKind.CAPACITY_KVA, FieldKind.COUNT})
_OF_ITSELF = frozenset({FieldKind.PHONE, FieldKind.EMAIL, FieldKind.TAX_NO}) | _MEASURED
"""Kinds that are taken from a message that answers another question."""


def fields_of(rules: Procedure, given: Mapping[str, str], *, today: date) -> list[Field]:
    """Questions first, then the form, as they apply to what is known.

    A question that a number answers is asked as that number, where the form wants it.
    """
    state = standing(rules, given)
    specs = {spec.field: spec for spec in rules.fields_for(state.variants)}
    known = set(state.variants)
    made: dict[str, Field] = {}
    for question in rules.questions:
        if question.when and not question.when & known:
            continue
        if question.fills in specs:
            made[question.fills] = _of_spec(specs[question.fills], given, today)
        else:
            made[question.field] = _of_question(rules, question)
    rest = [spec for name, spec in specs.items() if name not in made]
    return [*made.values(), *(_of_spec(spec, given, today) for spec in rest)]


def values_of(rules: Procedure, given: Mapping[str, str]) -> dict[str, str]:
    """What the customer gave, without what the account told and what the case keeps for itself."""
    names = {item.field for item in rules.questions} | {item.field for item in rules.form.fields}
    return {name: value for name, value in given.items() if name in names and value != KNOWN}


def _of_question(rules: Procedure, question: Question) -> Field:
    def read(turn: Turn, case: Case) -> str:
        if not turn.text:
            tapped = turn.entity("case_choice")
            return tapped if question.choice(tapped) else ""
        if case.asked == question.field:
            found = volunteered(rules, turn.text) | asked_answer(question, turn.text)
            return found.get(question.field, "")
        asked, known = rules.field(case.asked), question.field in case.given
        corrects = re.search(wording.words("cases")["corrects"], turn.text) is not None
        if (known or (asked and asked.kind in _FREE)) and not corrects:
            return ""
        return volunteered(rules, turn.text).get(question.field, "")

    return Field(
        question.field,
        read,
        volunteered=True,
        question=lambda _turn, _case: question.ask,
        buttons=lambda _turn, _case: _choices(question.choices),
    )


def _of_spec(spec: FieldSpec, given: Mapping[str, str], today: date) -> Field:
    newest = list(given)[-1:] == [spec.field]
    return Field(
        spec.field,
        _reader(spec),
        free=spec.kind in _FREE,
        volunteered=spec.kind in _OF_ITSELF,
        optional=spec.optional,
        question=lambda _turn, _case: spec.ask,
        buttons=lambda turn, _case: _buttons(turn, spec),
        label=spec.label,
        amend=_amender(spec, newest=newest, today=today) if spec.kind in _FREE else None,
    )


def _reader(spec: FieldSpec) -> Callable[[Turn, Case], str]:
    def read(turn: Turn, case: Case) -> str:
        if not turn.text:
            return _tapped(turn, spec)
        if spec.kind in _MEASURED and case.asked != spec.field and not _has_unit(turn.text):
            return ""
        if spec.kind is FieldKind.TEXT and re.search(wording.words("cases")["agrees"], turn.text):
            return ""
        return read_field(spec, turn.text, today=turn.today) or ""

    return read


def _amender(spec: FieldSpec, *, newest: bool, today: date) -> Callable[[str, str], str]:
    """Reads a correction that names the field, or that follows right upon its answer."""

    def amend(_kept: str, text: str) -> str:
        names = wording.words("application")["names"].get(spec.field, "")
        meant = spec.label in text or (names and re.search(names, text)) or newest
        rest = re.sub(wording.words("application")["amends"], "", text)
        return (read_field(spec, rest, today=today) or "") if meant and rest else ""

    return amend


def _tapped(turn: Turn, spec: FieldSpec) -> str:
    chosen = turn.entity("case_choice")
    if spec.choices:
        return chosen if chosen in {choice.value for choice in spec.choices} else ""
    number = turn.entity("account_no")
    return number if spec.kind is FieldKind.ACCOUNT and number else ""


def _buttons(turn: Turn, spec: FieldSpec) -> Sequence[Button]:
    if spec.kind is not FieldKind.ACCOUNT:
        return _choices(spec.choices)
    accounts = access.granted(
        turn.deps.books,
        conversation_id=turn.conversation_id,
        now=turn.now,
        purpose="application.offer",
    )
    return [
        Button(
            f"{item.account_no[-4:]} {item.address}", f'/inform{{"account_no":"{item.account_no}"}}'
        )
        for item in accounts
    ]


def _choices(choices: Sequence[Choice]) -> list[Button]:
    return [Button(item.label, f'/inform{{"case_choice":"{item.value}"}}') for item in choices]


def _has_unit(text: str) -> bool:
    return re.search(r"千瓦|千伏安|kw|kva|[口个]?人", text, re.IGNORECASE) is not None
