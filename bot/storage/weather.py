"""Weather days of each region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.period import Period
from bot.domain.weather import DayWeather
from bot.storage.tables.billing import WeatherDayRow
from bot.storage.upsert import upsert


def daily(session: Session, *, region: str, period: Period) -> list[DayWeather]:
    """The period's days that have weather, in order; days without any are absent."""
    rows = session.scalars(
        select(WeatherDayRow)
        .where(
            WeatherDayRow.region == region,
            WeatherDayRow.day >= period.start,
            WeatherDayRow.day < period.end,
        )
        .order_by(WeatherDayRow.day)
    )
    return [DayWeather(row.day, row.mean_c, row.max_c, row.min_c) for row in rows]


def save(session: Session, *, region: str, days: Iterable[DayWeather]) -> int:
    """Write days of one region; returns how many."""
    return upsert(session, WeatherDayRow, rows=({"region": region, **asdict(day)} for day in days))
