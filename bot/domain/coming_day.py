"""Days to come in people's words: 明天, 下周三, 12月1号, 下个月5号, 三天后, 月底.

`bot.domain.period_words` reads what bills and readings speak of, which lies behind us; an
application speaks of what lies ahead, so a day without a year is the next such day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from bot.domain.chinese_number import PATTERN, small_number
from bot.domain.period import add_months

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日天"
_NEAR = {
    **{"大后天": 3, "后天": 2, "明天": 1, "明日": 1, "明儿": 1, "今天": 0, "今日": 0},
    **{"现在": 0, "马上": 0, "立刻": 0, "当天": 0},
}
_N = PATTERN
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (
        re.compile(r"(\d{4})(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})(?:日|号)?"),
        lambda match, _: date(int(match[1]), int(match[2]), int(match[3])),
    ),
    (
        re.compile(rf"(?P<year>明年|今年|后年)?({_N})(?:月份?)({_N})(?:日|号)"),
        lambda match, today: _month_day(
            match["year"], small_number(match[2]), small_number(match[3]), today
        ),
    ),
    (
        re.compile(rf"(下下|下|这|本)个?月({_N})(?:日|号)"),
        lambda match, today: _in_month(match[1], small_number(match[2]), today),
    ),
    (
        re.compile(r"(下下|下|这|本)个?月(初|底|末)"),
        lambda match, today: _edge(match[1], match[2], today),
    ),
    (re.compile(r"(?<![年个])月(底|末)"), lambda match, today: _edge("本", match[1], today)),
    (
        re.compile(r"(下下|下|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天])"),
        lambda match, today: _weekday(match[1], match[2], today),
    ),
    (
        re.compile(rf"(?:过)?({_N})(天|周|个星期|个礼拜|个月)(?:之后|以后|后)"),
        lambda match, today: _after(small_number(match[1]), match[2], today),
    ),
    (
        re.compile("|".join(_NEAR)),
        lambda match, today: today + _NEAR[match.group()] * _DAY,
    ),
    (
        re.compile(rf"(?<![\d月])({_N})(?:日|号)(?![楼栋院线])"),
        lambda match, today: _next_day_of_month(small_number(match[1]), today),
    ),
)


def coming_day(text: str, *, today: date) -> date | None:
    """The day a text speaks of, today or later where it names no year; None when there is none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"(?:不是|不要)[^,,。]{1,8}(?=是|要|,|改)", "", plain)
    for pattern, read in _RULES:
        if match := pattern.search(plain):
            try:
                return read(match, today)
            except ValueError:
                return None
    return None


def _month_day(year: str | None, month: int, day: int, today: date) -> date:
    if year:
        return date(today.year + ("今明后".index(year[0])), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _months_on(word: str) -> int:
    return {"下": 1, "下下": 2}.get(word, 0)


def _in_month(word: str, day: int, today: date) -> date:
    return add_months(today.replace(day=1), _months_on(word)).replace(day=day)


def _edge(word: str, edge: str, today: date) -> date:
    first = add_months(today.replace(day=1), _months_on(word))
    return first if edge == "初" else add_months(first, 1) - _DAY


def _weekday(word: str | None, name: str, today: date) -> date:
    weekday = min(_WEEKDAYS.index(name), 6)
    monday = today - today.weekday() * _DAY
    if word in ("下", "下下"):
        return monday + (7 * len(word) + weekday) * _DAY
    day = monday + weekday * _DAY
    return day if day >= today else day + 7 * _DAY


def _after(number: int, unit: str, today: date) -> date:
    if unit == "个月":
        return add_months(today, number)
    return today + number * (1 if unit == "天" else 7) * _DAY


def _next_day_of_month(day: int, today: date) -> date:
    for months in range(13):
        first = add_months(today.replace(day=1), months)
        try:
            found = first.replace(day=day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(f"no month has a day {day}")
