"""Readers that several kinds of case share."""

from __future__ import annotations

import re
import unicodedata

from actions.cases.case import Case
from actions.turn import Turn

LONGEST = 500
"""Characters of a description that are kept."""


def free_text(turn: Turn, _case: Case | None = None) -> str:
    """The customer's words on one line."""
    return one_line(turn.text)


def one_line(text: str) -> str:
    """Words without line ends and control characters, of a length that can be kept."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    plain = re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿])", "，", plain)
    return re.sub(r"\s+", " ", plain).strip()[:LONGEST]


def short_text(turn: Turn, case: Case | None = None) -> str:
    """The same, short enough for one line of a form."""
    return free_text(turn, case).strip(" 。.!！,，")[:100]


def says_something(text: str, *, filler: str, least: int = 4) -> bool:
    """Whether words are left that tell of a matter, once wishes and anger are cut out."""
    rest = re.sub(filler, "", text)
    return len(re.sub(r"[\W_]", "", rest)) >= least
