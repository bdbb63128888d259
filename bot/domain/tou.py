"""Time of use (分时): which band each half-hour of a day belongs to, and what a band costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import groupby

from bot.domain.usage import DayEnergy

BAND_NAMES: Mapping[str, str] = {
    "super_peak": "尖峰",
    "peak": "峰段",
    "flat": "平段",
    "valley": "谷段",
    "deep_valley": "深谷",
}
"""Every band, dearest first, as customers hear it."""


class DayType(str, Enum):
    """Kind of day a schedule is for. A special day beats a weekend, which beats `any`."""

    ANY = "any"
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    SPECIAL = "special"


@dataclass(frozen=True)
class DaySchedule:
    """The bands of the 48 half-hours of one type of day in some months."""

    months: frozenset[int]
    slots: tuple[str, ...]
    day_type: DayType = DayType.ANY

    @cached_property
    def runs(self) -> tuple[tuple[str, int, int], ...]:
        """Same bands as (band, first slot, slot after the last)."""
        runs = []
        for band, group in groupby(range(len(self.slots)), key=self.slots.__getitem__):
            places = list(group)
            runs.append((band, places[0], places[-1] + 1))
        return tuple(runs)


@dataclass(frozen=True)
class BandPrice:
    """What one band adds to the base price: a fixed amount, or a coefficient of what floats."""

    delta_yuan: Decimal | None = None
    coefficient: Decimal | None = None

    def difference_yuan(self, floating_yuan: Decimal) -> Decimal:
        """Difference to the base price, yuan per kWh; negative where the band is cheaper."""
        if self.coefficient is not None:
            return floating_yuan * (self.coefficient - 1)
        return self.delta_yuan or Decimal(0)


@dataclass(frozen=True)
class TimeOfUse:
    """All schedules of one tariff version and the price of each band."""

    schedules: tuple[DaySchedule, ...]
    bands: Mapping[str, BandPrice]
    special_days: frozenset[date] = field(default_factory=frozenset)

    @cached_property
    def _by_month_and_type(self) -> Mapping[tuple[int, DayType], DaySchedule]:
        return {(month, item.day_type): item for item in self.schedules for month in item.months}

    def schedule_on(self, day: date) -> DaySchedule:
        """The schedule that holds on a day.

        Raises:
            KeyError: no schedule covers the day; `load_tariffs` refuses such a tariff.
        """
        known = self._by_month_and_type
        weekday = DayType.WEEKEND if day.weekday() >= 5 else DayType.WEEKDAY
        wanted = (DayType.SPECIAL,) if day in self.special_days else ()
        for day_type in (*wanted, weekday, DayType.ANY):
            if (found := known.get((day.month, day_type))) is not None:
                return found
        raise KeyError(day)

    def add_day(self, totals_wh: dict[str, int], day: DayEnergy) -> None:
        """Add one day's energy to the totals by band."""
        slots = day.slot_wh
        for band, first, after in self.schedule_on(day.day).runs:
            totals_wh[band] = totals_wh.get(band, 0) + sum(slots[first:after])
