"""Days off as people in mainland China have them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.analytics.day_kind import is_day_off


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 10, 1), True),  # National Day, a Thursday
        (date(2026, 10, 10), False),  # a Saturday worked for it
        (date(2026, 11, 21), True),  # a plain Saturday
        (date(2026, 11, 23), False),  # a plain Monday
        (date(2099, 1, 3), True),  # a Saturday of a year not published yet
        (date(2099, 1, 5), False),
    ],
)
def test_holidays_weekends_and_shifted_workdays(day: date, off: bool) -> None:
    """Statutory holidays count, worked weekends do not."""
    assert is_day_off(day) is off
