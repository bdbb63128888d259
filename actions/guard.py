"""Requests for other people's data, refused before any intent is looked at."""

from __future__ import annotations

import re
from functools import cache

from actions import wording
from actions.turn import Turn

_GIVES_IN_TO = frozenset({"out_of_scope", "nlu_fallback", "complaint", "affirm", "deny", "inform"})
"""After a refusal, insisting comes as one of these."""
_SERVED_FIRST = frozenset({"safety_hazard", "human_agent", "cancel", "goodbye"})


def refuses(turn: Turn) -> bool:
    """Refuse when someone asks for another's data, or insists right after; True when it did."""
    if turn.intent in _SERVED_FIRST or not turn.text:
        return False
    insisted = int((turn.slot("misses") or {}).get("privacy", 0))
    insists = insisted and (turn.intent in _GIVES_IN_TO or _insists(turn.text))
    if not (insists or _asks_for_others(turn.text)):
        if insisted:
            turn.set_slot("misses", {**turn.slot("misses"), "privacy": 0})
        return False
    count = turn.missed("privacy")
    turn.say("conversation.privacy", turn_no=count - 1, buttons="conversation.privacy_buttons")
    return True


def _asks_for_others(text: str) -> bool:
    own = re.search(wording.words("guard")["own"], text)
    return not own and any(pattern.search(text) for pattern in _patterns())


def _insists(text: str) -> bool:
    return re.search(wording.words("guard")["insists"], text) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in wording.words("guard")["privacy"])
