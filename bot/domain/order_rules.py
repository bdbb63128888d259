"""What governs work orders: published promises, who comes first, and which days are worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.commitment import ANY_COMPANY, CommitmentBook
from bot.domain.urgency import Urgency, UrgencyRules, UrgeRule
from bot.domain.working_days import WorkCalendar


@dataclass(frozen=True)
class OrderRules:
    """All of it, read from `knowledge/` once."""

    commitments: CommitmentBook
    urgency: UrgencyRules
    calendar: WorkCalendar


NO_RULES = OrderRules(
    commitments=CommitmentBook((), company=ANY_COMPANY, clocks={}),
    urgency=UrgencyRules({}, (), UrgeRule(every=timedelta(minutes=30), at_most=Urgency.URGENT)),
    calendar=WorkCalendar(frozenset(), frozenset(), frozenset()),
)
"""Of a utility that promises nothing."""
