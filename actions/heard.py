"""The message as the actions see it: its parse, and another message in its place."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.turn import Turn

Entities = Sequence[Mapping[str, Any]]
_PAYLOAD = re.compile(r"/(\w+)(\{.*\})?")


def replace(
    turn: Turn, *, text: str, intent: str, confidence: float = 1.0, entities: Entities = ()
) -> None:
    """From here on the turn is about this message instead of the one that was sent."""
    turn.tracker.latest_message = _message(text, intent, confidence, entities)


def replace_by_tap(turn: Turn, payload: str) -> None:
    """From here on the turn is as if this button had been tapped."""
    match = _PAYLOAD.fullmatch(payload)
    if match:
        given = json.loads(match[2] or "{}")
        entities = [{"entity": name, "value": value} for name, value in given.items()]
        replace(turn, text=payload, intent=match[1], entities=entities)


def another(
    turn: Turn, *, text: str, intent: str, confidence: float = 1.0, entities: Entities = ()
) -> Turn:
    """A turn of its own for another message of the same customer; slots are shared."""
    tracker = copy.copy(turn.tracker)
    tracker.latest_message = _message(text, intent, confidence, entities)
    return Turn(tracker=tracker, deps=turn.deps, now=turn.now)


def _message(text: str, intent: str, confidence: float, entities: Entities) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "entities": [dict(entity) for entity in entities],
    }


def before(turn: Turn) -> list[dict[str, Any]]:
    """Everything from the customer's last message but one up to the last one."""
    events = list(turn.tracker.events)
    heard = [place for place, event in enumerate(events) if event.get("event") == "user"]
    begin, end = ([0, 0, *heard])[-2:]
    return events[begin:end]


def offered_before(turn: Turn) -> list[dict[str, str]]:
    """The buttons under what we said last, before this message."""
    for event in reversed(before(turn)):
        buttons = (event.get("data") or {}).get("buttons")
        if event.get("event") == "bot" and buttons:
            return [dict(button) for button in buttons]
    return []
