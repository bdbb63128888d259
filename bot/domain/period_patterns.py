"""The grammar behind `period_words`: one pattern and one reading per kind of expression."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.chinese_number import PATTERN as N
from bot.domain.chinese_number import small_number
from bot.domain.festival import NAMES, festival_in
from bot.domain.period import Period, add_months
from bot.domain.unable import PeriodUnclear

_DAY = timedelta(days=1)
_MONTH = r"(?P<month>(?<![\d.])(?:1[0-2]|0?[1-9])(?=月)|十[一二]?|[一二三四五六七八九元])月(?:份)?"
_YEAR = (
    r"(?:(?P<year>大前年|前年|去年|上年|旧年|今年|本年|明年"
    r"|20\d\d年|(?<!\d)\d\d年|二[零〇][零〇一二三四五六七八九]{2}年)的?)"
)
_DATE = (
    r"(?:的?(?:(?P<third>上旬|中旬|下旬|月?初|月?中(?!秋)|月?底|月?末)|(?P<day>" + N + r")[日号]))?"
)
_YEARS_AGO = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "旧年": -1, "明年": 1}
_THIRDS = {"上": 1, "初": 1, "中": 11, "下": 21, "底": 21, "末": 21}
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}
_WEEKDAYS = {char: place for place, char in enumerate("一二三四五六日")} | {"天": 6}
_DAYS_AGO = {
    "大前天": 3, "前天": 2, "前日": 2, "前晚": 2, "昨天": 1, "昨日": 1, "昨儿": 1, "昨晚": 1,
    "琴日": 1, "今天": 0, "今日": 0, "今儿": 0, "明天": -1, "明日": -1, "后天": -2,
}  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """What an expression may lean on."""

    today: date
    anchor: Period | None = None
    """The period last spoken of in the conversation."""
    since: Period | None = None
    """The left side of 「A到B」 while B is read."""
    beside: Period | None = None
    """The period named just before, as in 「8月和9月」."""


def _year(text: str | None, frame: Frame) -> int | None:
    if text is None:
        return None
    if text in _YEARS_AGO or text in ("今年", "本年"):
        return frame.today.year + _YEARS_AGO.get(text, 0)
    digits = text[:-1].translate(str.maketrans("零〇一二三四五六七八九", "00123456789"))
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _one_day(day: date | None) -> Period | None:
    return Period(day, day + _DAY) if day else None


def _within(month: Period, match: re.Match[str]) -> Period | None:
    """The whole month, or the day or third of it that the match goes on to name."""
    if third := match["third"]:
        first = _THIRDS[third.strip("月旬")]
        start = month.start.replace(day=first)
        return Period(start, month.end if first == 21 else start + 10 * _DAY)
    if match["day"]:
        day = _date(month.start.year, month.start.month, small_number(match["day"]))
        return _one_day(day) if day else _no_such_day(match, month)
    return month


def _no_such_day(match: re.Match[str], month: Period) -> Period:
    raise PeriodUnclear(heard=match.group(), choices=(month,))


def _iso(match: re.Match[str], frame: Frame) -> Period | None:
    month = Period.month(int(match["y"]), int(match["m"]))
    start = _date(month.start.year, month.start.month, int(match["d"] or 1))
    if start is None:
        return _no_such_day(match, month)
    if match["y2"]:
        end = _date(int(match["y2"]), int(match["m2"]), int(match["d2"]))
        return Period(start, end) if end and end > start else None
    return _one_day(start) if match["d"] else month


def _same_time_last_year(match: re.Match[str], frame: Frame) -> Period:
    to_date = Period(frame.today.replace(day=1), frame.today + _DAY)
    if match.group().endswith("月"):
        return Period.month_of(frame.today).shifted_months(-12)
    return (frame.beside or frame.anchor or to_date).shifted_months(-12)


def _step(match: re.Match[str], frame: Frame) -> Period | None:
    """前一个月, 再上个月: one step from the period spoken of."""
    if frame.anchor is None:
        return None
    sign = 1 if match["way"] in ("后", "再下", "再往后") else -1
    if match["unit"] in ("天", "日"):
        return _one_day(frame.anchor.start + sign * _DAY)
    if match["unit"] in ("周", "星期", "礼拜"):
        monday = frame.anchor.start - frame.anchor.start.weekday() * _DAY + sign * 7 * _DAY
        return Period(monday, monday + 7 * _DAY)
    return Period.month_of(add_months(frame.anchor.start, sign))


def _month(match: re.Match[str], frame: Frame) -> Period | None:
    number = 1 if match["month"] == "元" else small_number(match["month"])
    year = _year(match["year"], frame)
    if year is None:
        year = frame.today.year
        before = frame.since or frame.beside
        if before:
            year = before.start.year + (number < before.start.month)
        elif (number, _day_or_first(match)) > (frame.today.month, frame.today.day):
            year -= 1
    return _within(Period.month(year, number), match)


def _day_or_first(match: re.Match[str]) -> int:
    return small_number(match["day"]) if match["day"] else 1


def _month_span(match: re.Match[str], frame: Frame) -> Period | None:
    """3到5月."""
    first, last = small_number(match["first"]), small_number(match["last"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    year = _year(match["year"], frame)
    if year is None:
        year = frame.today.year - (first > frame.today.month)
        if (year + (last < first), last) > (frame.today.year, frame.today.month):
            year -= 1
    return Period(date(year, first, 1), Period.month(year + (last < first), last).end)


def _relative_month(match: re.Match[str], frame: Frame) -> Period | None:
    word = match["which"]
    ago = word.count("上") if "上" in word else -1 if "下" in word else 0
    return _within(Period.month_of(add_months(frame.today.replace(day=1), -ago)), match)


def _part_of_year(match: re.Match[str], frame: Frame) -> Period:
    if match["half"]:
        first, months = (1 if match["half"] == "上" else 7), 6
    else:
        first, months = small_number(match["quarter"] or match["q"]) * 3 - 2, 3
    year = _year(match["year"], frame)
    if year is None:
        year = frame.today.year - (first > frame.today.month)
    return Period(date(year, first, 1), add_months(date(year, first, 1), months))


def _season(match: re.Match[str], frame: Frame) -> Period:
    first = _SEASONS[match["season"]]
    year = _year(match["year"], frame)
    if year is not None and first == 12:
        starts = [date(year - 1, 12, 1), date(year, 12, 1)]
        choices = tuple(Period(s, add_months(s, 3)) for s in starts if s <= frame.today)
        if len(choices) != 1:
            raise PeriodUnclear(heard=match.group(), choices=choices)
        return choices[0]
    if year is None:
        year = frame.today.year - (first > frame.today.month)
    return Period(date(year, first, 1), add_months(date(year, first, 1), 3))


def _relative_quarter(match: re.Match[str], frame: Frame) -> Period:
    start = date(frame.today.year, (frame.today.month - 1) // 3 * 3 + 1, 1)
    start = add_months(start, -3 if "上" in match.group() else 0)
    return Period(start, add_months(start, 3))


def _festival(match: re.Match[str], frame: Frame) -> Period | None:
    year = _year(match["year"], frame)
    if year is not None:
        return festival_in(year, match["festival"])
    this, last = (festival_in(frame.today.year - ago, match["festival"]) for ago in (0, 1))
    return this if this and this.start <= frame.today else last


def _whole_year(match: re.Match[str], frame: Frame) -> Period:
    year = _year(match["year"], frame) or frame.today.year
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def _week(match: re.Match[str], frame: Frame) -> Period | None:
    monday = frame.today - frame.today.weekday() * _DAY
    which = match["which"]
    if which is None and frame.since:
        monday = frame.since.start - frame.since.start.weekday() * _DAY
    elif which is None and match["weekday"]:
        if _WEEKDAYS.get(match["weekday"], 5) > frame.today.weekday():
            monday -= 7 * _DAY
    elif which is None:
        return None
    else:
        monday += (7 if "下" in which else -7 * which.count("上")) * _DAY
    if match["weekday"] == "末":
        return Period(monday + 5 * _DAY, monday + 7 * _DAY)
    if match["weekday"]:
        return _one_day(monday + _WEEKDAYS[match["weekday"]] * _DAY)
    return Period(monday, monday + 7 * _DAY)


def _day(match: re.Match[str], frame: Frame) -> Period | None:
    return _one_day(frame.today - _DAYS_AGO[match.group()] * _DAY)


def _recent(match: re.Match[str], frame: Frame) -> Period | None:
    """最近三个月: whole months (days, weeks) that are over."""
    count = 1 if match["half"] else small_number(match["count"] or "一")
    unit = match["unit"]
    if count < 1 or count > 400:
        return None
    if unit in ("天", "日"):
        return Period(frame.today - count * _DAY, frame.today)
    if unit in ("周", "星期", "礼拜") or (unit == "月" and match["half"]):
        days = 15 if match["half"] else 7 * count
        return Period(frame.today - days * _DAY, frame.today)
    months = {"月": 1, "季度": 3, "年": 6 if match["half"] else 12}[unit] * count
    end = frame.today.replace(day=1)
    return Period(add_months(end, -months), end)


def _bare_day(match: re.Match[str], frame: Frame) -> Period | None:
    number = small_number(match["day"])
    if frame.since or frame.beside:
        month = (frame.since or frame.beside or Period.month_of(frame.today)).start
        if frame.since and number < month.day:
            month = add_months(month.replace(day=1), 1)
    else:
        month = frame.today.replace(day=1)
        if number > frame.today.day:
            month = add_months(month, -1)
    return _one_day(_date(month.year, month.month, number))


def _day_span(match: re.Match[str], frame: Frame) -> Period | None:
    """1到15号."""
    first, last = small_number(match["first"]), small_number(match["last"])
    month = frame.today.replace(day=1)
    if first > frame.today.day:
        month = add_months(month, -1)
    start, end = _date(month.year, month.month, first), _date(month.year, month.month, last)
    return Period(start, end + _DAY) if start and end and start <= end else None


_ISO = r"(?<!\d)(?P<y>20\d\d)[-/.年](?P<m>1[0-2]|0?[1-9])"
_ISO += r"(?:[-/.月](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)[日号]?)?"
_ISO += r"(?:/(?P<y2>20\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d))?(?!\d|月)(?:月份?)?"
_WHICH_WEEK = (
    r"(?P<which>上+一?|这一?|本|下+|今)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?"
)
_RECENT = r"(?:最近|近|过去|前|这)(?:的|这)?(?:(?P<half>半)|(?P<count>" + N + r"))?(?:个)?"
_RECENT += r"(?P<unit>月|天|日|周|星期|礼拜|季度|年)(?!\d|[一二三四五六日天末](?!到))"
_SPAN = r"(?<![\d.月日号])(?P<first>" + N + r")(?:到|至|-|~|—)(?P<last>" + N + r")"
_SAME_TIME = r"(?:去年|上年)的?(?:同期|同月|同一时期|这个?时候|这时|这会儿?|这个月|本月)|同期"
_STEP = (
    r"(?P<way>(?:前|后)(?=一|1)|再上|再往前|再往后|再前|再下)(?:一|1)?个?"
    r"(?P<unit>月|天|周|星期|礼拜)(?!底|初)"
)
_PART = r"(?:(?P<half>上|下)半年|第?(?P<quarter>[一二三四1-4])季度|[qQ](?P<q>[1-4]))"
_FESTIVAL = r"(?P<festival>" + "|".join(NAMES) + r")(?![月号日点度个年])(?:节|期间|假期|长假)*"
_RELATIVE_MONTH = r"(?P<which>上+一?|这一?|本|当|今|下+一?)[个各]?月(?:份)?"

Reading = Callable[[re.Match[str], Frame], "Period | None"]
RULES: tuple[tuple[re.Pattern[str], Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (_ISO, _iso),
        (_SAME_TIME, _same_time_last_year),
        (_STEP, _step),
        (_YEAR + "?" + _SPAN + r"月(?:份)?", _month_span),
        (_YEAR + "?" + _PART, _part_of_year),
        (_YEAR + "?" + r"(?P<season>[春夏秋冬])[天季]", _season),
        (_YEAR + "?" + _FESTIVAL, _festival),
        (_YEAR + "?" + _MONTH + _DATE, _month),
        (_RELATIVE_MONTH + _DATE, _relative_month),
        (r"(?:上一?|这一?|本)个?季度", _relative_quarter),
        (_YEAR + r"(?:全年|整年|一年|一整年)?", _whole_year),
        (_WHICH_WEEK, _week),
        ("|".join(_DAYS_AGO), _day),
        (_RECENT, _recent),
        (_SPAN + r"[日号]", _day_span),
        (r"(?<![\d.第])(?P<day>" + N + r")[日号](?!楼|线|表|院|店|门)", _bare_day),
    )
)
"""Tried in this order at each place of a text; the first that matches is read."""
