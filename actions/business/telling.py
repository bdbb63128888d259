"""What a procedure is said in: overview, papers, time, fees, steps, where to go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from actions import wording
from actions.turn import Turn
from actions.wording import lines, phrase, short_day
from bot.domain.application import due_day, standing
from bot.domain.procedure import Detail, Document, Procedure, Question

HOW_LONG, COST, AGENT = "how_long", "cost", "agent"
"""Details that every procedure file may have."""


def overview(rules: Procedure, variants: Iterable[str]) -> str:
    """What it is, how long it takes and what it costs, one line each."""
    known = tuple(variants)
    return lines(
        [
            rules.about,
            _usual_time(rules, known) or detail_text(rules, HOW_LONG, known),
            fees_text(rules, known) or detail_text(rules, COST, known),
        ]
    )


def detail_text(rules: Procedure, name: str, variants: Iterable[str]) -> str:
    """The answer of a detail by its name; empty where the procedure has none."""
    found = detail_named(rules, name, variants)
    return found.answer if found else ""


def fees_text(rules: Procedure, variants: Iterable[str]) -> str:
    """What is charged."""
    return "".join(fee.say for fee in rules.fees_for(variants))


def papers_text(rules: Procedure, variants: Iterable[str], *, agent: bool, caution: bool) -> str:
    """Who brings what, numbered; with `caution` that places differ."""
    known = tuple(variants)
    papers = rules.documents_for(known, agent=agent)
    decisive = [rules.variants[name] for name in known if _decides_papers(rules, name)]
    case = phrase("business.papers.case", case="、".join(decisive)) if decisive else ""
    head = phrase("business.papers.head", title=rules.title, case=case, count=len(papers))
    rows = [_paper(place, paper) for place, paper in enumerate(papers, start=1)]
    return lines([head, *rows, phrase("business.papers.caution") if caution else ""])


def time_text(turn: Turn, rules: Procedure, variants: Iterable[str]) -> str:
    """By when it is done if one applies today; what is usual where nothing is promised."""
    known = tuple(variants)
    promise = rules.promise_for(known)
    if promise is None:
        return detail_text(rules, HOW_LONG, known) or phrase("business.time.unknown")
    calendar = turn.deps.order_rules.calendar
    due = due_day(promise, start=turn.today, calendar=calendar)
    return phrase(
        f"business.time.{'promised' if promise.verified else 'usual'}",
        what=promise.what,
        number=promise.number,
        unit=unit(promise.unit.value),
        due=short_day(due),
    )


def steps_text(rules: Procedure, variants: Iterable[str]) -> str:
    """What happens after one has applied, in order."""
    steps = rules.steps_for(variants)
    rows = [
        phrase("business.steps.row", place=place, title=step.title, say=step.say)
        for place, step in enumerate(steps, start=1)
    ]
    return lines([phrase("business.steps.head", title=rules.title), *rows])


def unit(code: str) -> str:
    """个工作日, 天."""
    return phrase(f"business.time.units.{code}")


def next_question(rules: Procedure, answers: Mapping[str, str]) -> Question | None:
    """What must still be known before the papers are: what can rule it out or change them."""
    known = set(standing(rules, answers).variants)
    applying = [item for item in rules.questions if not item.when or item.when & known]
    for place, question in enumerate(applying):
        if question.choice(answers.get(question.field, "")):
            continue
        refuses = any(choice.refusal for choice in question.choices)
        if place == 0 or refuses or _changes_papers(rules, question):
            return question
    return None


def papers_known(rules: Procedure, answers: Mapping[str, str]) -> bool:
    """Whether no open question can change which papers are needed, the first one above all."""
    known = set(standing(rules, answers).variants)
    first = next(iter(rules.questions), None)
    if first and first.choice(answers.get(first.field, "")) is None:
        return False
    return not any(
        _changes_papers(rules, question)
        for question in rules.questions
        if (not question.when or question.when & known)
        and question.choice(answers.get(question.field, "")) is None
    )


def may_be_refused(rules: Procedure, answers: Mapping[str, str]) -> bool:
    """Whether a question that everybody is asked is open and may rule it out."""
    return any(
        not question.when
        and question.choice(answers.get(question.field, "")) is None
        and any(choice.refusal for choice in question.choices)
        for question in rules.questions
    )


def detail_named(rules: Procedure, name: str, variants: Iterable[str]) -> Detail | None:
    """A detail by its name; None where the procedure has none for these variants."""
    known = set(variants)
    fitting = (item for item in rules.details if not item.when or item.when & known)
    return next((item for item in fitting if item.name == name), None)


def wants_agent(text: str) -> bool:
    """Whether somebody else is to go in the applicant's place."""
    return re.search(wording.words("business")["agent"], text) is not None


def _usual_time(rules: Procedure, variants: tuple[str, ...]) -> str:
    promise = rules.promise_for(variants)
    if promise is None:
        return ""
    return phrase(
        f"business.time.{'promised' if promise.verified else 'usual'}_overview",
        what=promise.what,
        number=promise.number,
        unit=unit(promise.unit.value),
    )


def _paper(place: int, paper: Document) -> str:
    return phrase(
        f"business.papers.{'row_own' if paper.who in paper.what else 'row'}",
        place=place,
        what=paper.what,
        who=paper.who,
        form=phrase(f"business.papers.forms.{paper.form.value}"),
        note=paper.note,
    )


def _changes_papers(rules: Procedure, question: Question) -> bool:
    return any(c.variant and _decides_papers(rules, c.variant) for c in question.choices)


def _decides_papers(rules: Procedure, variant: str) -> bool:
    return any(variant in paper.when for paper in rules.documents)
