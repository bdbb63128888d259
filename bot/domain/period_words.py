"""Periods in people's words: 上个月, 去年12月到今年2月, 上周三, 春节, 最近三个月.

Bills and readings lie in the past, so a word without a year means its latest occurrence that has
begun. A period that is still running is returned whole; 到现在 cuts it after today.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.period import Period, add_months
from bot.domain.period_patterns import RULES, Frame
from bot.domain.unable import PeriodUnclear

_DAY = timedelta(days=1)
_JOIN = re.compile(r"(?:的|份|起|开始)?(?:一直)?(?:到|至|~|-|—|–)(?:了)?")
_LIST = re.compile(r"(?:份)?(?:和|跟|与|、|及|还有|,|，)?")
_TO_NOW = re.compile(
    r"(?:份|的)?(?:(?:开始)?(?:一直)?(?:到|至|截至|截止到?)(?:现在|今天|今日|目前|此刻)(?:为止)?|至今|以来|迄今)"
)
_NOT = re.compile(r"(?:不是|不要|不看|不查|不用|不问|别看|别查)(?:说|查|看|问)?$")
_VAGUE = re.compile(
    r"前几天|前几个月|前阵子|前一阵|前段时间|前些日子|那几天|那阵子|那段时间|这几天|这阵子|这段时间|年初|年底|年末"
)


@dataclass(frozen=True)
class _Moment:
    """One period found in a text."""

    start: int
    end: int
    """Place in the text."""
    period: Period
    dated: bool
    """Whether the words fix the year by themselves."""


def parse_period(text: str, *, today: date, anchor: Period | None = None) -> Period | None:
    """The period a text speaks of; None when it speaks of none.

    Args:
        text: a sentence or just the words of the period; ISO forms (2026-10, 2026-10-08,
            2026-10-01/2026-11-01) are read too.
        today: the local day of the conversation.
        anchor: the period last spoken of, which 去年同期 and 前一个月 refer to.

    Raises:
        PeriodUnclear: several readings are equally good; its facts hold them as `choices`.
    """
    periods = parse_periods(text, today=today, anchor=anchor)
    if not periods:
        return None
    first, last = min(periods), max(periods)
    touching = sum(period.days for period in periods) == (last.end - first.start).days
    if len(periods) > 1 and not touching:
        raise PeriodUnclear(heard=text, choices=periods)
    return Period(first.start, last.end)


def parse_periods(text: str, *, today: date, anchor: Period | None = None) -> tuple[Period, ...]:
    """Every period a text names, in order: 这个月跟去年同期比 has two. 不是上个月 is left out.

    Raises:
        PeriodUnclear: a word such as 前阵子 or 去年冬天 fits several periods.
    """
    text = _narrow(text)
    moments = _moments(text, today=today, anchor=anchor)
    meant = [moment for moment in moments if not _NOT.search(text[: moment.start])]
    if not meant and (vague := _VAGUE.search(text)):
        raise PeriodUnclear(heard=vague.group(), choices=_recent(today))
    return tuple(dict.fromkeys(moment.period for moment in meant or moments))


def without_periods(text: str, *, today: date, anchor: Period | None = None) -> str:
    """The text with the words of its periods cut out: 「那上个月呢」 -> 「那呢」."""
    text = _narrow(text)
    try:
        moments = _moments(text, today=today, anchor=anchor)
    except PeriodUnclear:
        return _VAGUE.sub("", text)
    for moment in reversed(moments):
        text = text[: moment.start] + text[moment.end :]
    return text


def _narrow(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _moments(text: str, *, today: date, anchor: Period | None) -> list[_Moment]:
    found: list[_Moment] = []
    place = 0
    while place < len(text):
        joined = bool(found) and _JOIN.fullmatch(text[found[-1].end : place]) is not None
        frame = Frame(
            today=today,
            anchor=anchor,
            since=found[-1].period if joined else None,
            beside=found[-1].period if found and _beside(text, found[-1], place) else None,
        )
        moment = _moment_at(text, place, frame)
        if moment is None:
            place += 1
            continue
        found[-1 if joined else len(found) :] = [
            _joined(found[-1], moment, today) if joined else moment
        ]
        found[-1] = _to_now(text, found[-1], today)
        place = found[-1].end
    return found


def _beside(text: str, previous: _Moment, place: int) -> bool:
    return _LIST.fullmatch(text[previous.end : place]) is not None


def _moment_at(text: str, place: int, frame: Frame) -> _Moment | None:
    for pattern, read in RULES:
        match = pattern.match(text, place)
        if match is None:
            continue
        period = read(match, frame)
        if period is not None:
            dated = match.groupdict().get("year") is not None or "月" not in match.group()
            return _Moment(place, match.end(), period, dated)
    return None


def _joined(first: _Moment, last: _Moment, today: date) -> _Moment:
    """`first` 到 `last`; a range without years that would end in the future is a year earlier."""
    if last.period.end <= first.period.start:
        first, last = last, first
    period = Period(first.period.start, max(first.period.end, last.period.end))
    if not (first.dated or last.dated) and last.period.start > today:
        period = period.shifted_months(-12)
    ends = (min(first.start, last.start), max(first.end, last.end))
    return _Moment(*ends, period, first.dated or last.dated)


def _to_now(text: str, moment: _Moment, today: date) -> _Moment:
    match = _TO_NOW.match(text, moment.end)
    if match is None or moment.period.start > today:
        return moment
    return _Moment(moment.start, match.end(), Period(moment.period.start, today + _DAY), True)


def _recent(today: date) -> tuple[Period, ...]:
    month = Period.month_of(today)
    return (
        Period(today - 7 * _DAY, today),
        Period(today - 30 * _DAY, today),
        Period(add_months(month.start, -3), month.start),
    )
