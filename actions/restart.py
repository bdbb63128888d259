"""「重新来」, 「从头开始」: what is under way begins anew."""

from __future__ import annotations

import re

from actions import wording
from actions.turn import Turn

_FORGOTTEN = ("topic", "task", "cases", "procedure", "outage", "misses", "also")
"""Slots of what was spoken of; what is proven stays proven, `services.access` keeps it."""


def wanted(turn: Turn) -> bool:
    """Whether the whole message asks to begin anew."""
    pattern = wording.words("conversation")["starts_over"]
    return bool(turn.text) and re.fullmatch(pattern, turn.text.strip()) is not None


def takes(turn: Turn) -> bool:
    """Begin the proof anew, or the whole conversation; a case does it in its own form."""
    if not wanted(turn):
        return False
    if turn.in_form:
        for name in ("account_no", "proof", "misses"):
            turn.set_slot(name, None)
        turn.say("conversation.anew_form")
        return True
    for name in _FORGOTTEN:
        turn.set_slot(name, None)
    turn.say("conversation.anew", buttons="conversation.menu_buttons")
    return True
