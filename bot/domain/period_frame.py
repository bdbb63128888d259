"""What every reading of a period word leans on: the frame, the year, the parts of a month."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.chinese_number import PATTERN as N
from bot.domain.chinese_number import small_number
from bot.domain.period import Period
from bot.domain.unable import PeriodUnclear

DAY = timedelta(days=1)
_HAN = "零〇一二三四五六七八九"
_FOLLOWS_YEAR = (
    r"(?=的?(?:\d|[一二三四五六七八九十元正]{1,3}月|[上下]半年|第?[一二三四]季|年?[初底]))"
)
YEAR = (
    r"(?:(?P<year>大前年|前年|去年|昨年|上年|旧年|头年|今年|本年|明年|来年|后年|次年|第二年|翌年"
    rf"|20\d\d年|20\d\d(?=[qQ])|(?<!\d)\d\d年|[二两][零〇O○][{_HAN}]{{2}}年"
    rf"|[二两]千零?[一二三]?十[一二三四五六七八九]?年"
    rf"|(?<![{_HAN}十])[一二三][{_HAN}]年{_FOLLOWS_YEAR})(?:度|子)?的?)"
)
"""A year by word or number, in the group `year`."""

THIRD = (
    r"上旬|中旬|下旬|上半个?月|下半个?月|前半个?月|后半个?月|月?初(?![一二三四五六七八九十])"
    r"|月?中(?![秋午间国心])|月?底|月?末|月头|月尾"
)
"""A part of a month."""
_BARE = r"(?=$|的|那天|当天|到|至|[,。、~\-—–]|和|跟)"
DATE = (
    rf"(?:的?(?:(?P<third>{THIRD})|(?P<day>{N})[日号](?![楼线栋])"
    rf"|(?P<bare>\d{{1,2}}|[一二三四五六七八九十廿]{{1,3}}){_BARE}))?"
)
"""A day or part of a month after the month, in the groups `day`, `bare` or `third`."""

_YEARS_ON = {
    "大前年": -3, "前年": -2, "去年": -1, "昨年": -1, "上年": -1, "旧年": -1, "头年": -1,
    "今年": 0, "本年": 0, "明年": 1, "来年": 1, "后年": 2,
}  # fmt: skip
NEXT_YEAR = ("次年", "第二年", "翌年")
"""The year after the one named before."""
_PARTS = {"上半": (1, 16), "前半": (1, 16), "下半": (16, None), "后半": (16, None)}
_PARTS |= {"上旬": (1, 11), "中旬": (11, 21), "下旬": (21, None)}
_PARTS |= {"初": (1, 11), "头": (1, 11), "中": (11, 21)}
_PARTS |= {"底": (21, None), "末": (21, None), "尾": (21, None)}


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

    @property
    def named_before(self) -> Period | None:
        """The period said just before in the same breath, if any."""
        return self.since or self.beside


Reading = Callable[[re.Match[str], Frame], "Period | None"]
"""How the match of a pattern is read; None: it was no period after all."""
Rules = tuple[tuple[str, Reading], ...]
"""Patterns and their readings."""


def year_of(text: str | None, frame: Frame) -> int | None:
    """The year that a match of `YEAR` names; None when it names none.

    Raises:
        PeriodUnclear: 次年 with nothing named before it.
    """
    if text is None:
        return None
    if text in (*NEXT_YEAR, "来年") and frame.named_before:
        return frame.named_before.start.year + 1
    if text in _YEARS_ON:
        return frame.today.year + _YEARS_ON[text]
    if text in NEXT_YEAR:
        raise PeriodUnclear(heard=text, choices=_years(frame.today.year, frame.today.year + 1))
    if "千" in text:
        return 2000 + small_number(text.rstrip("年").partition("千")[2].lstrip("零"))
    digits = text.rstrip("年").translate(str.maketrans(_HAN + "两O○", "00123456789200"))
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _years(*years: int) -> tuple[Period, ...]:
    return tuple(Period(date(year, 1, 1), date(year + 1, 1, 1)) for year in years)


def date_or_none(year: int, month: int, day: int) -> date | None:
    """The date, or None when the month has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one_day(day: date | None) -> Period | None:
    """The day as a period."""
    return Period(day, day + DAY) if day else None


def number_or_none(text: str | None) -> int | None:
    """The small number that a text spells, or None."""
    try:
        return small_number(text) if text else None
    except ValueError:
        return None


def part_of(month: Period, words: str) -> Period:
    """The first, middle or last part of a month that a match of `THIRD` names."""
    words = words.replace("个", "")
    key = next(key for key in _PARTS if key in words)
    first, after = _PARTS[key]
    end = month.start.replace(day=after) if after else month.end
    return Period(month.start.replace(day=first), end)


def day_number(match: re.Match[str]) -> int | None:
    """The day of the month that a match of `DATE` names."""
    return number_or_none(match["day"] or match["bare"])


def within(month: Period, match: re.Match[str]) -> Period | None:
    """The whole month, or the day or part of it that a match of `DATE` goes on to name.

    Raises:
        PeriodUnclear: the month has no such day.
    """
    if match["third"]:
        return part_of(month, match["third"])
    number = day_number(match)
    if number is None:
        return month if not (match["day"] or match["bare"]) else None
    day = date_or_none(month.start.year, month.start.month, number)
    return one_day(day) if day else no_such_day(match, month)


def no_such_day(match: re.Match[str], month: Period) -> Period:
    """Refuse a day such as 2月30号: the month is what may have been meant."""
    raise PeriodUnclear(heard=match.group(), choices=(month,))
