"""Which side of demand response a message is about."""

from __future__ import annotations

import re

from actions import wording
from actions.turn import Turn

EVENTS, WORTH, JOIN, LEAVE, NEVER = "events", "worth", "join", "leave", "never"
RESULTS, PROTECT, COMPULSORY, ORDERED = "results", "protect", "compulsory", "ordered"
ACTS = frozenset({JOIN, LEAVE, NEVER, PROTECT})
OWN = frozenset({WORTH, RESULTS, *ACTS})
"""Sides that are about one account."""
SHORT = OWN - {PROTECT}
"""What a word is enough for; a breathing machine may be an emergency, whoever speaks of it."""


def side_of(turn: Turn) -> str:
    """The tapped side, or the first whose pattern the words fit; empty for none."""
    if not turn.text:
        return turn.entity("aspect")
    for name, pattern in wording.words("demand_response")["sides"]:
        if re.search(pattern, turn.text):
            return str(name)
    return ""


def split(aspect: str) -> tuple[str, str]:
    """A side and the event it names: `join:E1`."""
    side, _, event_id = aspect.partition(":")
    return side, event_id


def no_power(turn: Turn) -> bool:
    """Whether the words speak of supply that is off."""
    pattern = wording.words("demand_response")["no_power"]
    return bool(turn.text) and re.search(pattern, turn.text) is not None
