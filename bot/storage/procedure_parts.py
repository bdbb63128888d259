"""The parts of a procedure file, read from YAML into the domain's nouns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.domain.procedure import (
    OUTSIDE_STEPS,
    Choice,
    DayUnit,
    Detail,
    Document,
    Fee,
    FieldKind,
    PaperForm,
    Promise,
    Question,
    Stage,
    Step,
)
from bot.domain.source import Source
from bot.storage.yaml_node import YamlNode

Contacts = Mapping[str, str]
Sources = Mapping[str, tuple[Source, bool]]
"""Name in the file: the source, and whether it was read itself."""

_MARK = re.compile(r"\{(\w*)\}")
_MEASURES = ("", FieldKind.POWER_KW.value, FieldKind.CAPACITY_KVA.value, FieldKind.COUNT.value)
_INSIDE = [stage.value for stage in Stage if stage not in OUTSIDE_STEPS]
_NOBODY = Source(title="")


def said(node: YamlNode, key: str, contacts: Contacts, default: str | None = None) -> str:
    """A text for customers, with {hotline}, {app} and the like filled in."""
    text = node.text(key, default).strip()
    for name in _MARK.findall(text):
        if name not in contacts:
            node.wrong(key, f"{{{name}}} is not in contacts.yml; use one of {', '.join(contacts)}")
    return _MARK.sub(lambda mark: contacts.get(mark[1], mark[0]), text)


def when(node: YamlNode) -> frozenset[str]:
    """The variants under which a part counts; empty: always."""
    return frozenset(node.texts("when"))


def read_sources(node: YamlNode) -> dict[str, tuple[Source, bool]]:
    """`sources: {name: {title, doc_no, url, verified}}`."""
    below = node.child("sources")
    sources = {}
    for name in below.names():
        item = below.child(name)
        source = Source(
            title=item.text("title"),
            doc_no=item.text("doc_no", ""),
            url=item.text("url", "") or None,
        )
        verified = item.flag("verified")
        if verified and not (source.doc_no or source.url):
            item.wrong("doc_no", "a verified source cites its doc_no or url")
        item.close()
        sources[name] = (source, verified)
    return sources


def read_choices(node: YamlNode, contacts: Contacts, *, deciding: bool) -> tuple[Choice, ...]:
    """`choices: [{value, label, words, …}]`; only `deciding` ones mean variants and refusals."""
    choices = []
    for item in node.children("choices"):
        choices.append(
            Choice(
                value=item.text("value"),
                label=item.text("label"),
                words=tuple(item.texts("words")),
                variant=item.text("variant", "") if deciding else "",
                advice=said(item, "advice", contacts, "") if deciding else "",
                refusal=said(item, "refusal", contacts, "") if deciding else "",
                instead=item.text("instead", "") if deciding else "",
                up_to=item.number("up_to") if deciding and item.has("up_to") else None,
            )
        )
        item.close()
    values = [choice.value for choice in choices]
    if len(set(values)) != len(values):
        node.wrong("choices", "every value only once")
    return tuple(choices)


def read_questions(node: YamlNode, contacts: Contacts) -> tuple[Question, ...]:
    """What to ask first."""
    questions = []
    for item in node.children("questions"):
        measure = item.choice("measure", _MEASURES, "")
        questions.append(
            Question(
                field=item.text("field"),
                ask=said(item, "ask", contacts),
                choices=read_choices(item, contacts, deciding=True),
                measure=FieldKind(measure) if measure else None,
                fills=item.text("fills", ""),
                when=when(item),
            )
        )
        item.close()
    return tuple(questions)


def read_documents(node: YamlNode, contacts: Contacts) -> tuple[Document, ...]:
    """Who brings what."""
    documents = []
    for item in node.children("documents"):
        documents.append(
            Document(
                what=item.text("what"),
                who=item.text("who"),
                form=PaperForm(item.choice("form", [form.value for form in PaperForm])),
                note=said(item, "note", contacts, ""),
                agent=item.flag("agent") if item.has("agent") else False,
                when=when(item),
            )
        )
        item.close()
    return tuple(documents)


def read_fees(node: YamlNode, contacts: Contacts, sources: Sources) -> tuple[Fee, ...]:
    """What is charged."""
    fees = []
    for item in node.children("fees"):
        source, verified = _cited(item, sources)
        fees.append(
            Fee(
                what=item.text("what"),
                say=said(item, "say", contacts),
                amount_yuan=item.number("amount_yuan") if item.has("amount_yuan") else None,
                source=source,
                verified=verified,
                when=when(item),
            )
        )
        item.close()
    return tuple(fees)


def read_steps(node: YamlNode, contacts: Contacts) -> tuple[Step, ...]:
    """What the utility does, in order."""
    steps = []
    for item in node.children("steps"):
        steps.append(
            Step(
                stage=Stage(item.choice("stage", _INSIDE)),
                title=item.text("title"),
                say=said(item, "say", contacts),
                when=when(item),
            )
        )
        item.close()
    return tuple(steps)


def read_promises(node: YamlNode, sources: Sources) -> tuple[Promise, ...]:
    """Within how many days; a promise always cites a source, and is verified when that is."""
    promises = []
    for item in node.children("promises"):
        if not item.has("source"):
            item.wrong("source", f"name one of the sources: {', '.join(sources)}")
        source, verified = _cited(item, sources)
        number = item.whole("number")
        if number < 1:
            item.wrong("number", "write a number of days above 0")
        promises.append(
            Promise(
                what=item.text("what"),
                number=number,
                unit=DayUnit(item.choice("unit", [unit.value for unit in DayUnit])),
                source=source or _NOBODY,
                verified=verified,
                when=when(item),
            )
        )
        item.close()
    return tuple(promises)


def read_details(node: YamlNode, contacts: Contacts, sources: Sources) -> tuple[Detail, ...]:
    """Short answers; an entry of `words` with spaces needs all of its parts."""
    details = []
    for item in node.children("details"):
        source, _ = _cited(item, sources)
        entries = tuple(tuple(entry.split()) for entry in item.texts("words"))
        if not entries:
            item.wrong("words", "list the words that ask for it")
        details.append(
            Detail(
                name=item.text("name"),
                words=entries,
                answer=said(item, "answer", contacts),
                source=source,
                when=when(item),
            )
        )
        item.close()
    return tuple(details)


def _cited(node: YamlNode, sources: Sources) -> tuple[Source | None, bool]:
    name = node.text("source", "")
    if not name:
        return None, False
    if name not in sources:
        node.wrong("source", f"no source {name!r}; use one of {', '.join(sources)}")
        return None, False
    return sources[name]
