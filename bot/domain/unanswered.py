"""A question that the articles did not answer, as the editors may see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

LONGEST = 80
"""Characters kept of a question."""
_FIGURE = re.compile(r"\d")
_SPOKEN = re.compile(r"[零〇一二三四五六七八九幺两洞]{4,}")


@dataclass(frozen=True)
class UnansweredQuestion:
    """One wording, with how often it came."""

    question: str
    nearest: str | None
    """The nearest entry; None when nothing was near."""
    times: int
    first_at: datetime
    last_at: datetime


def safe_wording(question: str) -> str:
    """The question without figures that may tell whose it is, in one line of bounded length."""
    line = " ".join(question.split())[:LONGEST]
    return _SPOKEN.sub(lambda run: "*" * len(run[0]), _FIGURE.sub("*", line))
