"""How much of one meter's change between two periods its answer to the weather explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from bot.analytics import weather_response
from bot.analytics.day_kind import is_day_off
from bot.analytics.weather_response import Floats, WeatherResponse
from bot.domain.account import Account
from bot.domain.period import Period
from bot.domain.unable import NotEnoughReadings
from bot.storage import weather
from bot.storage.books import Books
from bot.storage.meters import MeterStore

_HISTORY = timedelta(days=400)
_FULL_YEAR = 300
"""With this many days before the later period, that period itself is kept out of the fit, so
that a new appliance in a hot month is not taken for an answer to the heat."""
_READINGS_A_DAY = 96


@dataclass(frozen=True)
class WeatherEffect:
    """The weather's part of a change, and the model that says so."""

    kwh: Decimal
    """Energy of the later period's weather beyond that of the earlier period's, for as many
    days; two decimals."""
    cooling: bool
    """Whether it is mostly cooling (else heating) that changed."""
    response: WeatherResponse
    share: float
    """How much of the response the later period still shows, 0 to 1."""

    @property
    def model_name(self) -> str:
        """What provenance records."""
        return f"degree-days fitted on {self.response.days} days"


def weather_effect(
    books: Books, meters: MeterStore, *, account: Account, before: Period, after: Period
) -> tuple[WeatherEffect | None, dict[date, float]]:
    """The effect, and the mean temperature of every day known; no effect on thin data."""
    span = Period(min(before.start, after.end - _HISTORY), after.end)
    with books.billing() as session:
        known = weather.daily(session, region=account.region, period=span)
    celsius = {day.day: day.mean_c for day in known}
    wanted = [day for period in (before, after) for day in period.each_day()]
    if any(day not in celsius for day in wanted):
        return None, celsius
    days = _whole_days(meters, account, span, celsius)
    try:
        response = _response(days, after, celsius)
    except NotEnoughReadings:
        return None, celsius
    return _effect(response, before, after, celsius, days), celsius


def _whole_days(
    meters: MeterStore, account: Account, span: Period, celsius: dict[date, float]
) -> dict[date, int]:
    """Energy of the days whose every reading is actual, Wh."""
    table = meters.daily_wh(meter_nos=[account.meter_no], period=span)
    columns = (table[name].to_pylist() for name in ("day", "energy_wh", "present", "estimated"))
    return {
        day: wh
        for day, wh, present, estimated in zip(*columns, strict=True)
        if present >= _READINGS_A_DAY and not estimated and day in celsius
    }


def _response(whole: dict[date, int], after: Period, celsius: dict[date, float]) -> WeatherResponse:
    earlier = [day for day in whole if day < after.start]
    days = earlier if len(earlier) >= _FULL_YEAR else list(whole)
    return weather_response.fit(
        daily_wh=np.array([whole[day] for day in days], dtype=np.float64),
        mean_c=np.array([celsius[day] for day in days], dtype=np.float64),
        day_off=np.array([is_day_off(day) for day in days], dtype=np.bool_),
    )


def _effect(
    response: WeatherResponse,
    before: Period,
    after: Period,
    celsius: dict[date, float],
    whole: dict[date, int],
) -> WeatherEffect:
    cold, hot = _of(celsius, before), _of(celsius, after)
    read = [day for day in after.each_day() if day in whole]
    share = weather_response.still_holds(
        response,
        daily_wh=np.array([whole[day] for day in read], dtype=np.float64),
        mean_c=np.array([celsius[day] for day in read], dtype=np.float64),
    )
    wh = response.weather_wh(hot).sum() - response.weather_wh(cold).mean() * after.days
    heating = np.maximum(response.warm_below_c - hot, 0.0).sum()
    heating -= np.maximum(response.warm_below_c - cold, 0.0).mean() * after.days
    by_heating = float(heating * response.heating_wh_per_degree)
    return WeatherEffect(
        kwh=(Decimal(round(float(wh) * share)) / 1000).quantize(Decimal("0.01")),
        cooling=abs(float(wh) - by_heating) >= abs(by_heating),
        response=response,
        share=share,
    )


def _of(celsius: dict[date, float], period: Period) -> Floats:
    return np.array([celsius[day] for day in period.each_day()], dtype=np.float64)
