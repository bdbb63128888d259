"""Why one bill differs from another: causes that sum to the change, to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.domain.bill import Bill
from bot.domain.money import ZERO


class CauseKind(str, Enum):
    """Why a bill changed, in the order in which the causes are taken out."""

    DAYS = "days"
    """More or fewer days billed, at the earlier bill's daily energy."""
    WEATHER = "weather"
    """Energy that the meter's answer to the weather explains."""
    BASE_USE = "base_use"
    """All other energy: habits, appliances, people at home."""
    TIER = "tier"
    """What tiers made that energy cost more (or less), the running tier year included."""
    BAND_MIX = "band_mix"
    """Energy moved between dear and cheap hours."""
    POWER_FACTOR = "power_factor"
    """A better or worse cos φ."""
    BASIC = "basic"
    """Basic charge: other capacity or demand."""
    CORRECTION = "correction"
    """Energy of an earlier bill that stood on estimated reads."""
    ALLOWANCE = "allowance"
    """Free energy or multi-person limits granted or ended."""
    CONTRACT = "contract"
    """Another tariff or voltage was agreed."""
    TARIFF = "tariff"
    """The prices of the tariff changed."""
    SEASON = "season"
    """The calendar of the tariff: super-peak months, weekends, holidays."""
    FEES = "fees"
    """Late fees and one-off charges."""
    REST = "rest"
    """What the figures at hand do not explain."""


@dataclass(frozen=True)
class Cause:
    """One cause, what it cost and the evidence for it."""

    kind: CauseKind
    amount_yuan: Decimal
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Evidence by name, e.g. `kwh`, `tier_before`, `tariffs_after`."""


@dataclass(frozen=True)
class Step:
    """One line of the arithmetic: the bill after this cause was changed too."""

    kind: CauseKind
    kwh: Decimal
    """Energy of the bill at this step."""
    amount_yuan: Decimal
    """Priced amount at this step, fees and rest not included."""


@dataclass(frozen=True)
class BillChange:
    """The change between two bills of one account."""

    before: Bill
    after: Bill
    causes: tuple[Cause, ...]
    """Largest first; the amounts sum to `change_yuan` exactly."""
    steps: tuple[Step, ...]
    """The arithmetic, in the order it was done."""
    repriced: bool
    """False when prices were missing and only the bills' own lines could be compared."""

    @property
    def change_yuan(self) -> Decimal:
        """Later bill minus earlier bill."""
        return self.after.amount_yuan - self.before.amount_yuan

    @property
    def top(self) -> tuple[Cause, ...]:
        """Up to three causes that push in the direction of the change and make up most of it."""
        sign = 1 if self.change_yuan >= 0 else -1
        pushing = [cause for cause in self.causes if cause.amount_yuan * sign > 0]
        total, reached, chosen = sum((c.amount_yuan for c in pushing), ZERO), ZERO, []
        for cause in pushing[:3]:
            chosen.append(cause)
            reached += cause.amount_yuan
            if abs(reached) * 10 >= abs(total) * 8:
                break
        return tuple(chosen)

    def cause(self, kind: CauseKind) -> Cause | None:
        """The cause of this kind, if it had any part."""
        return next((cause for cause in self.causes if cause.kind is kind), None)
