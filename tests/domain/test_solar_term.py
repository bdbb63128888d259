"""Our calendar tables against the package that carries the State Council's holidays."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from bot.domain.festival import NAMES, festival_in
from bot.domain.period import Period
from bot.domain.solar_term import dog_days, solar_term

YEARS = range(2015, 2027)
HOLIDAYS = {
    "春节": "Spring Festival",
    "清明": "Tomb-sweeping Day",
    "五一": "Labour Day",
    "端午": "Dragon Boat Festival",
    "中秋": "Mid-autumn Festival",
    "国庆": "National Day",
    "元旦": "New Year's Day",
}


def test_solar_terms_fall_on_their_days() -> None:
    """All 24 terms of twelve years."""
    terms = chinese_calendar.get_solar_terms(date(2015, 1, 1), date(2026, 12, 31))

    assert len(terms) == 24 * len(YEARS)
    assert [(day, name) for day, name in terms if solar_term(day.year, name) != day] == []


@pytest.mark.parametrize("name", HOLIDAYS)
def test_festivals_lie_in_their_statutory_holidays(name: str) -> None:
    """In 2020 中秋 and 国庆 were one day and one holiday."""
    for year in YEARS:
        feast = festival_in(year, name)
        assert feast is not None
        day = feast.start + timedelta(days=name == "春节")
        if (year, name) != (2020, "中秋"):
            assert chinese_calendar.get_holiday_detail(day) == (True, HOLIDAYS[name])


@pytest.mark.parametrize(
    ("year", "first", "after"),
    [
        (2024, date(2024, 7, 15), date(2024, 8, 24)),
        (2025, date(2025, 7, 20), date(2025, 8, 19)),
        (2026, date(2026, 7, 15), date(2026, 8, 24)),
    ],
)
def test_dog_days_are_counted_from_the_solstice(year: int, first: date, after: date) -> None:
    """30 or 40 days, as the second ten are doubled or not."""
    assert dog_days(year) == Period(first, after)


@pytest.mark.parametrize("year", [2014, 2036])
def test_beyond_the_tables_nothing_is_guessed(year: int) -> None:
    """A lunar festival outside our tables is unknown, a fixed one never."""
    assert festival_in(year, "中秋") is None
    assert festival_in(year, "三伏") is None
    assert festival_in(year, "国庆") is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_known_within_the_tables(name: str) -> None:
    """No festival we listen for is missing a year, the winter before the first year aside."""
    assert [year for year in range(2016, 2036) if festival_in(year, name) is None] == []
