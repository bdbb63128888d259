"""Which local days are days off in mainland China (weekends, holidays, 调休 turned round)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import chinese_calendar  # type: ignore[import-untyped]

_SATURDAY = 5


@lru_cache(maxsize=4096)
def is_day_off(day: date) -> bool:
    """Whether people are at home: statutory holidays and weekends, less shifted workdays.

    Years the published calendar does not cover yet fall back to Saturday and Sunday.
    """
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return day.weekday() >= _SATURDAY
