"""The newest year of an account, split into the parts that advice works on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from bot.analytics import end_uses
from bot.analytics.end_uses import Floats
from bot.domain.account import Account
from bot.domain.advice import UsePart
from bot.domain.meter_use import MeterUse
from bot.domain.period import Period
from bot.domain.tariff import TariffBook
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import SLOTS_PER_DAY, DayEnergy
from bot.domain.what_if import A_YEAR, Option, PastMonth
from bot.services.billing import local_day
from bot.services.past_months import past_months
from bot.storage import weather
from bot.storage.books import Books
from bot.storage.meters import MeterStore

_STEP = Decimal("0.01")


def meter_use(
    books: Books, meters: MeterStore, *, account: Account, tariffs: TariffBook, now: datetime
) -> MeterUse:
    """The newest twelve months, or as many as there are, on today's contract and prices.

    Raises:
        NotEnoughReadings: fewer than three months. Facts: period, days_present, days_needed.
        NoContract, TariffMissing, TermsIncomplete: nothing to price by.
    """
    use = past_months(books, meters, account=account, now=now, most=A_YEAR)
    option = Option(use.terms, tariffs.on(use.terms.tariff_code, local_day(now)))
    with books.billing() as session:
        known = weather.daily(session, region=account.region, period=use.period)
    celsius = {day.day: day.mean_c for day in known}
    return MeterUse(
        option=option,
        months=use.months,
        scenes=tuple(option.scene(month) for month in use.months),
        parts=_parts(use.months, celsius),
    )


def _parts(
    months: Sequence[PastMonth], celsius: dict[date, float]
) -> dict[UsePart, tuple[Decimal, ...]]:
    """KWh of each part by month; the total alone where too few whole days were read."""
    whole = {UsePart.TOTAL: tuple(_kwh(month) for month in months)}
    days = {day.day: day for month in months for day in month.usage.days}
    span = list(Period(min(days), max(days) + timedelta(days=1)).each_day())
    try:
        found = end_uses.split(
            kwh=np.array([_slots_kwh(days.get(day)) for day in span], dtype=np.float64),
            mean_c=np.array([celsius.get(day, np.nan) for day in span], dtype=np.float64),
        )
    except NotEnoughReadings:
        return whole
    places = {day: place for place, day in enumerate(span)}
    by_part = {
        UsePart.BASE: found.base_kwh,
        UsePart.COOLING: found.cooling_kwh,
        UsePart.HEATING: found.heating_kwh,
        UsePart.CAR: found.car_kwh,
    }
    return whole | {
        part: tuple(_in_month(kwh, places, month.period) for month in months)
        for part, kwh in by_part.items()
    }


def _kwh(month: PastMonth) -> Decimal:
    return Decimal(sum(day.total_wh for day in month.usage.days)) / 1000


def _slots_kwh(day: DayEnergy | None) -> list[float]:
    """Only what was actually measured says what the energy goes to."""
    if day is None or day.missing_slots or day.estimated_slots:
        return [np.nan] * SLOTS_PER_DAY
    return [wh / 1000 for wh in day.slot_wh]


def _in_month(kwh: Floats, places: dict[date, int], period: Period) -> Decimal:
    """The month's energy of a part: days that say nothing count as its mean day."""
    days = kwh[[places[day] for day in period.each_day()]]
    known = days[np.isfinite(days)]
    if not len(known):
        return Decimal(0)
    return (Decimal(round(float(known.mean() * 1000))) * period.days / 1000).quantize(_STEP)
