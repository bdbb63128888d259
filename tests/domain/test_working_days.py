"""Working days against a table written by hand from the State Council's notices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.working_days import WorkCalendar, add_working_days, working_days_between


def _days(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=offset) for offset in range((end - start).days + 1)}


CALENDAR = WorkCalendar(
    holidays=frozenset(
        _days("2025-01-01", "2025-01-01")
        | _days("2025-01-28", "2025-02-04")
        | _days("2025-10-01", "2025-10-08")
        | _days("2026-01-01", "2026-01-03")
        | _days("2026-02-15", "2026-02-23")
        | _days("2026-10-01", "2026-10-07")
    ),
    workdays=frozenset(
        date.fromisoformat(day)
        for day in (
            *("2025-01-26", "2025-02-08", "2025-09-28", "2025-10-11"),
            *("2026-01-04", "2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10"),
        )
    ),
    years=frozenset({2025, 2026}),
)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-07-20", 1, "2026-07-21"),  # Monday to Tuesday
        ("2026-07-24", 1, "2026-07-27"),  # Friday to Monday
        ("2026-07-25", 1, "2026-07-27"),  # Saturday to Monday
        ("2026-07-20", 5, "2026-07-27"),  # over one weekend
        ("2026-07-17", 7, "2026-07-28"),
        ("2025-01-24", 1, "2025-01-26"),  # a Sunday that is worked
        ("2025-01-27", 1, "2025-02-05"),  # over Spring Festival
        ("2025-01-27", 5, "2025-02-10"),  # and a worked Saturday after it
        ("2025-09-26", 3, "2025-09-30"),  # Sunday 28 September counts
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),  # Saturday 11 October counts
        ("2025-12-31", 1, "2026-01-04"),  # over the year, to a worked Sunday
        ("2026-02-13", 2, "2026-02-24"),  # Saturday worked, then nine days off
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-07-20", 0, "2026-07-20"),
        ("2026-07-25", 0, "2026-07-27"),
    ],
)
def test_known_cases(start: str, days: int, end: str) -> None:
    """The first day is not counted; holidays and worked weekends are as published."""
    found = add_working_days(date.fromisoformat(start), days, calendar=CALENDAR)

    assert found == date.fromisoformat(end)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_counting_there_and_back_agrees(start: date, days: int) -> None:
    """The end is worked, and there are exactly so many working days up to it."""
    end = add_working_days(start, days, calendar=CALENDAR)

    assert CALENDAR.is_working(end)
    assert working_days_between(start, end, calendar=CALENDAR) == days
    assert working_days_between(end, start, calendar=CALENDAR) == 0


def test_nobody_counts_backwards() -> None:
    """A negative number is a mistake, not a day in the past."""
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 7, 20), -1, calendar=CALENDAR)


def test_a_year_that_is_not_published_is_not_certain() -> None:
    """Counting into 2027 goes by weekdays, and says so."""
    assert CALENDAR.covers(date(2025, 12, 30), date(2026, 1, 5))
    assert not CALENDAR.covers(date(2026, 12, 30), date(2027, 1, 5))
    assert add_working_days(date(2026, 12, 31), 1, calendar=CALENDAR) == date(2027, 1, 1)
