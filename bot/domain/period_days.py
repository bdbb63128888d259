"""Periods named by days and weeks, and those that end now."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.domain.chinese_number import PATTERN as N
from bot.domain.chinese_number import small_number
from bot.domain.period import Period, add_months
from bot.domain.period_frame import (
    DAY,
    THIRD,
    Frame,
    Rules,
    date_or_none,
    number_or_none,
    one_day,
    part_of,
)
from bot.domain.unable import PeriodUnclear

_WEEKDAYS = {char: place for place, char in enumerate("一二三四五六日")} | {"天": 6}
_DAYS_AGO = {
    "大前天": 3, "大前日": 3, "大前儿个": 3, "大前儿": 3,
    "前天": 2, "前日": 2, "前晚": 2, "前夜": 2, "前儿个": 2, "前个儿": 2, "前儿": 2,
    "昨天": 1, "昨日": 1, "昨晚": 1, "昨夜": 1, "昨早": 1, "昨儿个": 1, "昨个儿": 1, "昨儿": 1,
    "昨个": 1, "琴日": 1, "寻日": 1,
    "今天": 0, "今日": 0, "今晚": 0, "今早": 0, "今夜": 0, "今儿个": 0, "今个儿": 0, "今儿": 0,
    "今朝": 0,
    "明天": -1, "明日": -1, "明早": -1, "明晚": -1, "明儿个": -1, "明个儿": -1, "明儿": -1,
    "明朝": -1, "听日": -1, "后天": -2, "后日": -2, "后儿": -2, "大后天": -3,
}  # fmt: skip
_ONE = "[一二两三四五六七八九]"
_WEEK_UNITS = ("周", "星期", "礼拜")


def _week(match: re.Match[str], frame: Frame) -> Period | None:
    monday = frame.today - frame.today.weekday() * DAY
    which, named = match["which"], match["weekday"]
    if which is None and frame.since:
        monday = frame.since.start - frame.since.start.weekday() * DAY
    elif which is None and named:
        if _WEEKDAYS.get(named, 5) > frame.today.weekday():
            monday -= 7 * DAY
    elif which is None:
        return None
    else:
        ago = 2 if which == "大上" else which.count("上") - which.count("下")
        monday -= 7 * ago * DAY
    if named == "末":
        return Period(monday + 5 * DAY, monday + 7 * DAY)
    if named:
        return one_day(monday + _WEEKDAYS[named] * DAY)
    return Period(monday, monday + 7 * DAY)


def _day(match: re.Match[str], frame: Frame) -> Period | None:
    return one_day(frame.today - _DAYS_AGO[match.group()] * DAY)


def _recent(match: re.Match[str], frame: Frame) -> Period | None:
    """最近三个月: whole months (days, weeks) that are over."""
    count = 1 if match["half"] else number_or_none(match["count"] or "一")
    unit = match["unit"]
    if count is None and (both := re.fullmatch(f"{_ONE}{_ONE}", match["count"])):
        counts = (small_number(text) for text in both.group())
        choices = tuple(_whole(count, unit, frame.today) for count in counts)
        raise PeriodUnclear(heard=match.group(), choices=choices)
    if not count or count > 400:
        return None
    if match["half"] and unit in ("月", "年"):
        half_month = Period(frame.today - 15 * DAY, frame.today)
        return half_month if unit == "月" else _whole(6, "月", frame.today)
    return _whole(count, unit, frame.today)


def _whole(count: int, unit: str, today: date) -> Period:
    """So many days, weeks, months, quarters or years before today."""
    if unit in ("天", "日"):
        return Period(today - count * DAY, today)
    if unit in _WEEK_UNITS:
        return Period(today - 7 * count * DAY, today)
    months = {"月": 1, "季度": 3, "年": 12}[unit] * count
    end = today.replace(day=1)
    return Period(add_months(end, -months), end)


def _ago(match: re.Match[str], frame: Frame) -> Period | None:
    """三天前 is a day, 两周前 a week, 三个月前 a month, 两年前 a year."""
    count = number_or_none(match["count"])
    if not count or count > 99:
        return None
    unit = match["unit"]
    if unit == "天":
        return one_day(frame.today - count * DAY)
    if unit == "个月":
        return Period.month_of(add_months(frame.today.replace(day=1), -count))
    if unit == "年":
        year = frame.today.year - count
        return Period(date(year, 1, 1), date(year + 1, 1, 1))
    monday = frame.today - timedelta(days=frame.today.weekday() + 7 * count)
    return Period(monday, monday + 7 * DAY)


def _bare_day(match: re.Match[str], frame: Frame) -> Period | None:
    number = number_or_none(match["day"])
    if number is None:
        return None
    before = frame.named_before
    if before:
        month = before.start
        if frame.since and number < month.day:
            month = add_months(month.replace(day=1), 1)
    else:
        month = frame.today.replace(day=1)
        if number > frame.today.day:
            month = add_months(month, -1)
    return one_day(date_or_none(month.year, month.month, number))


def _day_span(match: re.Match[str], frame: Frame) -> Period | None:
    """1到15号."""
    first, last = number_or_none(match["first"]), number_or_none(match["last"])
    if first is None or last is None:
        return None
    month = frame.today.replace(day=1)
    if frame.beside:
        month = frame.beside.start.replace(day=1)
    elif first > frame.today.day:
        month = add_months(month, -1)
    after = add_months(month, 1) if last < first else month
    start = date_or_none(month.year, month.month, first)
    end = date_or_none(after.year, after.month, last)
    return Period(start, end + DAY) if start and end else None


def _neighbouring_days(match: re.Match[str], frame: Frame) -> Period | None:
    """二三号, 7、8号."""
    first, last = small_number(match["first"]), small_number(match["last"])
    return _day_span(match, frame) if last == first + 1 else None


def _end_of_month_named(match: re.Match[str], frame: Frame) -> Period | None:
    """9月10号到月底; 够不够用到月底 names no period."""
    return part_of(Period.month_of(frame.since.start), match["third"]) if frame.since else None


def _part_of_month(match: re.Match[str], frame: Frame) -> Period:
    """月初, 下旬: the latest that has begun."""
    part = part_of(Period.month_of(frame.today), match["third"])
    if part.start <= frame.today:
        return part
    return part_of(Period.month_of(add_months(frame.today.replace(day=1), -1)), match["third"])


_WHICH_WEEK = (
    r"(?:(?P<which>大上|(?<!以)上+一?|这一?|本|(?<!一)下+一?|今)"
    r"|(?<![每\d几半个])(?<![^周期拜][一两二三四五六七八九十])(?<!^[一两二三]))个?(?:周|星期|礼拜)"
    r"的?(?:周(?=[一二三四五六日末]))?(?P<weekday>[一二三四五六日天末](?!次|回|趟))?"
)
_RECENT = (
    r"(?:最近|近|过去|前(?=的?这?[半\d一二两三四五六七八九十])|这|头(?=[两二2])"
    r"|上(?=[两二三四五六2-9]))(?:的|这)?"
)
_RECENT += rf"(?:(?P<half>半)|(?P<count>{N}))?(?:个)?"
_RECENT += r"(?P<unit>月|天|日|周|星期|礼拜|季度|年)(?!\d|[一二三四五六日天末](?!到))(?:以?来)?"
_TO = r"(?:到|至|[~\-—–])"
_SPAN = rf"(?<![\d.月日号点])(?P<first>{N}){_TO}(?P<last>{N})"
_PAIR = r"(?<![\d.第一二三四五六七八九十])(?P<first>\d{1,2}(?=[、,])|[一二三四五六七八九])[、,]?"
_PAIR += r"(?P<last>\d{1,2}|[二三四五六七八九])"
_NO_PLACE = r"(?![楼线表院店门栋机房杆箱铺屋桩]|单元|电表|电箱)"
_AFTER_STREET = r"(?<![\d.第一二三四五六七八九十廿路街道巷弄村区层牌座栋])(?<![^这那夜哪家]里)"
_FUTURE = r"(?!.{0,6}(?:会|大概|预计|估计|能|前|再|才|得|该|够))"
_AGO = (
    rf"(?<![\d一二两三四五六七八九十百前])(?P<count>{N})"
    r"(?P<unit>天|周|个?星期|个?礼拜|个月|年)(?:以|之)?前(?![后往台面几])"
)
_THIRD_ALONE = (
    r"(?<![年个份\d第到至一二三四五六七八九十])(?=月[初中底末头尾]|[上中下]旬|[上下]半个?月)"
    rf"(?P<third>{THIRD}){_FUTURE}"
)
DAYS: Rules = (
    (_WHICH_WEEK, _week),
    ("|".join(_DAYS_AGO), _day),
    (_RECENT, _recent),
    (_AGO, _ago),
    (_SPAN + r"[日号]" + _NO_PLACE, _day_span),
    (_PAIR + r"[日号]" + _NO_PLACE, _neighbouring_days),
    (_AFTER_STREET + rf"(?P<day>{N})[日号]" + _NO_PLACE, _bare_day),
    (_THIRD_ALONE, _part_of_month),
    (rf"(?<=[到至~-])(?=月|[上中下]旬)(?P<third>{THIRD})", _end_of_month_named),
)
