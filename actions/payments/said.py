"""What a message says about money, and how it waits for the proof in the side of a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from actions import wording
from actions.turn import Turn
from bot.domain.amount_reading import amount_said
from bot.domain.chinese_number import small_number
from bot.domain.period_words import parse_periods
from bot.domain.unable import PeriodUnclear


@dataclass(frozen=True)
class Money:
    """What is wanted (a word of ours) and the sum named with it."""

    what: str = ""
    yuan: Decimal | None = None

    def spell(self) -> str:
        """As the side of a question keeps it."""
        return f"{self.what} {self.yuan}" if self.yuan is not None else self.what

    @classmethod
    def read(cls, aspect: str) -> Money:
        """What `spell` wrote, or the bare side of a tapped button."""
        what, _, amount = aspect.partition(" ")
        try:
            return cls(what, Decimal(amount) if amount else None)
        except InvalidOperation:
            return cls(what)


def what_of(turn: Turn, patterns: str) -> str:
    """The first name in a list of words whose pattern the message fits; the tapped side else."""
    if not turn.text:
        return Money.read(turn.entity("aspect")).what
    for name, pattern in wording.words("payments")[patterns]:
        if re.search(pattern, turn.text):
            return str(name)
    return ""


def fits(text: str, pattern: str) -> bool:
    """Whether a text fits a pattern of the payments' words."""
    return bool(text) and re.search(wording.words("payments")[pattern], text) is not None


def sum_in(text: str, *, bare: bool = False) -> Decimal | None:
    """The sum a text names."""
    said = amount_said(text, bare=bare)
    return said.yuan if said else None


def day_in(turn: Turn) -> date | None:
    """The one past day that a message names: 昨天, 3号, 刚才."""
    today = turn.today
    try:
        single = [p for p in parse_periods(turn.text, today=today) if p.days == 1]
    except PeriodUnclear:
        single = []
    if single and single[-1].start <= today:
        return single[-1].start
    if found := re.search(wording.words("payments")["days_ago"], turn.text):
        return today - timedelta(days=small_number(found[1]))
    return today if fits(turn.text, "just_now") else None
