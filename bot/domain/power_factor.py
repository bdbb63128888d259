"""Power-factor adjustment (力调电费): a surcharge for poor cos φ, a small reward for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.bill import LineKind

STEP = Decimal("0.01")


@dataclass(frozen=True)
class PowerFactorTable:
    """Percent to add for each cos φ, for one standard (0.90, 0.85 or 0.80)."""

    percent_at: Mapping[Decimal, Decimal]
    """Every 0.01 from 1.00 downwards, without gaps."""
    below_step_percent: Decimal
    """Further percent for each 0.01 under the lowest row."""

    def percent(self, cos_phi: Decimal) -> Decimal:
        """Adjustment in percent for a cos φ of two decimals; negative is a reward."""
        if (row := self.percent_at.get(cos_phi)) is not None:
            return row
        lowest = min(self.percent_at)
        return self.percent_at[lowest] + (lowest - cos_phi) / STEP * self.below_step_percent


@dataclass(frozen=True)
class PowerFactorRule:
    """Which lines a tariff adjusts, and the table for each standard."""

    applies_to: frozenset[LineKind]
    tables: Mapping[Decimal, PowerFactorTable]


def cos_phi(*, active_kwh: Decimal, reactive_kvarh: Decimal) -> Decimal:
    """Average cos φ of the period, rounded half-up to two decimals as bills show it.

    Raises:
        ValueError: no energy at all.
    """
    apparent = (active_kwh**2 + reactive_kvarh**2).sqrt()
    if not apparent:
        raise ValueError("cos phi needs energy")
    return (active_kwh / apparent).quantize(STEP, rounding=ROUND_HALF_UP)
