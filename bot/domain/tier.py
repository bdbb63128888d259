"""Tiered prices (阶梯电价): the more is used in a month or a year, the dearer the next kWh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction

from bot.domain.period import Period, add_months

KWH_STEP = Decimal("0.01")
TIER_NAMES = ("第一档", "第二档", "第三档", "第四档", "第五档")


class TierCycle(str, Enum):
    """How long energy adds up before the tiers begin again."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Tier:
    """One tier: its price and the kWh of the cycle up to which it holds (None: no end)."""

    price_yuan: Decimal
    up_to_kwh: Decimal | None = None


@dataclass(frozen=True)
class TierScheme:
    """The tiers of one tariff version, cheapest first; only the last has no end."""

    cycle: TierCycle
    tiers: tuple[Tier, ...]
    reset_month: int = 1
    """Year tiers begin again on this day of each year; month tiers with each bill."""
    reset_day: int = 1

    def year_of(self, day: date) -> Period:
        """The tier year that holds `day`."""
        start = date(day.year, self.reset_month, self.reset_day)
        if day < start:
            start = add_months(start, -12)
        return Period(start, add_months(start, 12))

    def limits_kwh(self, *, extra_kwh_per_month: Decimal, months: Fraction) -> list[Decimal]:
        """Upper ends of all tiers but the last, kWh, rounded half-up to 0.01.

        Month tiers are stretched to `months` (1 for a whole month, 15/30 for half of June);
        year tiers are not. `extra_kwh_per_month` is the multi-person allowance.
        """
        share = months if self.cycle is TierCycle.MONTH else Fraction(1)
        extra = extra_kwh_per_month * (1 if self.cycle is TierCycle.MONTH else 12)
        return [
            scale_kwh(tier.up_to_kwh + extra, share)
            for tier in self.tiers
            if tier.up_to_kwh is not None
        ]


def scale_kwh(kwh: Decimal, share: Fraction) -> Decimal:
    """`kwh` times an exact fraction, rounded half-up to 0.01 kWh."""
    scaled = kwh * share.numerator / share.denominator
    return scaled.quantize(KWH_STEP, rounding=ROUND_HALF_UP)


def months_in(period: Period) -> Fraction:
    """Length in months, counted from the start day: 1 June to 16 June is 15/30.

    A period that ends on the same day of a later month is a whole number of months; the days
    left over count as a share of the month they begin.
    """
    whole = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    if add_months(period.start, whole) > period.end:
        whole -= 1
    begun, following = add_months(period.start, whole), add_months(period.start, whole + 1)
    return whole + Fraction((period.end - begun).days, (following - begun).days)


def allocate(*, kwh: Decimal, used_before: Decimal, limits: Sequence[Decimal]) -> list[Decimal]:
    """Cut `kwh`, used after `used_before`, at the limits: kWh per tier, summing to `kwh`.

    A kWh exactly on a limit still belongs to the cheaper tier.
    """
    parts, position, end = [], used_before, used_before + kwh
    for limit in limits:
        part = max(min(end, limit) - position, Decimal(0))
        parts.append(part)
        position += part
    return [*parts, end - position]
