"""From which figures on a tag holds, and what a customer is worth; knowledge/profile.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bot.domain.account import SupplyClass
from bot.domain.profile import TagName
from bot.domain.segment import Segment
from bot.domain.source import Source

GRADED = frozenset(
    {
        TagName.NIGHT_USER,
        TagName.COOLING_HEAVY,
        TagName.HEATING_HEAVY,
        TagName.CAR_AT_HOME,
        TagName.DAY_AT_HOME,
        TagName.VACANT,
        TagName.VOLATILE,
        TagName.COMPLAINED,
        TagName.REPEATED_OUTAGES,
        TagName.PREFERS_CHANNEL,
        TagName.FOLLOWS_ADVICE,
    }
)
"""Tags with a scale."""
_STAYS_DOWN_TO = 0.9
"""A tag that holds goes only when its figure is clearly below: nothing flickers."""


@dataclass(frozen=True)
class Scale:
    """From `least` on a tag holds, half sure; at `sure` and above it is beyond doubt."""

    least: float
    sure: float

    def confidence(self, value: float, *, held: bool = False) -> float | None:
        """How sure a figure makes the tag, 0.5 to 1; None when it does not hold."""
        if value < self.least * (_STAYS_DOWN_TO if held else 1.0):
            return None
        above = (value - self.least) / (self.sure - self.least) if self.sure > self.least else 1.0
        return 0.5 + 0.5 * min(1.0, max(0.0, above))


@dataclass(frozen=True)
class ValueRules:
    """A simple lifetime value: margin of the coming years, times staying, discounted."""

    margin_share: Decimal
    """Part of the revenue that is left for the company."""
    stays_a_year: Mapping[SupplyClass, Decimal]
    """The chance that the account is still held a year later."""
    discount: Decimal
    """A year's interest."""
    years: int
    """How far ahead is looked."""


@dataclass(frozen=True)
class ProfileRules:
    """All of it, and where it comes from."""

    source: Source
    verified: bool
    """False while the figures are for demonstration only."""
    scales: Mapping[TagName, Scale]
    late_share: Decimal
    """Part of the bills paid late from which an account pays `late`."""
    least_bills: int
    """Fewer bills say nothing about how an account pays."""
    least_contacts: int
    """Fewer conversations say nothing about the channel."""
    look_back: timedelta
    """Older bills, orders and conversations no longer count."""
    history: timedelta
    """Tags that no longer hold are erased after this."""
    strong: float
    """Data as sure as this that contradict a customer are shown to staff."""
    value: ValueRules
    segments: tuple[Segment, ...]
