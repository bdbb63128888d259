"""Festivals that people name instead of dates."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.period import Period

_FIXED = {"元旦": (1, 1, 1), "五一": (5, 1, 5), "劳动节": (5, 1, 5), "十一": (10, 1, 7)}
_FIXED |= {"国庆节": (10, 1, 7), "国庆": (10, 1, 7)}
"""Name -> month, first day, days."""

# First day of the lunar year, and the days of the other moving festivals, as the State Council
# publishes them each autumn; the lunar calendar itself fixes them for years ahead.
_SPRING = {
    2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26),
    2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
_MOVING = {
    "清明": {2023: (4, 5), 2024: (4, 4), 2025: (4, 4), 2026: (4, 5), 2027: (4, 5), 2028: (4, 4),
           2029: (4, 4), 2030: (4, 5)},
    "端午": {2023: (6, 22), 2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9),
           2028: (5, 28), 2029: (6, 16), 2030: (6, 5)},
    "中秋": {2023: (9, 29), 2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15),
           2028: (10, 3), 2029: (9, 22), 2030: (9, 12)},
}  # fmt: skip
NAMES = ("春节", "过年", "国庆节", "劳动节", *(n for n in _FIXED if len(n) == 2), *_MOVING)
"""Names understood by `festival_in`, longer ones first."""


def festival_in(year: int, name: str) -> Period | None:
    """The days of a festival in a year, or None where our table does not reach.

    Spring Festival runs from New Year's Eve through the seventh day; Labour Day five days,
    National Day seven; the others are the day itself.
    """
    if name in _FIXED:
        month, day, days = _FIXED[name]
        return Period(date(year, month, day), date(year, month, day) + timedelta(days=days))
    if name in ("春节", "过年"):
        found, lead, days = _SPRING.get(year), 1, 8
    else:
        found, lead, days = _MOVING[name].get(year), 0, 1
    if found is None:
        return None
    start = date(year, *found) - timedelta(days=lead)
    return Period(start, start + timedelta(days=days))
