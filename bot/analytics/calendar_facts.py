"""What the calendar says of each day, as arrays a model can learn from.

Mainland China: statutory holidays with shifted workdays (调休) from the published calendar
(`chinesecalendar`, a new release each November), corrected by a table the caller passes in; lunar
dates from `bot.domain.lunar`. Days after the published years get the holidays that the law fixes,
without the shifting that is not known yet. Elsewhere: weekends only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from bot.domain import lunar

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
Overrides = Mapping[date, bool]
"""Day -> whether people are off: what a newer notice says where the package does not know it."""

FAR_DAYS = 20.0
"""A festival further away than this is not felt; distances are cut off here."""
SPRING_REACH_DAYS = 45.0
"""Spring Festival is felt longer: workers leave weeks before and come back weeks after."""
_SATURDAY = 5
_UNIX_ORDINAL = date(1970, 1, 1).toordinal()
_FEASTS = ("new_year", "spring", "qingming", "labour", "dragon_boat", "mid_autumn", "national")
_FIXED_BY_LAW = {"new_year": 1, "spring": 4, "qingming": 1, "labour": 2, "dragon_boat": 1}
_FIXED_BY_LAW |= {"mid_autumn": 1, "national": 3}
"""Days off that the law fixes (the 2024 rules); the yearly notice lengthens them by shifting."""


@dataclass(frozen=True)
class DayFacts:
    """One value a day in every array, float64."""

    weekday: Floats
    """Monday 0 to Sunday 6."""
    day_of_year: Floats
    day_off: Floats
    """1 on weekends and holidays, 0 on workdays and shifted workdays."""
    worked_weekend: Floats
    """1 on a Saturday or Sunday that is worked (调休)."""
    statutory: Floats
    """1 on weekdays that are off, and on the days of the festival itself."""
    off_run: Floats
    """Length of the run of days off that the day lies in; 0 on workdays."""
    off_place: Floats
    """Place in that run, from 1; on workdays minus the days worked since the last day off."""
    to_holiday: Floats
    """Days to the next statutory day off, 0 on one, at most 20."""
    since_holiday: Floats
    """Days since the last one, 0 on one, at most 20."""
    feast: Floats
    """Which festival is nearest within 20 days: 1 new year … 7 National Day; 0 none."""
    from_feast: Floats
    """Days from it, negative before; 0 where none is near."""
    from_spring: Floats
    """Days from the nearest first day of a lunar year, -45 … 45 (cut off there)."""
    lunar_month: Floats
    lunar_day: Floats

    def matrix(self) -> Floats:
        """Days x facts, in the order of the fields."""
        return np.column_stack([getattr(self, field.name) for field in fields(self)])

    @property
    def holiday(self) -> NDArray[np.bool_]:
        """Statutory days and the days within 15 of Spring Festival, where habits do not hold."""
        return (self.statutory > 0) | (np.abs(self.from_spring) <= 15.0)


NAMES = tuple(field.name for field in fields(DayFacts))
"""Columns of `DayFacts.matrix`."""


def facts(days: Days, *, calendar: str = "CN", overrides: Overrides | None = None) -> DayFacts:
    """Facts of every day (datetime64[D], in order, gaps allowed), 1900-2100.

    `calendar` other than `CN` knows weekends only. No year raises: beyond the published calendar
    the law's fixed holidays stand in.
    """
    dates = _dates(days)
    chinese = calendar.upper() == "CN"
    told = overrides or {}
    around = _off_around(dates, chinese, told)
    runs = [_run(day, around) for day in dates]
    weekday = np.array([day.weekday() for day in dates], dtype=np.float64)
    off = np.array([around[day] for day in dates], dtype=np.float64)
    statutory = np.array([chinese and _statutory(day, around) for day in dates], dtype=np.float64)
    near = [_nearest_feast(day) if chinese else (0, 0) for day in dates]
    moon = [lunar.lunar_day(day) for day in dates] if chinese else []
    return DayFacts(
        weekday=weekday,
        day_of_year=np.array([day.timetuple().tm_yday for day in dates], dtype=np.float64),
        day_off=off,
        worked_weekend=((weekday >= _SATURDAY) & (off == 0)).astype(np.float64),
        statutory=statutory,
        off_run=np.array([run for run, _ in runs], dtype=np.float64),
        off_place=np.array([place for _, place in runs], dtype=np.float64),
        to_holiday=_distance(dates, around, chinese, +1),
        since_holiday=_distance(dates, around, chinese, -1),
        feast=np.array([feast for feast, _ in near], dtype=np.float64),
        from_feast=np.array([distance for _, distance in near], dtype=np.float64),
        from_spring=np.array(
            [_from_spring(day) if chinese else SPRING_REACH_DAYS for day in dates]
        ),
        lunar_month=np.array([m.month for m in moon] or [0] * len(dates), dtype=np.float64),
        lunar_day=np.array([m.day for m in moon] or [0] * len(dates), dtype=np.float64),
    )


def _dates(days: Days) -> list[date]:
    numbers = days.astype("datetime64[D]").astype(np.int64)
    return [date.fromordinal(int(number) + _UNIX_ORDINAL) for number in numbers]


def feasts(year: int) -> dict[str, date]:
    """The first day of each statutory festival of a year, 1900-2100."""
    return dict(_feasts(year))


def aligned_last_year(days: Days) -> Days:
    """For every day the day of the year before it that habits compare with.

    Within 45 days of Spring Festival the day as far from last year's; elsewhere the same weekday
    364 days before.
    """
    aligned = []
    for day in _dates(days):
        distance = _from_spring(day)
        if abs(distance) < SPRING_REACH_DAYS:
            spring = day - timedelta(days=int(distance))
            aligned.append(lunar.spring_festival(spring.year - 1) + timedelta(days=int(distance)))
        else:
            aligned.append(day - timedelta(days=364))
    return np.array(aligned, dtype="datetime64[D]")


@lru_cache(maxsize=512)
def _feasts(year: int) -> tuple[tuple[str, date], ...]:
    days = (
        date(year, 1, 1), lunar.spring_festival(year), lunar.solar_term(year, 15),
        date(year, 5, 1), lunar.solar_day(year, 5, 5), lunar.solar_day(year, 8, 15),
        date(year, 10, 1),
    )  # fmt: skip
    return tuple(zip(_FEASTS, days, strict=True))


@lru_cache(maxsize=8192)
def _off(day: date) -> bool:
    """Off by the published calendar, or by the law where none is published."""
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return day.weekday() >= _SATURDAY or _by_law(day)


@lru_cache(maxsize=8192)
def _by_law(day: date) -> bool:
    for name, first in _feasts(day.year):
        begin = first - timedelta(days=1) if name == "spring" else first
        if 0 <= (day - begin).days < _FIXED_BY_LAW[name]:
            return True
    return False


def _off_around(dates: list[date], chinese: bool, told: Overrides) -> dict[date, bool]:
    """Whether each day is off, for the days asked and as far around as a distance may look."""
    reach = int(FAR_DAYS) + 1
    wanted = {day + timedelta(days=step) for day in dates for step in range(-reach, reach + 1)}
    if not chinese:
        return {day: told.get(day, day.weekday() >= _SATURDAY) for day in wanted}
    return {day: told.get(day, _off(day)) for day in wanted}


def _statutory(day: date, around: dict[date, bool]) -> bool:
    """Off for a festival: a weekday off, or a weekend day in a run that holds one."""
    if not around[day]:
        return False
    if day.weekday() < _SATURDAY or _by_law(day):
        return True
    for step in (-1, 1):
        other = day + timedelta(days=step)
        while around.get(other, False):
            if other.weekday() < _SATURDAY or _by_law(other):
                return True
            other += timedelta(days=step)
    return False


def _run(day: date, around: dict[date, bool]) -> tuple[int, int]:
    """Length of the run of days off and the place in it; on a workday 0 and minus days worked."""
    off, before, after = around[day], 0, 0
    while around.get(day - timedelta(days=before + 1)) == off:
        before += 1
    while off and around.get(day + timedelta(days=after + 1)):
        after += 1
    return (before + after + 1, before + 1) if off else (0, -(before + 1))


def _distance(dates: list[date], around: dict[date, bool], chinese: bool, way: int) -> Floats:
    found = []
    for day in dates:
        steps = FAR_DAYS
        for step in range(int(FAR_DAYS)):
            if chinese and _statutory(day + timedelta(days=way * step), around):
                steps = float(step)
                break
        found.append(steps)
    return np.array(found, dtype=np.float64)


@lru_cache(maxsize=8192)
def _nearest_feast(day: date) -> tuple[int, int]:
    best = (0, int(FAR_DAYS) + 1)
    for year in (day.year - 1, day.year, day.year + 1):
        for number, (_, first) in enumerate(_feasts(year), start=1):
            distance = (day - first).days
            if abs(distance) <= abs(best[1]):
                best = (number, distance)
    return best if abs(best[1]) <= FAR_DAYS else (0, 0)


@lru_cache(maxsize=8192)
def _from_spring(day: date) -> float:
    springs = [lunar.spring_festival(year) for year in (day.year - 1, day.year, day.year + 1)]
    distance = min(((day - spring).days for spring in springs), key=abs)
    return float(np.clip(distance, -SPRING_REACH_DAYS, SPRING_REACH_DAYS))
