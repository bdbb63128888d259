"""Periods named by months, quarters, halves and years, and by figures."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from bot.domain.chinese_number import PATTERN as N
from bot.domain.chinese_number import small_number
from bot.domain.period import Period, add_months
from bot.domain.period_frame import (
    DATE,
    DAY,
    YEAR,
    Frame,
    Rules,
    date_or_none,
    day_number,
    no_such_day,
    number_or_none,
    one_day,
    within,
    year_of,
)
from bot.domain.unable import PeriodUnclear

_TO = r"(?:直?到|至|[~\-—–])"
MONTH = (
    r"(?P<month>(?<![\d.])(?:1[0-2]|0?[1-9])(?=月)|(?<![二三四五六七八九十])十[一二]?"
    r"|(?<!十)[一二三四五六七八九元])月(?:份)?"
)
_RELATIVE = (
    r"(?:(?P<which>大上|(?<!以)上+一?|这一?|本|当|今|迭|(?<!一)下+一?|头(?=个)|格(?=[个只]号头))"
    r"(?:个?月(?:份)?|[个只]?号头))"
)
_ISO = (
    r"(?<!\d)(?P<y>20\d\d)[-/.年](?P<m>1[0-2]|0?[1-9])"
    r"(?:[-/.月](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)[日号]?)?"
    r"(?:/(?P<y2>20\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d))?(?!\d|月)(?:月份?)?"
)
_COMPACT = r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])?(?!\d)"
_FIGURE = r"(?<![\d./])(?P<{0}m>1[0-2]|0?[1-9])[./-](?P<{0}d>3[01]|[12]\d|0?[1-9])(?!\d)[日号]?"
_NO_UNIT = r"(?![\d.度块元毛千万%kK平米匹])"
_ONE = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_PAIR = (
    r"(?<![\d.一二三四五六七八九十百千])"
    rf"(?P<list>十一二|[一二三四五六七八九]{{2,4}}|{_ONE}(?:[、,和跟]{_ONE}){{1,3}})"
    r"(?:这?[两二三四]个)?月(?:份)?"
)
_SPAN = rf"(?<![\d.月日号点])(?P<first>{N}){_TO}(?P<last>{N})"


def _iso(match: re.Match[str], frame: Frame) -> Period | None:
    month = Period.month(int(match["y"]), int(match["m"]))
    start = date_or_none(month.start.year, month.start.month, int(match["d"] or 1))
    if start is None:
        return no_such_day(match, month)
    if match.groupdict().get("y2"):
        end = date_or_none(int(match["y2"]), int(match["m2"]), int(match["d2"]))
        return Period(start, end) if end and end > start else None
    return one_day(start) if match["d"] else month


def _figures(match: re.Match[str], frame: Frame) -> Period | None:
    """7.1-7.15: the latest that has begun."""
    first, last = (int(match["am"]), int(match["ad"])), (int(match["bm"]), int(match["bd"]))
    year = frame.today.year - (first > (frame.today.month, frame.today.day))
    start = date_or_none(year, *first)
    end = date_or_none(year + (last < first), *last)
    if start is None or end is None:
        return no_such_day(match, Period.month(year, first[0]))
    return Period(start, end + DAY)


def _figure(match: re.Match[str], frame: Frame) -> Period | None:
    """7.15号, or the right end of 2024-05-01到05-31."""
    if not frame.since and ("-" in match.group() or match.group()[-1] not in "日号"):
        return None
    found = (int(match["am"]), int(match["ad"]))
    if frame.since:
        start = frame.since.start
        year = start.year + (found < (start.month, start.day))
    else:
        year = frame.today.year - (found > (frame.today.month, frame.today.day))
    return one_day(date_or_none(year, *found))


def _year_of_month(match: re.Match[str], number: int, day: int, frame: Frame) -> int:
    """The year named, else that of what was named just before, else the latest that has begun."""
    year = year_of(match["year"], frame)
    if year is not None:
        return year
    if before := frame.named_before:
        return before.start.year + (number < before.start.month)
    return frame.today.year - ((number, day) > (frame.today.month, frame.today.day))


def _month(match: re.Match[str], frame: Frame) -> Period | None:
    number = 1 if match["month"] == "元" else small_number(match["month"])
    year = _year_of_month(match, number, day_number(match) or 1, frame)
    return within(Period.month(year, number), match)


def _days_of_month(match: re.Match[str], frame: Frame) -> Period | None:
    """9月1到8号, 上个月5到8号."""
    first, last = number_or_none(match["first"]), number_or_none(match["last"])
    if first is None or last is None:
        return None
    if match["month"]:
        number = 1 if match["month"] == "元" else small_number(match["month"])
        month = Period.month(_year_of_month(match, number, first, frame), number)
    else:
        month = _month_on(match["which"], frame)
    start = date_or_none(month.start.year, month.start.month, first)
    end = date_or_none(month.start.year, month.start.month, last)
    return Period(start, end + DAY) if start and end and start <= end else None


def _months(match: re.Match[str], frame: Frame) -> Period | None:
    """3到5月; without a year the latest that is over or running."""
    first, last = number_or_none(match["first"]), number_or_none(match["last"])
    if not first or not last or first > 12 or last > 12:
        return None
    return _span_of_months(year_of(match["year"], frame), first, last, frame)


def _span_of_months(year: int | None, first: int, last: int, frame: Frame) -> Period:
    if year is None:
        year = frame.today.year - (first > frame.today.month)
        if (year + (last < first), last) > (frame.today.year, frame.today.month):
            year -= 1
    return Period(date(year, first, 1), Period.month(year + (last < first), last).end)


def _list_of_months(match: re.Match[str], frame: Frame) -> Period | None:
    """三四月份, 7、8月: neighbouring months are one period; others are asked about."""
    words = match["list"].replace("十一二", "11,12")
    parted = re.split("[、,和跟]", words)
    numbers = [number_or_none(n) for n in (parted if len(parted) > 1 else words)]
    known = [n for n in numbers if n and n <= 12]
    if len(known) != len(numbers):
        return None
    year = year_of(match["year"], frame)
    if all((b - a) % 12 == 1 for a, b in pairwise(known)):
        return _span_of_months(year, known[0], known[-1], frame)
    if len(parted) == 1:
        return None
    months = (_span_of_months(year, n, n, frame) for n in known)
    raise PeriodUnclear(heard=match.group(), choices=tuple(months))


def _month_on(word: str, frame: Frame) -> Period:
    """上个月, 下下个月: the month so many from this one."""
    ago = 2 if word == "大上" else 1 if word == "头" else word.count("上") - word.count("下")
    return Period.month_of(add_months(frame.today.replace(day=1), -ago))


def _relative_month(match: re.Match[str], frame: Frame) -> Period | None:
    return within(_month_on(match["which"], frame), match)


def _part_of_year(match: re.Match[str], frame: Frame) -> Period:
    if match["half"]:
        first, months = (1 if match["half"] in "上前头" else 7), 6
    else:
        first, months = small_number(match["quarter"] or match["q"]) * 3 - 2, 3
    year = year_of(match["year"], frame)
    if year is None:
        before = frame.named_before
        year = before.start.year if before else frame.today.year
        year -= before is None and first > frame.today.month
    return Period(date(year, first, 1), add_months(date(year, first, 1), months))


def _first_quarters(match: re.Match[str], frame: Frame) -> Period | None:
    """前三季度: of the year named, else of the latest year in which they are over or running."""
    count = number_or_none(match["count"])
    if not count or count > 4:
        return None
    year = year_of(match["year"], frame)
    if year is None:
        year = frame.today.year - (count * 3 - 2 > frame.today.month)
    return Period(date(year, 1, 1), add_months(date(year, 1, 1), 3 * count))


def _months_of_year(match: re.Match[str], frame: Frame) -> Period | None:
    """今年前三个月, 去年最后两个月."""
    count, year = number_or_none(match["count"]), year_of(match["year"], frame)
    if not count or count > 12 or year is None:
        return None
    whole = Period(date(year, 1, 1), date(year + 1, 1, 1))
    if match["side"] in ("前", "头"):
        return Period(whole.start, add_months(whole.start, count))
    return Period(add_months(whole.end, -count), whole.end)


def _edge_of_year(match: re.Match[str], frame: Frame) -> Period | None:
    """年初到现在 begins on 1 January; how long 年初 or 年底 by itself lasts nobody can tell."""
    year = year_of(match["year"], frame)
    on = match["on"] is not None
    if year is None and not on and not frame.since:
        return None
    if year is None and frame.since:
        year = frame.since.start.year
    if match["edge"] == "初":
        first = Period.month(frame.today.year if year is None else year, 1)
        if on or frame.since:
            return first
        choices = (first, Period(first.start, add_months(first.start, 3)))
    else:
        if year is None:
            year = frame.today.year - (frame.today.month < 12)
        last = Period.month(year, 12)
        if frame.since:
            return last
        choices = (last, Period(add_months(last.start, -2), last.end))
    raise PeriodUnclear(heard=match.group(), choices=choices)


def _relative_quarter(match: re.Match[str], frame: Frame) -> Period:
    start = date(frame.today.year, (frame.today.month - 1) // 3 * 3 + 1, 1)
    start = add_months(start, 3 * (match["which"].count("下") - match["which"].count("上")))
    return Period(start, add_months(start, 3))


def _whole_year(match: re.Match[str], frame: Frame) -> Period | None:
    """去年, 2024年; 18年 by itself is as often a duration."""
    text = match["year"]
    if re.fullmatch(r"\d\d年", text) and not match["whole"] and not frame.since:
        before, after = match.string[: match.start()], match.string[match.end() :]
        lasts = re.search(r"[了有满近过快好住用]$", before)
        if lasts or not re.match(r"$|[的电用全,到至~-]", after):
            return None
    year = year_of(text, frame) or frame.today.year
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def _named_year(match: re.Match[str], frame: Frame) -> Period | None:
    """上年度, 本年度, 上一年."""
    year = frame.today.year - match["which"].count("上") + match["which"].count("下")
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def _two_readings(match: re.Match[str], frame: Frame) -> Period | None:
    """前个月 is last month to some and the month before it to others."""
    this = Period.month_of(frame.today)
    choices = (this.shifted_months(-1), this.shifted_months(-2))
    raise PeriodUnclear(heard=match.group(), choices=choices)


def _first_half(match: re.Match[str], frame: Frame) -> Period | None:
    """前半年 is the first half of the year or the six months gone by."""
    year, end = frame.today.year, frame.today.replace(day=1)
    halves = Period(date(year, 1, 1), date(year, 7, 1))
    raise PeriodUnclear(heard=match.group(), choices=(halves, Period(add_months(end, -6), end)))


_PART = (
    r"(?:(?P<half>上|下|(?:(?<=年)|(?<=年的))[前后头])半年"
    r"|第?(?P<quarter>[一二三四1-4])季度?(?!节)|[qQ](?P<q>[1-4])(?!\d))"
)
_QUARTER = r"(?P<which>上+一?|这一?|本|(?<!一)下+一?)个?季度?(?!节)"
_DAYS = rf"的?(?P<first>{N})[日号]?{_TO}(?P<last>{N})[日号]"
_ANY_MONTH = rf"(?:{YEAR}?{MONTH}|{_RELATIVE})"
FIGURES: Rules = (
    (_ISO, _iso),
    (_COMPACT, _iso),
    (_FIGURE.format("a") + _TO + _FIGURE.format("b") + _NO_UNIT, _figures),
    (_FIGURE.format("a") + _NO_UNIT, _figure),
)
MONTHS: Rules = (
    (rf"{YEAR}?{_SPAN}月(?:份)?", _months),
    (rf"{YEAR}?{_PAIR}", _list_of_months),
    (rf"{YEAR}(?P<side>前|头|后|最后)(?P<count>{N})个月", _months_of_year),
    (rf"{YEAR}?(?:前|头)(?P<count>[一二两三四2-4])个?季度", _first_quarters),
    (rf"{YEAR}?{_PART}", _part_of_year),
    (r"前半年", _first_half),
    (
        rf"(?:{YEAR}年?|(?<![\d去今明前后一二三四五六七八九十])年)"
        r"(?P<edge>[初底末](?![一二三四五六七八九]))(?P<on>(?:开始)?(?=以来|一?直?到|至))?",
        _edge_of_year,
    ),
)
PLAIN_MONTHS: Rules = (
    (_ANY_MONTH + _DAYS, _days_of_month),
    (rf"{YEAR}?{MONTH}{DATE}", _month),
    (_RELATIVE + DATE, _relative_month),
    (r"(?<![之以提目])前个?月", _two_readings),
    (_QUARTER, _relative_quarter),
    (r"(?P<which>[上下](?=一年)|[上本这下](?=(?:一?个)?年度))(?:一年|(?:一?个)?年度)", _named_year),
    (YEAR + r"(?P<whole>度|全年|整年|一年|一整年)?", _whole_year),
)
