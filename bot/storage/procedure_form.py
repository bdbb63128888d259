"""The application form of a procedure file."""

from __future__ import annotations

from bot.domain.application import CONTACT_PHONE
from bot.domain.procedure import ApplicationForm, FieldKind, FieldSpec, KnownFact
from bot.storage.procedure_parts import Contacts, read_choices, said, when
from bot.storage.yaml_node import YamlNode

_KINDS = [kind.value for kind in FieldKind]
_FACTS = ["", *(fact.value for fact in KnownFact)]


def read_form(node: YamlNode, contacts: Contacts) -> ApplicationForm:
    """`application: {read_back, confirm, fields: […]}`."""
    below = node.child("application")
    fields = tuple(_read_field(item, contacts) for item in below.children("fields"))
    form = ApplicationForm(
        fields=fields,
        read_back=said(below, "read_back", contacts),
        confirm=said(below, "confirm", contacts),
    )
    names = [field.field for field in fields]
    if len(set(names)) != len(names):
        below.wrong("fields", "every field only once")
    contact = next((field for field in fields if field.field == CONTACT_PHONE), None)
    if contact is None or contact.kind is not FieldKind.PHONE or contact.optional or contact.when:
        below.wrong("fields", f"a form needs {CONTACT_PHONE}, kind phone, always asked")
    below.close()
    return form


def _read_field(node: YamlNode, contacts: Contacts) -> FieldSpec:
    kind = FieldKind(node.choice("kind", _KINDS))
    fact = node.choice("known", _FACTS, "")
    choices = read_choices(node, contacts, deciding=False)
    if kind is FieldKind.CHOICE and len(choices) < 2:
        node.wrong("choices", "list at least two choices")
    if kind is FieldKind.YES_NO and {choice.value for choice in choices} != {"yes", "no"}:
        node.wrong("choices", "list the two values yes and no with their labels")
    if choices and kind not in (FieldKind.CHOICE, FieldKind.YES_NO):
        node.wrong("choices", f"a field of kind {kind.value} has none; remove them")
    field = FieldSpec(
        field=node.text("field"),
        kind=kind,
        label=node.text("label"),
        ask=said(node, "ask", contacts),
        example=node.text("example", ""),
        unit=node.text("unit", ""),
        optional=node.flag("optional") if node.has("optional") else False,
        known=KnownFact(fact) if fact else None,
        choices=choices,
        when=when(node),
    )
    node.close()
    return field
