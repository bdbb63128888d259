"""Weather days."""

from __future__ import annotations

from datetime import date

from bot.domain.period import Period
from bot.domain.weather import DayWeather
from bot.storage import weather
from bot.storage.books import Books


def test_weather_is_by_region_and_day(town: Books) -> None:
    """In order, the period's days only."""
    days = [DayWeather(date(2026, 5, day), 20.5, 25.0, 16.0) for day in (2, 1)]

    with town.billing() as session:
        weather.save(session, region="fujian", days=days)
        weather.save(session, region="tibet", days=days)

        found = weather.daily(session, region="fujian", period=Period.month(2026, 5))

    assert found == days[::-1]
