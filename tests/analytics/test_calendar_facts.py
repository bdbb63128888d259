"""The calendar's facts: 调休, Spring Festival, overrides, and years not published yet."""

from __future__ import annotations

from datetime import date

import numpy as np

from bot.analytics import calendar_facts


def _days(first: str, after: str) -> np.ndarray:
    return np.arange(first, after, dtype="datetime64[D]")


def test_shifted_workdays_and_holidays_of_2020_are_known() -> None:
    """National Day 2020 is eight days off; the Sunday before and Saturday after are worked."""
    days = _days("2020-09-25", "2020-10-12")
    known = calendar_facts.facts(days)

    statutory = days[known.statutory == 1]
    worked = days[known.worked_weekend == 1]

    assert list(statutory) == list(_days("2020-10-01", "2020-10-09"))
    assert [str(day) for day in worked] == ["2020-09-27", "2020-10-10"]
    assert list(known.off_place[6:14]) == list(range(1, 9))
    assert set(known.off_run[6:14]) == {8.0}
    assert list(known.to_holiday[:7]) == [6, 5, 4, 3, 2, 1, 0]
    assert list(known.since_holiday[-3:]) == [1, 2, 3]


def test_spring_festival_is_felt_from_both_sides() -> None:
    """Signed days from the lunar new year of 2021 (12 February), cut off at 45."""
    known = calendar_facts.facts(_days("2020-12-01", "2021-06-01"))
    at = int((np.datetime64("2021-02-12") - np.datetime64("2020-12-01")).astype(int))

    assert list(known.from_spring[at - 2 : at + 3]) == [-2, -1, 0, 1, 2]
    assert known.from_spring[0] == -45
    assert known.from_spring[-1] == 45
    assert known.holiday[at - 15]
    assert not known.holiday[at - 16]


def test_a_new_notice_overrides_the_calendar() -> None:
    """A day the caller says is off is off, and a weekend he says is worked is worked."""
    told = {date(2026, 3, 4): True, date(2026, 3, 7): False}
    known = calendar_facts.facts(_days("2026-03-02", "2026-03-09"), overrides=told)

    assert list(known.day_off) == [0, 0, 1, 0, 0, 0, 1]
    assert list(known.worked_weekend) == [0, 0, 0, 0, 0, 1, 0]
    assert list(known.statutory) == [0, 0, 1, 0, 0, 0, 0]


def test_years_beyond_the_published_calendar_get_the_law() -> None:
    """2031 is not published: the law's days stand in, lunar ones too, and nothing raises."""
    days = _days("2031-01-01", "2032-01-01")
    known = calendar_facts.facts(days)
    statutory = {str(day) for day in days[known.statutory == 1]}

    assert {"2031-01-01", "2031-01-22", "2031-01-23", "2031-05-01", "2031-10-01"} <= statutory
    assert {"2031-04-05", "2031-06-24", "2031-10-01"} <= statutory
    assert np.isfinite(known.matrix()).all()


def test_other_countries_have_weekends_only() -> None:
    """Without a Chinese calendar no holiday is invented."""
    known = calendar_facts.facts(_days("2016-12-20", "2017-01-10"), calendar="US")

    assert known.statutory.sum() == 0
    assert list(known.day_off) == [float(day >= 5) for day in known.weekday]
    assert not known.holiday.any()


def test_last_years_day_is_aligned_by_the_moon_near_spring_and_by_weekday_elsewhere() -> None:
    """New Year's Day to New Year's Day of the moon; in autumn 364 days back."""
    days = np.array(["2021-02-12", "2021-02-14", "2021-09-08"], dtype="datetime64[D]")

    aligned = calendar_facts.aligned_last_year(days)

    assert [str(day) for day in aligned] == ["2020-01-25", "2020-01-27", "2020-09-09"]
