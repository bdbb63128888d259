"""Urgency: who must be helped first, by rules that are data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Urgency(str, Enum):
    """How soon someone must act, the least first."""

    NORMAL = "normal"
    SOON = "soon"
    URGENT = "urgent"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for the least."""
        return list(Urgency).index(self)

    @property
    def next(self) -> Urgency:
        """One level up; the highest stays."""
        return list(Urgency)[min(self.rank + 1, len(Urgency) - 1)]


def higher(one: Urgency, other: Urgency) -> Urgency:
    """The more urgent of two."""
    return max(one, other, key=lambda item: item.rank)


@dataclass(frozen=True)
class Facts:
    """What is known of a case when it is judged."""

    kind: str
    place: str = ""
    words: str = ""
    """Symptom and description as the customer gave them."""
    life_support: bool = False
    reporters: int = 1
    urges: int = 0


@dataclass(frozen=True)
class UrgencyRule:
    """One reason to hurry; every condition that is set must hold."""

    code: str
    at_least: Urgency
    points: int
    """Decide the order among cases of one level."""
    kinds: frozenset[str] = frozenset()
    life_support: bool = False
    words: re.Pattern[str] | None = None
    place: re.Pattern[str] | None = None
    reporters: int = 0
    urges: int = 0

    def applies(self, facts: Facts) -> bool:
        """Whether the reason is there."""
        return (
            (not self.kinds or facts.kind in self.kinds)
            and (not self.life_support or facts.life_support)
            and (self.words is None or self.words.search(facts.words) is not None)
            and (self.place is None or self.place.search(facts.place) is not None)
            and facts.reporters >= self.reporters
            and facts.urges >= self.urges
        )


@dataclass(frozen=True)
class UrgeRule:
    """What one more 催 does."""

    every: timedelta
    """It counts again only after this long."""
    at_most: Urgency
    """Urging alone lifts a case no higher."""


@dataclass(frozen=True)
class Assessment:
    """The judgement of a case."""

    level: Urgency
    points: int
    reasons: tuple[str, ...]
    """Codes of the rules that applied."""


@dataclass(frozen=True)
class UrgencyRules:
    """All rules of knowledge/urgency.yml."""

    kinds: Mapping[str, Urgency]
    """Where each kind of work order starts; others start as `normal`."""
    rules: tuple[UrgencyRule, ...]
    urge: UrgeRule

    def assess(self, facts: Facts) -> Assessment:
        """How urgent a case is by these facts alone."""
        hit = [rule for rule in self.rules if rule.applies(facts)]
        level = self.kinds.get(facts.kind, Urgency.NORMAL)
        for rule in hit:
            level = higher(level, rule.at_least)
        return Assessment(level, sum(rule.points for rule in hit), tuple(rule.code for rule in hit))

    def urged(self, level: Urgency) -> Urgency:
        """The level after a customer urged."""
        lifted = level.next
        return lifted if lifted.rank <= self.urge.at_most.rank else level
