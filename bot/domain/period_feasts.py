"""Periods named by festivals, solar terms and seasons."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.domain.chinese_number import PATTERN as N
from bot.domain.festival import NAMES, festival_in
from bot.domain.period import Period, add_months
from bot.domain.period_frame import DAY, YEAR, Frame, Rules, number_or_none, one_day, year_of
from bot.domain.solar_term import NAMES as TERMS
from bot.domain.solar_term import solar_term
from bot.domain.unable import PeriodUnclear

_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}
_WEATHER = ("雨水", "小雪", "大雪", "小暑", "大暑", "小寒", "大寒", "小满", "白露")
"""Terms that are everyday words or names too; they need a word beside them to be a date."""
_DIGIT = r"\d一二三四五六七八九十百千万点幺零〇"
_UNIT = "月号日点度个年块元毛分千百万瓦平米楼层岁人次倍台户匹级档栋路街巷村桥镇苑园湖小"
_SIDE = (
    r"(?:(?:过完?)?(?P<after>以后|之后|过后|后)(?![天面台悔])"
    r"|(?P<around>前后|左右)|(?P<before>以前|之前|前)(?![天面台几年]))?"
)
_NEAR = rf"(?:(?P<way>前|后|之前|之后)的?(?P<count>{N})(?P<unit>天|周|个?星期|个?礼拜|个月))"


def _festival_near(year: int | None, name: str, frame: Frame, *, over: bool) -> Period | None:
    """The festival of that year, else the latest that has begun (with `over`: has ended)."""
    if year is not None:
        return festival_in(year, name)
    near = (festival_in(frame.today.year + on, name) for on in (1, 0, -1))
    reached = (p for p in near if p and (p.end if over else p.start) <= frame.today)
    if before := frame.since:
        later = (festival_in(before.start.year + on, name) for on in (0, 1))
        return next((p for p in later if p and p.start >= before.start), None)
    return next(reached, None)


def _festival(match: re.Match[str], frame: Frame) -> Period | None:
    year, after = year_of(match["year"], frame), match["after"] is not None
    feast = _festival_near(year, match["festival"], frame, over=after)
    if feast is None:
        return None
    if match["way"]:
        return _beside(match, feast)
    if after:
        return Period(feast.end, frame.today + DAY) if feast.end <= frame.today else None
    if match["before"] or match["around"]:
        raise PeriodUnclear(heard=match.group(), choices=_about(feast, around=match["around"]))
    return feast


def _about(feast: Period, *, around: str | None) -> tuple[Period, ...]:
    """What 春节前后 or 春节前 may mean."""
    week = 7 * DAY
    if around:
        return feast, Period(feast.start - week, feast.end + week)
    return Period(feast.start - week, feast.start), Period(feast.start - 30 * DAY, feast.start)


def _beside(match: re.Match[str], feast: Period) -> Period | None:
    """国庆前三天, 春节后一周."""
    count = number_or_none(match["count"])
    if not count or count > 99:
        return None
    if "前" in match["way"]:
        return Period(_moved(feast.start, -count, match["unit"]), feast.start)
    return Period(feast.end, _moved(feast.end, count, match["unit"]))


def _moved(day: date, count: int, unit: str) -> date:
    if unit == "个月":
        return add_months(day, count)
    return day + timedelta(days=count * (1 if unit == "天" else 7))


def _term(match: re.Match[str], frame: Frame) -> Period | None:
    """立秋 is its day; 立秋以后 runs from that day to now."""
    name = match["term"]
    year = year_of(match["year"], frame)
    if name in _WEATHER and year is None and not (match["after"] or match["day"]):
        return None
    years = (year,) if year is not None else (frame.today.year, frame.today.year - 1)
    days = (solar_term(y, name) for y in years)
    day = next((d for d in days if d and (year is not None or d <= frame.today)), None)
    if day is None:
        return None
    if match["after"]:
        return Period(day, frame.today + DAY) if day <= frame.today else None
    if match["before"] or match["around"]:
        feast = Period(day, day + DAY)
        raise PeriodUnclear(heard=match.group(), choices=_about(feast, around=match["around"]))
    return one_day(day)


def _season(match: re.Match[str], frame: Frame) -> Period:
    """Three months each, the peak-load campaigns 迎峰度夏 and 迎峰度冬 like their seasons."""
    first = _SEASONS[match["season"] or match["peak"]]
    year = year_of(match["year"], frame)
    if year is not None and first == 12:
        starts = [date(year - 1, 12, 1), date(year, 12, 1)]
        winters = tuple(Period(s, add_months(s, 3)) for s in starts)
        choices = tuple(w for w in winters if w.start <= frame.today) or winters
        if len(choices) != 1:
            raise PeriodUnclear(heard=match.group(), choices=choices)
        return choices[0]
    if year is None:
        year = frame.today.year - (first > frame.today.month)
    season = Period(date(year, first, 1), add_months(date(year, first, 1), 3))
    running = season.end > frame.today
    return season.shifted_months(-12) if match["past"] and running else season


def _season_begun(match: re.Match[str], frame: Frame) -> Period | None:
    """入夏以来: since the month or since the solar term."""
    season = match["season"]
    first = _SEASONS[season]
    year = frame.today.year - (first > frame.today.month)
    term = solar_term(year, f"立{season}")
    starts = [date(year, first, 1), *([term] if term else [])]
    raise PeriodUnclear(
        heard=match.group(),
        choices=tuple(Period(start, frame.today + DAY) for start in sorted(starts)),
    )


def _winter_holidays(match: re.Match[str], frame: Frame) -> Period | None:
    """寒假 and 黄金周 differ from school to school and from feast to feast."""
    year = year_of(match["year"], frame) or frame.today.year
    if match["what"] == "寒假":
        choices = tuple(Period.month(year, month) for month in (1, 2))
    else:
        names = ("春节", "五一", "国庆")
        choices = tuple(p for name in names if (p := festival_in(year, name)))
    raise PeriodUnclear(heard=match.group(), choices=choices)


_FESTIVAL = (
    rf"(?<![{_DIGIT}第路沈])大?(?P<festival>{'|'.join(NAMES)})(?=[三五七八]天|(?![{_DIGIT}{_UNIT}]))"
    r"(?:[三五七八]天|劳动节|国庆节?|节|期间|假期|长假|黄金周|假日|放假|那几天|那天|当天|那会儿?|天)*"
)
FEASTS: Rules = (
    (
        rf"{YEAR}?(?P<past>上个)?(?:(?P<season>[春夏秋冬])[天季]里?|迎峰度(?P<peak>[夏冬]))"
        r"(?:期间)?",
        _season,
    ),
    (r"(?:入|开)(?P<season>[春夏秋冬])(?:以来|以后|之后|后|到现在|至今)", _season_begun),
    (rf"{YEAR}?(?<![国庆春节五一十劳动])(?P<what>寒假|黄金周)(?:期间)?", _winter_holidays),
    (rf"{YEAR}?{_FESTIVAL}(?:{_NEAR}|{_SIDE})", _festival),
    (
        rf"{YEAR}?(?<![下暴场])(?P<term>{'|'.join(TERMS)})(?![路街巷村镇桥了])"
        rf"(?P<day>节气|那天|当天)*{_SIDE}",
        _term,
    ),
)
