"""What a message says about rights: which ending is meant, which notices, who it is for."""

from __future__ import annotations

import re

from actions import wording
from actions.turn import Turn


def what_of(turn: Turn, patterns: str) -> str:
    """The first name in a list of words whose pattern the message fits; the tapped side else."""
    if not turn.text:
        return turn.entity("aspect")
    for name, pattern in wording.words("rights")[patterns]:
        if re.search(pattern, turn.text):
            return str(name)
    return ""


def fits(text: str, pattern: str) -> bool:
    """Whether a text fits a pattern of the rights' words."""
    return bool(text) and re.search(wording.words("rights")[pattern], text) is not None
