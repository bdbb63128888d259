"""Periods: half-open spans of local days, and the months bills are cut into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, order=True)
class Period:
    """Local days from `start` up to but not including `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"period must end after it starts: {self.start}..{self.end}")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The calendar month."""
        start = date(year, month, 1)
        return cls(start, add_months(start, 1))

    @classmethod
    def month_of(cls, day: date) -> Period:
        """The calendar month that holds `day`."""
        return cls.month(day.year, day.month)

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day inside the period."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def each_day(self) -> Iterator[date]:
        """Every day inside the period, in order."""
        return (self.start + timedelta(days=offset) for offset in range(self.days))

    def overlap(self, other: Period) -> Period | None:
        """The days in both periods, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def shifted_months(self, months: int) -> Period:
        """The period moved by whole months (same month a year earlier: -12)."""
        if self.end.day == 1:
            return Period(add_months(self.start, months), add_months(self.end, months))
        end = add_months(self.last_day, months) + timedelta(days=1)
        return Period(add_months(self.start, months), end)

    @property
    def is_calendar_month(self) -> bool:
        """Whether this is exactly one calendar month."""
        return self.start.day == 1 and self.end == add_months(self.start, 1)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day when it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)
    return date(year, month0 + 1, min(day.day, (following - timedelta(days=1)).day))


def local_midnight(day: date) -> datetime:
    """The aware instant at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)
