"""Periods in people's words: 上个月, 去年12月到今年2月, 上周三, 春节, 最近三个月.

Bills and readings lie in the past, so a word without a year means its latest occurrence that has
begun. A period that is still running is returned whole; 到现在 cuts it after today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.period import Period, add_months
from bot.domain.period_frame import NEXT_YEAR, Frame
from bot.domain.period_patterns import RULES, leans
from bot.domain.period_spelling import spell
from bot.domain.unable import PeriodUnclear

_DAY = timedelta(days=1)
_CLOCK = (
    r"(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?"
    r"(?:[\d一二两三四五六七八九十]{1,3}点(?:钟|半|[\d一二三四五六七八九十]{1,3}分)?)?"
)
_JOIN = re.compile(rf"{_CLOCK}(?:的|份|起|开始)?(?:一?直)?(?:往后)?(?:到|至|[~\-—–]+)(?:了)?")
_LIST = re.compile(r"(?:份)?(?:和|跟|与|、|及|还有|,|，)?")
_NOW = r"(?:现在|今天|今日|今儿个?|今朝|目前|此刻|如今|眼下|当前|这会儿?)"
_TO_NOW = re.compile(
    rf"(?:份|的)?(?:(?:起|开始)?(?:一?直)?(?:截止到?|截至到?|到|至)(?:了)?{_NOW}(?:为止)?"
    r"|(?:起|开始)?至今|以来|迄今)"
)
_NOT = re.compile(r"(?:不是|不要|不看|不查|不用|不问|别看|别查)(?:说|查|看|问)?$")
_SINCE_EVENT = re.compile(r"那[天会](?:儿)?(?:起|开始)?(?:一?直)?(?:到|至)$")
"""从装空调那天到今天: where the left end is no date, the right end is not the period."""
_SINCE = re.compile(r"(?:份)?(?:以后|之后|过后)")
_WHOLE_MONTH_DAYS = 27
_FEW = r"(?:几(?:天|周|年|个月|个?星期|个?礼拜)|些(?:天|日子|年)|一?阵子?|一?段(?:时间|日子))"
_VAGUE = re.compile(
    rf"(?:前|头|那|这|近|最近这?|上)(?:{_FEW})|(?:上|前|那|这)一阵|前不久|最近一(?:段时间|阵子?)"
    r"|前些(?:天|日子|时候)|[好]?几个?(?:天|周|月|年)前|半(?:年|个月)(?:以|之)?前|往年同期"
    r"|(?<![\d一二两三四五六七八九十几半多整全每去今明当])年[前后初底末](?!级)"
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
    leaning: bool = False
    """Whether it was counted from a period that nobody named: 去年同期 out of the blue."""


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
    moments = _meant(spell(text), today=today, anchor=anchor)
    periods = _distinct(moments)
    if not periods:
        return None
    if len(moments) == 1 and moments[0].leaning:
        raise PeriodUnclear(heard=text, choices=_last_year(today))
    first, last = min(periods), max(periods)
    touching = sum(period.days for period in periods) == (last.end - first.start).days
    if len(periods) > 1 and not touching:
        raise PeriodUnclear(heard=text, choices=periods)
    return Period(first.start, last.end)


def parse_periods(text: str, *, today: date, anchor: Period | None = None) -> tuple[Period, ...]:
    """Every period a text names, in order: 这个月跟去年同期比 has two. 不是上个月 is left out.

    去年同期 with nothing named before it counts from this month so far.

    Raises:
        PeriodUnclear: a word such as 前阵子 or 去年冬天 fits several periods.
    """
    return _distinct(_meant(spell(text), today=today, anchor=anchor))


def _distinct(moments: list[_Moment]) -> tuple[Period, ...]:
    return tuple(dict.fromkeys(moment.period for moment in moments))


def _meant(text: str, *, today: date, anchor: Period | None) -> list[_Moment]:
    found = _moments(text, today=today, anchor=anchor)
    moments = [moment for moment in found if not _SINCE_EVENT.search(text[: moment.start])]
    meant = [moment for moment in moments if not _NOT.search(text[: moment.start])]
    if not meant and (vague := _VAGUE.search(text)):
        raise PeriodUnclear(heard=vague.group(), choices=_near(vague.group(), today))
    return meant or moments


def without_periods(text: str, *, today: date, anchor: Period | None = None) -> str:
    """The text with the words of its periods cut out: 「那上个月呢」 -> 「那呢」."""
    text = spell(text)
    try:
        moments = _moments(text, today=today, anchor=anchor)
    except PeriodUnclear:
        return _VAGUE.sub("", text)
    for moment in reversed(moments):
        text = text[: moment.start] + text[moment.end :]
    return text


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
            words = match.groupdict()
            dated = words.get("year") not in (None, *NEXT_YEAR)
            dated = dated or not (words.get("month") or words.get("am"))
            return _Moment(place, match.end(), period, dated, leans(match, frame))
    return None


def _joined(first: _Moment, last: _Moment, today: date) -> _Moment:
    """`first` 到 `last`; a range without years that would end in the future is a year earlier."""
    if last.period.end <= first.period.start:
        first, last = last, first
    period = Period(first.period.start, last.period.end)
    if not (first.dated or last.dated) and last.period.start > today:
        period = period.shifted_months(-12)
    ends = (min(first.start, last.start), max(first.end, last.end))
    return _Moment(*ends, period, first.dated or last.dated)


def _to_now(text: str, moment: _Moment, today: date) -> _Moment:
    """本月到现在 ends today; 8月以后 may count August or not.

    Raises:
        PeriodUnclear: 以后 after a month or longer.
    """
    match = _TO_NOW.match(text, moment.end)
    period = moment.period
    if match is not None and period.start <= today:
        return _Moment(moment.start, match.end(), Period(period.start, today + _DAY), True)
    after = _SINCE.match(text, moment.end)
    if after and period.days > _WHOLE_MONTH_DAYS and period.end <= today:
        heard = text[moment.start : after.end()]
        choices = tuple(Period(day, today + _DAY) for day in (period.start, period.end))
        raise PeriodUnclear(heard=heard, choices=choices)
    return moment


def _last_year(today: date) -> tuple[Period, ...]:
    """What 去年同期 may be: this month so far, this month or the month before, a year ago."""
    month = Period.month_of(today)
    spans = (Period(month.start, today + _DAY), month, month.shifted_months(-1))
    return tuple(dict.fromkeys(span.shifted_months(-12) for span in spans))


def _near(vague: str, today: date) -> tuple[Period, ...]:
    """The periods to offer for a vague word."""
    if vague == "年初":
        return Period.month(today.year, 1), Period(date(today.year, 1, 1), date(today.year, 4, 1))
    if vague in ("年底", "年末"):
        last = Period.month(today.year - (today.month < 12), 12)
        return last, Period(add_months(last.start, -2), last.end)
    return _recent(today)


def _recent(today: date) -> tuple[Period, ...]:
    month = Period.month_of(today)
    return (
        Period(today - 7 * _DAY, today),
        Period(today - 30 * _DAY, today),
        Period(add_months(month.start, -3), month.start),
    )
