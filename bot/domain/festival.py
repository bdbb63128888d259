"""Festivals that people name instead of dates."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain import lunar
from bot.domain.period import Period
from bot.domain.solar_term import FIRST_YEAR, LAST_YEAR, deep_cold, dog_days, solar_term

_FIXED = {
    "元旦": (1, 1, 1), "五一": (5, 1, 5), "劳动节": (5, 1, 5), "国庆": (10, 1, 7),
    "十一": (10, 1, 7), "妇女节": (3, 8, 1), "儿童节": (6, 1, 1), "六一": (6, 1, 1),
    "双十一": (11, 11, 1), "双11": (11, 11, 1), "双十二": (12, 12, 1), "双12": (12, 12, 1),
    "圣诞": (12, 25, 1), "暑假": (7, 1, 62),
}  # fmt: skip
"""Name -> month, first day, days."""

_LUNAR = {"端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9)}
"""Name -> month and day of the lunar calendar."""

_DAYS_OF_NEW_YEAR = {char: place for place, char in enumerate("一二三四五六七")}
_DAY = timedelta(days=1)
NAMES = (
    *("双十一", "双十二", "双11", "双12", "劳动节", "妇女节", "儿童节", "春节", "过年", "除夕"),
    *("年三十", "元宵", "正月十五", "正月", "腊月", "元旦", "五一", "六一", "国庆", "十一"),
    *("圣诞", "暑假", "清明", "端午", "七夕", "中秋", "重阳", "三伏", "三九"),
    *(f"年初{char}" for char in _DAYS_OF_NEW_YEAR),
)
"""Names understood by `festival_in`, longer ones first where one begins another."""


def festival_in(year: int, name: str) -> Period | None:
    """The days of a festival in a year, or None where our tables do not reach.

    Spring Festival runs from New Year's Eve through the seventh day; Labour Day five days,
    National Day seven; the others are the day itself. 正月, 腊月, 暑假, 三伏 and 三九 are spans.
    """
    if name in _FIXED:
        month, day, days = _FIXED[name]
        return Period(date(year, month, day), date(year, month, day) + days * _DAY)
    if name == "三伏":
        return dog_days(year)
    if name == "三九":
        return deep_cold(year)
    if name == "清明":
        term = solar_term(year, name)
        return _span(term) if term else None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if name in _LUNAR:
        return _span(lunar.solar_day(year, *_LUNAR[name]))
    return _around_new_year(year, name)


def _around_new_year(year: int, name: str) -> Period:
    first = lunar.spring_festival(year)
    if name in ("春节", "过年"):
        return _span(first - _DAY, 8)
    if name in ("除夕", "年三十"):
        return _span(first - _DAY)
    if name == "正月":
        return Period(first, lunar.solar_day(year, 2, 1))
    if name == "腊月":
        return Period(lunar.solar_day(year - 1, 12, 1), first)
    later = _DAYS_OF_NEW_YEAR[name[-1]] if name.startswith("年初") else 14
    return _span(first + later * _DAY)


def _span(first: date, days: int = 1) -> Period:
    return Period(first, first + days * _DAY)
