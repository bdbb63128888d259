"""Rules across a procedure file: what it names exists, and nothing a customer needs is left out."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.procedure import Procedure, Question, Stage
from bot.storage.yaml_node import YamlNode

ANSWER_CHARACTERS = range(15, 161)
"""How long a detail's answer may be."""


def check_procedure(node: YamlNode, procedure: Procedure) -> None:
    """Record every mistake that only shows in the file as a whole."""
    _check_dates(node, procedure)
    _check_complete(node, procedure)
    for question in procedure.questions:
        _check_question(node, procedure, question)
    _check_variants(node, procedure)
    _check_steps(node, procedure)
    for detail in procedure.details:
        if len(detail.answer) not in ANSWER_CHARACTERS:
            node.wrong(f"details: {detail.name}", f"{len(detail.answer)} characters; write 15-160")
    _check_once(node, "details", [detail.name for detail in procedure.details])
    _check_once(node, "questions", [question.field for question in procedure.questions])


def _check_dates(node: YamlNode, procedure: Procedure) -> None:
    if procedure.valid_to is not None and procedure.valid_to <= procedure.valid_from:
        node.wrong("valid_to", "must be later than valid_from; it is the first day after")


def _check_complete(node: YamlNode, procedure: Procedure) -> None:
    for key, value, advice in (
        ("intents", procedure.intents, "name at least one intent it serves"),
        ("names", procedure.names, "list what customers call it"),
        ("sources", procedure.sources, "name at least one source"),
        ("documents", procedure.documents, "list what to bring"),
        ("fees", procedure.fees, "say what it costs, or that it is free"),
        ("steps", procedure.steps, "list what happens after applying"),
        ("details", procedure.details, "answer what people ask in the middle of it"),
    ):
        if not value:
            node.wrong(key, advice)
    if procedure.verified and not any(s.doc_no or s.url for s in procedure.sources.values()):
        node.wrong("verified", "a verified procedure has a source with doc_no or url")


def _check_question(node: YamlNode, procedure: Procedure, question: Question) -> None:
    where = f"questions: {question.field}"
    if len(question.choices) < 2:
        node.wrong(where, "list at least two choices")
    for choice in question.choices:
        if choice.refusal and choice.variant:
            node.wrong(f"{where}: {choice.value}", "either a variant or a refusal, not both")
        if choice.instead and not choice.refusal:
            node.wrong(f"{where}: {choice.value}", "instead needs a refusal that says why")
        if not choice.words and question.measure is None:
            node.wrong(f"{where}: {choice.value}", "list the words customers use to mean it")
        if choice.up_to is not None and question.measure is None:
            node.wrong(f"{where}: {choice.value}", "up_to needs measure at the question")
    limits = [choice.up_to for choice in question.choices if choice.up_to is not None]
    if limits != sorted(limits):
        node.wrong(where, "up_to must rise from choice to choice")
    if question.measure is not None and not limits:
        node.wrong(where, "a measured question needs up_to at its choices")
    filled = procedure.field(question.fills) if question.fills else None
    if question.fills and (filled is None or filled.kind is not question.measure):
        node.wrong(where, f"fills: no field {question.fills!r} of the question's measure")
    if procedure.field(question.field) is not None:
        node.wrong(where, "the application has a field of this name; ask it only once")


def _check_variants(node: YamlNode, procedure: Procedure) -> None:
    for where, name in _variants_named(procedure):
        if name not in procedure.variants:
            known = ", ".join(procedure.variants) or "none is declared"
            node.wrong(where, f"no variant {name!r} under variants ({known})")
    chosen = {c.variant for q in procedure.questions for c in q.choices if c.variant}
    for name in procedure.variants.keys() - chosen:
        node.wrong(f"variants: {name}", "no choice means it; remove it or add the question")


def _variants_named(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Every place that speaks of a variant."""
    for question in procedure.questions:
        for name in (*(c.variant for c in question.choices if c.variant), *question.when):
            yield f"questions: {question.field}", name
    conditional = (
        *((f"documents: {item.what}", item.when) for item in procedure.documents),
        *((f"fees: {item.what}", item.when) for item in procedure.fees),
        *((f"steps: {item.title}", item.when) for item in procedure.steps),
        *((f"promises: {item.what}", item.when) for item in procedure.promises),
        *((f"details: {item.name}", item.when) for item in procedure.details),
        *((f"application: {item.field}", item.when) for item in procedure.form.fields),
    )
    for where, names in conditional:
        for name in sorted(names):
            yield where, name


def _check_steps(node: YamlNode, procedure: Procedure) -> None:
    if procedure.steps and procedure.steps[0].stage is not Stage.ACCEPTED:
        node.wrong("steps", "begin with stage: accepted")
    if procedure.cancel_before and procedure.cancel_before not in {
        step.stage for step in procedure.steps
    }:
        node.wrong("cancel_before", "name the stage of one of the steps")
    every = {
        variant: [s.stage for s in procedure.steps_for([variant])] for variant in procedure.variants
    }
    for stages in every.values() or [[step.stage for step in procedure.steps]]:
        _check_once(node, "steps", [stage.value for stage in stages])


def _check_once(node: YamlNode, key: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        node.wrong(key, f"{', '.join(twice)} appears twice")
