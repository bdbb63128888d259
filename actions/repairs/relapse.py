"""「万一等会儿又没了呢」: how to report again in a word."""

from __future__ import annotations

import re

from actions import wording
from actions.turn import Turn


def answers(turn: Turn) -> bool:
    """Say that one word is enough to report again; False when that was not asked."""
    if not turn.text or re.search(wording.words("outage")["relapse"], turn.text) is None:
        return False
    turn.say("outage.relapse_answer")
    return True
