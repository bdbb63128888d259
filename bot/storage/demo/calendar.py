"""The Chinese calendar: workdays with shifted weekends (调休), and the way to Spring Festival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import numpy as np
import yaml
from numpy.typing import NDArray

from bot.domain.period import Period

FAR_FROM_SPRING_FESTIVAL = 90
"""Days; beyond this the distance to Spring Festival says nothing."""


@dataclass(frozen=True)
class DayKinds:
    """What each day of a period is, one array element a day."""

    workday: NDArray[np.bool_]
    spring_offset: NDArray[np.int64]
    """Days after Lunar New Year's Day, negative before it."""
    ordinal: NDArray[np.int64]
    """`date.toordinal()` of the day."""


def day_kinds(period: Period) -> DayKinds:
    """The kinds of all days of the period."""
    days = list(period.each_day())
    return DayKinds(
        workday=np.array([is_workday(day) for day in days]),
        spring_offset=np.array([spring_offset(day) for day in days]),
        ordinal=np.array([day.toordinal() for day in days]),
    )


def is_workday(day: date) -> bool:
    """Whether people work on this day: official list first, else Monday to Friday."""
    facts = _facts()
    if day in facts["workdays"]:
        return True
    if day in facts["holidays"]:
        return False
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def spring_offset(day: date) -> int:
    """Days from the nearest Lunar New Year's Day to `day`, cut at ±90."""
    nearest = min(((day - new_year).days for new_year in _facts()["new_years"]), key=abs)
    return max(-FAR_FROM_SPRING_FESTIVAL, min(FAR_FROM_SPRING_FESTIVAL, nearest))


def new_years(period: Period) -> list[date]:
    """The Lunar New Year's Days in the period."""
    return sorted(day for day in _facts()["new_years"] if day in period)


@cache
def _facts() -> dict[str, frozenset[date]]:
    loaded = yaml.safe_load(Path(__file__).with_name("calendar.yml").read_text("utf-8"))
    return {
        "new_years": frozenset(loaded["spring_festival"]),
        "holidays": frozenset(loaded["overrides"]["holidays"]),
        "workdays": frozenset(loaded["overrides"]["workdays"]),
    }
