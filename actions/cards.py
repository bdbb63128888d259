"""Cards of the chat (docs/cards.md): figures as charts or tables beside the words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["bars", "waterfall", "lines"]
Unit = Literal["元", "度"]


def item(
    label: str,
    value: Decimal,
    *,
    note: str = "",
    emphasis: bool = False,
    role: Literal["", "start", "change", "end"] = "",
    span: tuple[Decimal, Decimal] | None = None,
) -> dict[str, Any]:
    """One bar, step or line; the value and the ends of its span travel as decimal strings."""
    made: dict[str, Any] = {"label": label, "value": str(value)}
    if note:
        made["note"] = note
    if emphasis:
        made["emphasis"] = True
    if role:
        made["role"] = role
    if span:
        made["low"], made["high"] = str(span[0]), str(span[1])
    return made


def card(
    kind: Kind,
    *,
    title: str,
    unit: Unit,
    items: Iterable[dict[str, Any]],
    total: tuple[str, Decimal] | None = None,
    footnote: str = "",
) -> dict[str, Any]:
    """A card; empty parts are left out."""
    made: dict[str, Any] = {"kind": kind, "title": title, "unit": unit, "items": list(items)}
    if total:
        made["total"] = {"label": total[0], "value": str(total[1])}
    if footnote:
        made["footnote"] = footnote
    return made
