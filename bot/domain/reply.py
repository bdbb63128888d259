"""What the bot says back, independent of any channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    """A quick reply: `title` is shown, `payload` is what choosing it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message of the bot."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    image: str | None = None
    card: dict[str, Any] | None = None
    """A card as docs/cards.md describes: kind, title, unit, items, footnote."""
    provenance: dict[str, Any] = field(default_factory=dict)
    """Where the figures come from: bill ids, tariff ids, readings, model version, computed at."""
