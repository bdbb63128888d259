"""What a bill will come to: the forecast, how sure it is, and how past ones turned out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.tier_crossing import TierCrossing


class ForecastKind(str, Enum):
    """Which bill is foreseen."""

    THIS_MONTH = "this_month"
    """The billing month that runs."""
    NEXT_MONTH = "next_month"


@dataclass(frozen=True)
class Interval:
    """A figure and the two ends between which it lies with the chance `BillForecast.cover`."""

    central: Decimal
    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise ValueError(f"not in order: {self.low} {self.central} {self.high}")

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class DayForecast:
    """One day of the bill's period."""

    day: date
    kwh: Decimal
    read: bool
    """Whether it was read; else it is foreseen."""


@dataclass(frozen=True)
class KeptForecast:
    """A forecast as it was told, and what the bill then was."""

    account_no: str
    meter_no: str
    kind: ForecastKind
    month: Period
    """The billing month foreseen."""
    made_on: date
    made_at: datetime
    kwh: Interval
    yuan: Interval
    model: str
    actual_kwh: Decimal | None = None
    """None until the bill is issued."""
    actual_yuan: Decimal | None = None
    """The bill as issued, with late fees and corrections if there were any."""

    @property
    def error_share(self) -> Decimal | None:
        """How far off the amount was, over the actual amount; None until it is known."""
        if not self.actual_yuan:
            return None
        return abs(self.yuan.central - self.actual_yuan) / self.actual_yuan


@dataclass(frozen=True)
class PastAccuracy:
    """How such forecasts turned out for this account before."""

    month: Period
    """The newest of the months."""
    told_yuan: Decimal
    actual_yuan: Decimal
    """Of that month."""
    error_share: Decimal
    """Sum of absolute errors over the sum of the bills, all months."""
    months: int
    kept: bool
    """Whether they were told then; else they were made afterwards from the readings of then."""


@dataclass(frozen=True)
class BillForecast:
    """The bill foreseen for one account."""

    kind: ForecastKind
    month: Period
    read_to: date
    """Last day whose readings are used."""
    days_read: int
    """Days of `month` that were read."""
    days_used: int
    """Days of readings behind the forecast."""
    so_far_kwh: Decimal
    so_far_yuan: Decimal
    """What is read of `month`, and its price if nothing more were used."""
    kwh: Interval
    yuan: Interval
    cover: Decimal
    """The chance that the bill lies in the interval."""
    tier: int | None
    """Tier that the last kWh will lie in; None without tiers."""
    crossings: tuple[TierCrossing, ...]
    """Tiers that will still begin within the month."""
    days: tuple[DayForecast, ...]
    """Every day of the month."""
    model: str
    past: PastAccuracy | None
    provenance: Provenance

    @property
    def days_left(self) -> int:
        """Days of the month that are foreseen."""
        return sum(not day.read for day in self.days)


def past_of(kept: list[KeptForecast]) -> PastAccuracy | None:
    """What settled forecasts say, the newest month first; None without any.

    Of several forecasts for one month the first in the list counts.
    """
    by_month: dict[date, KeptForecast] = {}
    for item in kept:
        if item.actual_yuan:
            by_month.setdefault(item.month.start, item)
    if not by_month:
        return None
    months = [by_month[start] for start in sorted(by_month, reverse=True)]
    pairs = [(item.yuan.central, item.actual_yuan or Decimal(0)) for item in months]
    return accuracy([item.month for item in months], pairs, kept=True)


def accuracy(
    months: list[Period], told_and_actual: list[tuple[Decimal, Decimal]], *, kept: bool
) -> PastAccuracy | None:
    """The accuracy of told and actual yuan, newest first; None where nothing was billed."""
    whole = sum((actual for _, actual in told_and_actual), Decimal(0))
    if not told_and_actual or whole <= 0:
        return None
    missed = sum((abs(told - actual) for told, actual in told_and_actual), Decimal(0))
    told, actual = told_and_actual[0]
    return PastAccuracy(months[0], told, actual, missed / whole, len(months), kept)
