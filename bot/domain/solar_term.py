"""The 24 solar terms (节气) as local days, and the hot and cold spells counted from them."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.period import Period

FIRST_YEAR, LAST_YEAR = 2015, 2035
"""How far the table reaches; `bot.domain.lunar` computes terms for longer, to a few minutes."""

# Name -> month, earliest day, and for each year from FIRST_YEAR how many days later it falls.
# The calendar of GB/T 33661-2017 as the package borax 4.1.3 tabulates it; recomputed from the
# sun's longitude and compared with chinesecalendar (see the test).
_TERMS = {
    "小寒": (1, 5, "110001000100010001000"), "大寒": (1, 20, "000000000000000000000"),
    "立春": (2, 3, "110111011101110111011"), "雨水": (2, 18, "110111011100110011001"),
    "惊蛰": (3, 5, "100010001000100010001"), "春分": (3, 20, "100110001000100010001"),
    "清明": (4, 4, "100110011001100110011"), "谷雨": (4, 19, "101110111011101110111"),
    "立夏": (5, 5, "100010001000100010000"), "小满": (5, 20, "101110111011101110111"),
    "芒种": (6, 5, "100110011000100010001"), "夏至": (6, 21, "100000000000000000000"),
    "小暑": (7, 6, "111110111011101110111"), "大暑": (7, 22, "100110011001100110011"),
    "立秋": (8, 7, "100010001000100010000"), "处暑": (8, 22, "111110111011101110111"),
    "白露": (9, 7, "100110001000100010001"), "秋分": (9, 22, "101110111011101110111"),
    "寒露": (10, 8, "000000000000000000000"), "霜降": (10, 23, "100010001000000000000"),
    "立冬": (11, 7, "100010001000000000000"), "小雪": (11, 22, "000000000000000000000"),
    "大雪": (12, 6, "111111111011101110111"), "冬至": (12, 21, "101110011001100110011"),
}  # fmt: skip
NAMES = tuple(_TERMS)
"""In the order of the year."""

_DAY = timedelta(days=1)
_GENG = 2
"""`date.toordinal() % 10` of the days whose stem is 庚, from which 三伏 is counted."""


def solar_term(year: int, name: str) -> date | None:
    """The local day of a solar term, or None where the table does not reach."""
    month, first, later = _TERMS[name]
    place = year - FIRST_YEAR
    return date(year, month, first + int(later[place])) if 0 <= place < len(later) else None


def dog_days(year: int) -> Period | None:
    """三伏: from the third 庚 day since 夏至 through the tenth day from the first since 立秋."""
    summer, autumn = solar_term(year, "夏至"), solar_term(year, "立秋")
    if summer is None or autumn is None:
        return None
    return Period(_geng_since(summer) + 20 * _DAY, _geng_since(autumn) + 10 * _DAY)


def deep_cold(year: int) -> Period | None:
    """三九: the nineteenth through the twenty-seventh day of the winter that ends in `year`."""
    solstice = solar_term(year - 1, "冬至")
    return Period(solstice + 18 * _DAY, solstice + 27 * _DAY) if solstice else None


def _geng_since(day: date) -> date:
    return day + (_GENG - day.toordinal()) % 10 * _DAY
