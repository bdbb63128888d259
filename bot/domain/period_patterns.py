"""The grammar behind `period_words`: one pattern and one reading per kind of expression."""

from __future__ import annotations

import re
from datetime import date

from bot.domain.period import Period, add_months
from bot.domain.period_days import DAYS
from bot.domain.period_feasts import FEASTS
from bot.domain.period_frame import DAY, YEAR, Frame, Reading, Rules, one_day, year_of
from bot.domain.period_months import FIGURES, MONTHS, PLAIN_MONTHS
from bot.domain.unable import PeriodUnclear

_SAME_TIME = (
    r"(?:(?P<same>去年|上年|前年|上个?月)的?(?:(?P<month>同月|这个月|本月)"
    r"|同期|同一时期|同一?个?时间|这个?时候|这时|这会儿?)|同期)"
)
_STEP = (
    r"(?P<way>(?:前|后)(?=一|1)|再上|再往前|再往后|再前|再下)(?:一|1)?个?"
    r"(?P<unit>月|天|周|星期|礼拜)(?!底|初)"
)
_BACK = {"前年": 24, "上月": 1, "上个月": 1}


def _same_time(match: re.Match[str], frame: Frame) -> Period:
    """去年同期: a year before what is spoken of, else before this month so far."""
    ago = _BACK.get(match["same"], 12)
    if match["month"]:
        return Period.month_of(frame.today).shifted_months(-ago)
    to_date = Period(frame.today.replace(day=1), frame.today + DAY)
    return (frame.beside or frame.anchor or to_date).shifted_months(-ago)


def _today_back_then(match: re.Match[str], frame: Frame) -> Period | None:
    """去年今天, 上个月的今天."""
    months = {"去年": 12, "上年": 12, "前年": 24}.get(match["then"], 1)
    return one_day(add_months(frame.today, -months))


def leans(match: re.Match[str], frame: Frame) -> bool:
    """Whether a match is a 去年同期 with nothing to count it from."""
    words = match.groupdict()
    counted = frame.anchor or frame.beside
    return "same" in words and not words["month"] and counted is None


def _step(match: re.Match[str], frame: Frame) -> Period | None:
    """前一个月, 再上个月: one step from the period spoken of."""
    if frame.anchor is None:
        return None
    sign = 1 if match["way"] in ("后", "再下", "再往后") else -1
    if match["unit"] in ("天", "日"):
        return one_day(frame.anchor.start + sign * DAY)
    if match["unit"] in ("周", "星期", "礼拜"):
        monday = frame.anchor.start - frame.anchor.start.weekday() * DAY + sign * 7 * DAY
        return Period(monday, monday + 7 * DAY)
    return Period.month_of(add_months(frame.anchor.start, sign))


def _vague_in_year(match: re.Match[str], frame: Frame) -> Period | None:
    """去年那几天: the year is known and no more."""
    year = year_of(match["year"], frame) or frame.today.year
    whole = Period(date(year, 1, 1), date(year + 1, 1, 1))
    raise PeriodUnclear(heard=match.group(), choices=(whole,))


_LEANING: Rules = (
    (_SAME_TIME, _same_time),
    (_STEP, _step),
    (r"(?P<then>去年|上年|前年|上个?月)的?(?:今天|今日|同一天|这一天)", _today_back_then),
    (rf"{YEAR}(?:那|这)(?:几天|一?阵子?|段时间|段日子|几个月|些天)", _vague_in_year),
)
RULES: tuple[tuple[re.Pattern[str], Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        *FIGURES,
        *_LEANING,
        *MONTHS,
        *FEASTS,
        *PLAIN_MONTHS,
        *DAYS,
    )
)
"""Tried in this order at each place of a text; the first that matches is read."""
