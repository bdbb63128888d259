"""Reads knowledge/procedures/*.yml into a `ProcedureBook`, or says everything wrong with it.

knowledge/procedures/README.md describes the format.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

from bot.domain.procedure import OUTSIDE_STEPS, Procedure, Stage
from bot.domain.procedure_book import ProcedureBook
from bot.storage.procedure_checks import check_procedure
from bot.storage.procedure_form import read_form
from bot.storage.procedure_parts import (
    Contacts,
    read_details,
    read_documents,
    read_fees,
    read_promises,
    read_questions,
    read_sources,
    read_steps,
    said,
)
from bot.storage.yaml_node import YamlNode

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


class ProcedureFilesWrong(ValueError):
    """The procedures cannot be used; `mistakes` names each file, key and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_procedures(knowledge: Path) -> ProcedureBook:
    """Every procedure under `knowledge`/procedures, with contacts.yml of `knowledge` filled in.

    Several files may describe the same code for different days.

    Raises:
        ProcedureFilesWrong: with all mistakes of all files at once.
    """
    mistakes: list[str] = []
    folder = knowledge / "procedures"
    contacts = _contacts(knowledge / "contacts.yml", mistakes)
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        mistakes.append(f"{folder.name}: no procedure files; put at least one .yml here")
    read = []
    for path in paths:
        before = len(mistakes)
        node = YamlNode.read(path, mistakes)
        if len(mistakes) == before:
            read.append((path, _read_file(node, contacts)))
    for (_, earlier), (path, later) in combinations(read, 2):
        if earlier.code == later.code and _overlap(earlier, later):
            mistakes.append(
                f"{path.name}: valid_from: {later.code} holds already on {later.valid_from};"
                " write valid_to in the earlier file"
            )
    book = ProcedureBook(procedure for _, procedure in read)
    _check_instead(book, read, mistakes)
    if mistakes:
        raise ProcedureFilesWrong(mistakes)
    return book


def _contacts(path: Path, mistakes: list[str]) -> Contacts:
    if not path.exists():
        mistakes.append(f"{path.name}: is missing; it names the hotline and the app")
        return {}
    node = YamlNode.read(path, mistakes)
    return {name: node.text(name) for name in node.names()}


def _read_file(node: YamlNode, contacts: Contacts) -> Procedure:
    sources = read_sources(node)
    before = node.text("cancel_before", "")
    procedure = Procedure(
        code=_code(node),
        title=node.text("title"),
        intents=tuple(node.texts("intents")),
        topics=tuple(node.texts("topics")),
        names=tuple(node.texts("names")),
        region=node.text("region"),
        about=said(node, "about", contacts),
        valid_from=node.day("valid_from"),
        valid_to=node.day("valid_to") if node.has("valid_to") else None,
        sources={name: source for name, (source, _) in sources.items()},
        verified=node.flag("verified"),
        note=node.text("note", ""),
        variants=_variants(node),
        questions=read_questions(node, contacts),
        documents=read_documents(node, contacts),
        fees=read_fees(node, contacts, sources),
        steps=read_steps(node, contacts),
        promises=read_promises(node, sources),
        online=said(node, "online", contacts),
        counter=said(node, "counter", contacts),
        cancel_before=Stage(node.choice("cancel_before", _INSIDE)) if before else None,
        details=read_details(node, contacts, sources),
        form=read_form(node, contacts),
    )
    node.close()
    check_procedure(node, procedure)
    return procedure


def _code(node: YamlNode) -> str:
    code = node.text("code")
    if not _CODE.fullmatch(code):
        node.wrong("code", f"write small letters, digits and _, not {code!r}")
    return code


def _variants(node: YamlNode) -> dict[str, str]:
    if not node.has("variants"):
        return {}
    below = node.child("variants")
    return {name: below.text(name) for name in below.names()}


def _overlap(one: Procedure, other: Procedure) -> bool:
    first, second = sorted((one, other), key=lambda item: item.valid_from)
    return first.valid_to is None or first.valid_to > second.valid_from


def _check_instead(
    book: ProcedureBook, read: list[tuple[Path, Procedure]], mistakes: list[str]
) -> None:
    """A choice may only send to a procedure that exists."""
    codes = {procedure.code for procedure in book.all()}
    for path, procedure in read:
        for question in procedure.questions:
            for choice in question.choices:
                if choice.instead and choice.instead not in codes:
                    mistakes.append(
                        f"{path.name}: questions: {question.field}: {choice.value}: instead:"
                        f" no procedure {choice.instead!r}; use one of {', '.join(sorted(codes))}"
                    )


_INSIDE = [stage.value for stage in Stage if stage not in OUTSIDE_STEPS]
