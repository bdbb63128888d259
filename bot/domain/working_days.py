"""Working days: Monday to Friday, less the statutory holidays, plus the weekends worked (调休)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class WorkCalendar:
    """The published exceptions to "Monday to Friday", year by year."""

    holidays: frozenset[date]
    """Days off that would else be worked; weekend days may be listed too."""
    workdays: frozenset[date]
    """Saturdays and Sundays that are worked (调休上班)."""
    years: frozenset[int]
    """Years whose list was compared with its publication; in others, counting is a guess."""

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def covers(self, first: date, last: date) -> bool:
        """Whether every year from `first` to `last` is known, so that counting is certain."""
        return set(range(first.year, last.year + 1)) <= self.years


def add_working_days(start: date, days: int, *, calendar: WorkCalendar) -> date:
    """The `days`-th working day after `start`, which itself is never counted.

    Zero days: `start` itself when it is worked, else the next working day.

    Raises:
        ValueError: `days` is negative.
    """
    if days < 0:
        raise ValueError(f"cannot count {days} working days ahead")
    day = start
    if days == 0:
        while not calendar.is_working(day):
            day += timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= calendar.is_working(day)
    return day


def working_days_between(start: date, end: date, *, calendar: WorkCalendar) -> int:
    """Working days after `start` up to and including `end`; 0 when `end` is not later."""
    span = range(1, (end - start).days + 1)
    return sum(calendar.is_working(start + timedelta(days=offset)) for offset in span)
