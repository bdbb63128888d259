"""Festivals that people name instead of dates."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.period import Period
from bot.domain.solar_term import FIRST_YEAR, deep_cold, dog_days, solar_term

_FIXED = {
    "元旦": (1, 1, 1), "五一": (5, 1, 5), "劳动节": (5, 1, 5), "国庆": (10, 1, 7),
    "十一": (10, 1, 7), "妇女节": (3, 8, 1), "儿童节": (6, 1, 1), "六一": (6, 1, 1),
    "双十一": (11, 11, 1), "双11": (11, 11, 1), "双十二": (12, 12, 1), "双12": (12, 12, 1),
    "圣诞": (12, 25, 1), "暑假": (7, 1, 62),
}  # fmt: skip
"""Name -> month, first day, days."""

# Month and day in each year from FIRST_YEAR on, from the same source as the solar terms.
_LUNAR = {
    "春节": "0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203 "
    "0123 0211 0131 0219 0208",
    "端午": "0620 0609 0530 0618 0607 0625 0614 0603 0622 0610 0531 0619 0609 0528 0616 0605 "
    "0624 0612 0601 0620 0610",
    "七夕": "0820 0809 0828 0817 0807 0825 0814 0804 0822 0810 0829 0819 0808 0826 0816 0805 "
    "0824 0812 0801 0820 0810",
    "中秋": "0927 0915 1004 0924 0913 1001 0921 0910 0929 0917 1006 0925 0915 1003 0922 0912 "
    "1001 0919 0908 0927 0916",
    "重阳": "1021 1009 1028 1017 1007 1025 1014 1004 1023 1011 1029 1018 1008 1026 1016 1005 "
    "1024 1012 1001 1020 1009",
}
_FIRST_MONTH_LONG = "010010010011111001001"
_LAST_MONTH_LONG = "101111101100000100111"
"""Whether 正月, and the 腊月 before it, has 30 days instead of 29."""

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
        return _days(solar_term(year, name))
    if name in _LUNAR and name != "春节":
        return _days(_lunar(year, name))
    return _around_new_year(year, name)


def _around_new_year(year: int, name: str) -> Period | None:
    first = _lunar(year, "春节")
    if first is None:
        return None
    if name in ("春节", "过年"):
        return _days(first - _DAY, 8)
    if name in ("除夕", "年三十"):
        return _days(first - _DAY)
    if name == "正月":
        return _days(first, 29 + int(_FIRST_MONTH_LONG[year - FIRST_YEAR]))
    if name == "腊月":
        days = 29 + int(_LAST_MONTH_LONG[year - FIRST_YEAR])
        return _days(first - days * _DAY, days)
    later = _DAYS_OF_NEW_YEAR[name[-1]] if name.startswith("年初") else 14
    return _days(first + later * _DAY)


def _days(first: date | None, days: int = 1) -> Period | None:
    return Period(first, first + days * _DAY) if first else None


def _lunar(year: int, name: str) -> date | None:
    days = _LUNAR[name].split()
    place = year - FIRST_YEAR
    if not 0 <= place < len(days):
        return None
    return date(year, int(days[place][:2]), int(days[place][2:]))
