"""What a message says about a procedure: answers to its questions, something asked, a wish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from actions import wording
from actions.business import telling
from actions.turn import Turn
from bot.domain.choice_reading import yes_no
from bot.domain.field_reading import answers_in, read_answer
from bot.domain.procedure import Choice, Detail, Procedure, Question

_SURE_LENGTH = 2
"""Characters that a word must have to answer a question that was not asked: 有 and 是 mean much."""


@dataclass(frozen=True)
class Heard:
    """All that a message gives."""

    answers: Mapping[str, str] = field(default_factory=dict)
    detail: Detail | None = None
    wish: str = ""
    """apply, papers, counter, steps, time, fees; empty for none."""

    def __bool__(self) -> bool:
        return bool(self.answers or self.detail or self.wish)


def listen(
    text: str, rules: Procedure, *, asked: str = "", variants: tuple[str, ...] = ()
) -> Heard:
    """Read a message in the light of what was asked."""
    question = rules.question(asked)
    answers = volunteered(rules, text)
    if question:
        answers |= asked_answer(question, text)
    detail = rules.detail_for(text, variants)
    if detail is None and telling.wants_agent(text):
        detail = telling.detail_named(rules, telling.AGENT, variants)
    return Heard(answers, detail, wish_of(text))


def volunteered(rules: Procedure, text: str) -> dict[str, str]:
    """What is answered without being asked, where the words are clear enough."""
    found = answers_in(rules, text)
    for question in rules.questions:
        choice = question.choice(found.get(question.field, ""))
        measured = bool(question.fills and question.fills in found)
        if choice and not measured and not _clearly(choice, text):
            del found[question.field]
    return found


def asked_answer(question: Question, text: str) -> dict[str, str]:
    """The answer to a question that was just asked, a bare yes or no too; empty for none."""
    answer = read_answer(question, text)
    if answer:
        filled = {question.fills: answer[1]} if question.fills and answer[1] else {}
        return {question.field: answer[0].value, **filled}
    agreed = yes_no(text) if question.choice("yes") and question.choice("no") else None
    return {} if agreed is None else {question.field: "yes" if agreed else "no"}


def wish_of(text: str) -> str:
    """What the customer wants to do or know; empty for nothing of the sort."""
    for name, pattern in wording.words("business")["wishes"]:
        if text and re.search(pattern, text):
            return str(name)
    return ""


def tapped(turn: Turn, rules: Procedure, *, asked: str = "") -> dict[str, str]:
    """The answer that a tapped button carries; empty for another button."""
    value = turn.entity("case_choice")
    first = rules.question(asked)
    for question in ([first] if first else []) + list(rules.questions):
        if value and question.choice(value):
            return {question.field: value}
    return {}


def leads_elsewhere(text: str, rules: Procedure, heard: Heard) -> bool:
    """Whether words of another department are left once what was understood is cut out."""
    rest = text
    for word in sorted(_understood(rules, heard, text), key=len, reverse=True):
        rest = rest.replace(word, "")
    return re.search(wording.words("business")["elsewhere"], rest) is not None


def _understood(rules: Procedure, heard: Heard, text: str) -> set[str]:
    words: set[str] = set()
    if heard.detail:
        hits = [entry for entry in heard.detail.words if all(part in text for part in entry)]
        words |= {part for entry in hits for part in entry}
    for field_name, value in heard.answers.items():
        question = rules.question(field_name)
        choice = question.choice(value) if question else None
        words |= (
            {word for word in (choice.label, *choice.words) if word in text} if choice else set()
        )
    return words


def _clearly(choice: Choice, text: str) -> bool:
    return any(len(word) >= _SURE_LENGTH and word in text for word in (choice.label, *choice.words))
