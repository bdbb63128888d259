"""Computed lunar dates agree with what was published, beyond any table we could carry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain import festival, lunar

LEAP_MONTHS = {
    2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5,
    2031: 3, 2033: 11, 2036: 6, 2039: 5, 2042: 2,
}  # fmt: skip
"""As almanacs print them; 2033 is the year naive rules get wrong."""


def test_moving_festivals_fall_on_their_published_days() -> None:
    """Spring Festival, 清明, 端午 and 中秋 of 2023-2030 as in the festival table."""
    for year in range(2023, 2031):
        found = {
            "清明": lunar.solar_term(year, 15),
            "端午": lunar.solar_day(year, 5, 5),
            "中秋": lunar.solar_day(year, 8, 15),
        }
        for name, day in found.items():
            period = festival.festival_in(year, name)
            assert period is not None
            assert day == period.start
        spring = festival.festival_in(year, "春节")
        assert spring is not None
        assert lunar.spring_festival(year) == spring.start + timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "first"),
    [
        (1900, date(1900, 1, 31)), (1949, date(1949, 1, 29)), (1985, date(1985, 2, 20)),
        (2000, date(2000, 2, 5)), (2008, date(2008, 2, 7)), (2015, date(2015, 2, 19)),
        (2034, date(2034, 2, 19)), (2050, date(2050, 1, 23)), (2100, date(2100, 2, 9)),
    ],
)  # fmt: skip
def test_new_years_far_away_are_right(year: int, first: date) -> None:
    """First days of lunar years from one end of the range to the other."""
    assert lunar.spring_festival(year) == first
    assert lunar.lunar_day(first) == lunar.LunarDay(year, 1, 1, False)


def test_leap_months_are_where_almanacs_have_them() -> None:
    """Every leap month of 2004-2042, and none in any other year."""
    found: dict[int, int] = {}
    day = date(2004, 1, 22)
    while day < date(2043, 2, 1):
        known = lunar.lunar_day(day)
        if known.leap:
            found[known.year] = known.month
        day += timedelta(days=14)
    assert found == LEAP_MONTHS


def test_days_follow_each_other_without_gap() -> None:
    """Each day is the next of its month or the first of another, over twenty years."""
    before = lunar.lunar_day(date(2019, 12, 31))
    for step in range(1, 365 * 20):
        known = lunar.lunar_day(date(2019, 12, 31) + timedelta(days=step))
        assert known.day == before.day + 1 or (known.day == 1 and before.day in (29, 30))
        before = known
