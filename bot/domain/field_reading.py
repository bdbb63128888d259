"""What was said, read as one field of an application: a text in one fixed spelling, or None.

Everything customers type or say comes through here, buttons included; what cannot be read for
sure is None and is asked again rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.choice_reading import choice, choice_outright, yes_no
from bot.domain.coming_day import coming_day
from bot.domain.contact_reading import account_no, address, email, phone, plain_text, tax_no
from bot.domain.person_reading import person
from bot.domain.procedure import Choice, FieldKind, FieldSpec, Procedure, Question
from bot.domain.quantity_reading import capacity_kva, count, power_kw

_NAME = re.compile(r"[一-鿿A-Za-z0-9()·&.-]{2,48}")
_MEASURES = re.compile(r"千瓦|千伏安|kw|kva|人", re.IGNORECASE)


def read_field(spec: FieldSpec, text: str, *, today: date) -> str | None:
    """The field's value in its one spelling; None when the text does not give it."""
    return _read(spec.kind, text, today=today, choices=spec.choices)


def holds(spec: FieldSpec, value: str, *, today: date) -> bool:
    """Whether a value kept earlier is still good: well formed, on offer, not a day gone by.

    Unlike `read_field` it takes any name that can be one: who said 我叫阿依古丽 said enough.
    """
    if spec.choices:
        return value in {choice.value for choice in spec.choices}
    if spec.kind is FieldKind.PERSON:
        return _NAME.fullmatch(value) is not None
    return read_field(spec, value, today=today) == value


def read_answer(question: Question, text: str) -> tuple[Choice, str] | None:
    """The choice a text means, and the number in it ("" where none counts); None when unclear."""
    if outright := choice_outright(text, question.choices):
        return outright, ""
    if measured := _by_number(question, text):
        return measured
    found = choice(text, question.choices)
    return (found, "") if found else None


def answers_in(procedure: Procedure, text: str) -> dict[str, str]:
    """Everything a free sentence already answers: questions, and what their numbers fill."""
    given: dict[str, str] = {}
    for question in procedure.questions:
        measured = _by_number(question, text) if _MEASURES.search(text) else None
        chosen = measured[0] if measured else choice(text, question.choices, ordinals=False)
        if chosen:
            given[question.field] = chosen.value
        if measured and question.fills:
            given[question.fills] = measured[1]
    return given


def _by_number(question: Question, text: str) -> tuple[Choice, str] | None:
    if question.measure is None:
        return None
    number = _READERS[question.measure](text)
    chosen = question.measured(Decimal(str(number))) if number else None
    return (chosen, str(number)) if chosen else None


def _read(kind: FieldKind, text: str, *, today: date, choices: Sequence[Choice]) -> str | None:
    if kind is FieldKind.CHOICE:
        chosen = choice(text, choices)
        return chosen.value if chosen else None
    if kind is FieldKind.DATE:
        day = coming_day(text, today=today)
        return day.isoformat() if day and day >= today else None
    if kind is FieldKind.YES_NO:
        if chosen := choice(text, choices):
            return chosen.value
        agreed = yes_no(text)
        return None if agreed is None else ("yes" if agreed else "no")
    value = _READERS[kind](text)
    return None if value is None else str(value)


_READERS: dict[FieldKind, Callable[[str], Any]] = {
    FieldKind.ACCOUNT: account_no,
    FieldKind.ADDRESS: address,
    FieldKind.PERSON: person,
    FieldKind.PHONE: phone,
    FieldKind.POWER_KW: power_kw,
    FieldKind.CAPACITY_KVA: capacity_kva,
    FieldKind.TEXT: plain_text,
    FieldKind.COUNT: count,
    FieldKind.EMAIL: email,
    FieldKind.TAX_NO: tax_no,
}
