"""The Chinese lunar calendar, computed: any date between 1900 and 2100 to lunar month and day.

The rules are those of GB/T 33661-2017: months begin on the day of the new moon at UTC+8, the month
of the winter solstice is the eleventh, and of thirteen months between two solstice months the
first without a principal term is the leap month. New moon and sun after Meeus, "Astronomical
Algorithms", chapters 49 and 25 (a few minutes exact).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import cos, floor, radians, sin

_SYNODIC_DAYS = 29.530588861
_J2000 = 2451545.0
_UNIX_DAY_OF_JD = 2440587.5
_EPOCH = date(1970, 1, 1)
_CHINA_DAYS = 8.0 / 24.0
_TT_AHEAD_DAYS = 66.0 / 86400.0
"""Terrestrial time runs about a minute ahead of the clock; under two minutes in 1900-2100."""
_NEW_MOON_TERMS = (
    (-0.40720, 0, 0, 1, 0), (0.17241, 1, 1, 0, 0), (0.01608, 0, 0, 2, 0), (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0), (-0.00514, 1, 1, 1, 0), (0.00208, 2, 2, 0, 0), (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2), (0.00056, 1, 1, 2, 0), (-0.00042, 0, 0, 3, 0), (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2), (-0.00024, 1, -1, 2, 0),
)  # fmt: skip
"""Amplitude in days, power of the eccentricity, multiples of the anomalies of sun and moon and of
the moon's argument of latitude."""


@dataclass(frozen=True)
class LunarDay:
    """A date of the lunar calendar."""

    year: int
    """The solar year in which this lunar year began."""
    month: int
    day: int
    leap: bool
    """Whether the month is the leap month that follows the month of the same number."""


def lunar_day(day: date) -> LunarDay:
    """The lunar date of a day of 1900-2100."""
    starts, labels = _months_around(day.year if day >= _solstice_month(day.year) else day.year - 1)
    place = bisect_right(starts, day) - 1
    year, month, leap = labels[place]
    return LunarDay(year, month, (day - starts[place]).days + 1, leap)


@lru_cache(maxsize=256)
def solar_day(year: int, month: int, day: int) -> date:
    """The day on which a lunar date (not in a leap month) of a lunar year falls.

    The 30th of a month of 29 days is its last day, as customs such as New Year's Eve take it.
    """
    for solstice_year in (year - 1, year):
        starts, labels = _months_around(solstice_year)
        for place, label in enumerate(labels):
            if label == (year, month, False):
                last = (starts[place + 1] - starts[place]).days
                return starts[place] + timedelta(days=min(day, last) - 1)
    raise ValueError(f"no lunar month {month} in {year}")


def spring_festival(year: int) -> date:
    """The first day of the lunar year that begins in this solar year (1900-2100)."""
    return solar_day(year, 1, 1)


@lru_cache(maxsize=256)
def solar_term(year: int, degrees: int) -> date:
    """The day at UTC+8 on which the sun reaches a longitude, such as 15 for 清明."""
    days = ((degrees - 280.0) % 360.0) / 360.0 * 365.2422
    moment = _jd(date(year, 1, 1)) + days
    for _ in range(20):
        gap = (degrees - _sun_degrees(moment) + 180.0) % 360.0 - 180.0
        moment += gap / 360.0 * 365.2422
        if abs(gap) < 1e-6:
            break
    return _china_date(moment)


@lru_cache(maxsize=256)
def _months_around(year: int) -> tuple[list[date], list[tuple[int, int, bool]]]:
    """First days and labels of the months from the solstice month of a year to the next one's."""
    first, last = _solstice_month(year), _solstice_month(year + 1)
    starts = [first]
    number = round((_jd(first) - _J2000) / _SYNODIC_DAYS)
    candidates = sorted({_china_date(_new_moon(number + step)) for step in range(-1, 16)})
    starts += [day for day in candidates if day > first]
    months = starts.index(last)
    leap_at = _leap_place(starts, months) if months == 13 else None
    labels, month = [], 10
    for place in range(months):
        leap = place == leap_at
        month = month if leap else month % 12 + 1
        labels.append((year if month >= 11 else year + 1, month, leap))
    return starts[: months + 1], labels


def _leap_place(starts: list[date], months: int) -> int:
    """The first month in which the sun enters no multiple of thirty degrees."""
    for place in range(1, months):
        begin, end = _term_number(starts[place]), _term_number(starts[place + 1])
        if begin == end:
            return place
    raise ValueError(f"thirteen months from {starts[0]}, each with a principal term")


def _term_number(day: date) -> int:
    """Which twelfth of its way the sun is in when the day begins at UTC+8."""
    return floor(_sun_degrees(_jd(day)) / 30.0)


@lru_cache(maxsize=256)
def _solstice_month(year: int) -> date:
    """First day of the month that holds the winter solstice of a year."""
    solstice = solar_term(year, 270)
    number = round((_jd(solstice) - _J2000) / _SYNODIC_DAYS)
    starts = [_china_date(_new_moon(number + step)) for step in (-2, -1, 0, 1)]
    return max(start for start in starts if start <= solstice)


def _jd(day: date) -> float:
    """Julian day (terrestrial time) of a midnight at UTC+8."""
    return (day - _EPOCH).days + _UNIX_DAY_OF_JD - _CHINA_DAYS + _TT_AHEAD_DAYS


def _china_date(moment: float) -> date:
    days = floor(moment - _TT_AHEAD_DAYS + _CHINA_DAYS - _UNIX_DAY_OF_JD)
    return _EPOCH + timedelta(days=days)


def _new_moon(k: int) -> float:
    """Julian day of the k-th new moon after that of 2000-01-06."""
    t = k / 1236.85
    mean = 2451550.09766 + _SYNODIC_DAYS * k + 0.00015437 * t * t
    eccentricity = 1.0 - 0.002516 * t - 0.0000074 * t * t
    sun = radians(2.5534 + 29.10535670 * k - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    shift = -0.00017 * sin(node)
    for amplitude, power, suns, moons, latitudes in _NEW_MOON_TERMS:
        angle = suns * sun + moons * moon + latitudes * latitude
        shift += amplitude * eccentricity**power * sin(angle)
    return mean + shift


def _sun_degrees(moment: float) -> float:
    """Apparent longitude of the sun, degrees."""
    t = (moment - _J2000) / 36525.0
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (1.914602 - 0.004817 * t) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    node = radians(125.04 - 1934.136 * t)
    planets = 0.00134 * cos(radians(153.23 + 22518.7541 * t))
    planets += 0.00154 * cos(radians(216.57 + 45037.5082 * t))
    planets += 0.00200 * cos(radians(312.69 + 32964.3577 * t))
    planets += 0.00179 * sin(radians(350.74 + 445267.1142 * t))
    return (mean + centre + planets - 0.00569 - 0.00478 * sin(node)) % 360.0
