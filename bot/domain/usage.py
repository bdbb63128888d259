"""Metered energy: readings with quality, and days ready to be priced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from bot.domain.period import Period

SLOTS_PER_DAY = 48
"""Tariffs switch price on the half-hour, so a priced day has 48 slots."""


class Quality(str, Enum):
    """How a reading came to be."""

    ACTUAL = "actual"
    ESTIMATED = "estimated"
    MISSING = "missing"


@dataclass(frozen=True)
class Reading:
    """Energy of one meter in the 15 minutes from `start`."""

    meter_no: str
    start: datetime
    """Aware, on a quarter of an hour."""
    energy_wh: int | None
    """None exactly when the quality is MISSING."""
    quality: Quality


@dataclass(frozen=True)
class DayEnergy:
    """One local day of one meter, in half-hour slots from midnight."""

    day: date
    slot_wh: tuple[int, ...]
    """48 values, Wh; missing readings count 0 here and are counted in `missing_slots`."""
    estimated_slots: int = 0
    missing_slots: int = 0

    @property
    def total_wh(self) -> int:
        """Energy of the day, Wh."""
        return sum(self.slot_wh)


@dataclass(frozen=True)
class BillableUsage:
    """Everything metered that one bill is priced from."""

    period: Period
    days: tuple[DayEnergy, ...]
    """One per day of the period, in order."""
    tier_kwh_before: Decimal = Decimal(0)
    """Energy already counted in the tier year before `period.start` (0 for monthly tiers)."""
    reactive_kvarh: Decimal | None = None
    max_demand_kw: Decimal | None = None
    correction_kwh: Decimal = Decimal(0)
    """Energy added (or given back, negative) because an earlier bill stood on estimated reads."""
    correction_of: Period | None = None
    """The earlier period that the correction belongs to."""


def kwh(wh: int) -> Decimal:
    """Wh to kWh with the two decimals a bill shows, rounded half-up like money."""
    return (Decimal(wh) / 1000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
