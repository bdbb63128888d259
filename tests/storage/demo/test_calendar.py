"""The Chinese calendar as the town lives it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.period import Period
from bot.storage.demo import calendar


@pytest.mark.parametrize("saturday", [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)])
def test_a_shifted_weekend_day_is_worked(saturday: date) -> None:
    """调休: these weekend days are workdays."""
    assert saturday.weekday() >= 5
    assert calendar.is_workday(saturday)


@pytest.mark.parametrize("weekday", [date(2026, 2, 17), date(2026, 10, 1), date(2025, 5, 1)])
def test_a_statutory_holiday_is_not_worked(weekday: date) -> None:
    """Spring Festival, National Day and Labour Day are off although they are weekdays."""
    assert weekday.weekday() < 5
    assert not calendar.is_workday(weekday)


def test_a_year_without_an_official_list_follows_the_weekdays() -> None:
    """2039 is not published; Monday to Friday work."""
    assert calendar.is_workday(date(2039, 6, 6))
    assert not calendar.is_workday(date(2039, 6, 4))


def test_days_are_counted_from_the_nearest_new_year() -> None:
    """Negative before, positive after, cut far away."""
    assert calendar.spring_offset(date(2026, 2, 17)) == 0
    assert calendar.spring_offset(date(2026, 2, 14)) == -3
    assert calendar.spring_offset(date(2026, 2, 20)) == 3
    assert calendar.spring_offset(date(2026, 8, 20)) in (-90, 90)


def test_new_years_of_a_period_are_found() -> None:
    """One for each of two winters."""
    period = Period(date(2025, 1, 1), date(2026, 12, 31))

    assert calendar.new_years(period) == [date(2025, 1, 29), date(2026, 2, 17)]
