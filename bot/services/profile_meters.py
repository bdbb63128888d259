"""What the meters say about accounts: a year's figures and the habits of the last weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from bot.analytics import meter_features
from bot.analytics.cleaning import CleanMeter, clean
from bot.analytics.day_kind import is_day_off
from bot.analytics.habits import Habits, habits
from bot.domain.account import Account
from bot.domain.period import Period
from bot.domain.profile_tags import MeterFacts
from bot.domain.unable import NotEnoughReadings
from bot.services.nightly_meters import history_before, surroundings
from bot.storage import held_data, weather
from bot.storage.books import Books
from bot.storage.held_data import MeterFigures
from bot.storage.meters import MeterGrid, MeterStore

RECENT_DAYS = 120
"""Days whose half-hours tell the habits."""
_FRESH = timedelta(days=7)
"""A night older than this no longer speaks for the meter."""


def meter_facts(
    books: Books, meters: MeterStore, accounts: Sequence[Account], today: date
) -> dict[str, MeterFacts]:
    """By meter; one that says nothing is left out."""
    numbers = list(dict.fromkeys(account.meter_no for account in accounts))
    if not numbers:
        return {}
    with books.service(writing=False) as service:
        figures = held_data.meter_figures(service, meter_nos=numbers, since=today - _FRESH)
    lacking = [account for account in accounts if account.meter_no not in figures]
    figures |= _figured_out(books, meters, lacking, today)
    recent = _recent_habits(meters, numbers, Period(today - timedelta(days=RECENT_DAYS), today))
    return {
        number: _joined(recent[number], figures.get(number))
        for number in numbers
        if recent[number].idle_share is not None or number in figures
    }


def _recent_habits(
    meters: MeterStore, numbers: Sequence[str], span: Period
) -> Mapping[str, Habits]:
    grid = meters.slots(meter_nos=numbers, period=span)
    off = np.array([is_day_off(day) for day in span.each_day()], dtype=np.bool_)
    found = {}
    for place, number in enumerate(grid.meter_nos):
        found[number] = habits(kwh=_clean(grid, place).wh / 1000.0, day_off=off)
    return found


def _figured_out(
    books: Books, meters: MeterStore, accounts: Sequence[Account], today: date
) -> dict[str, MeterFigures]:
    """The nightly figures of meters that no night has looked at yet."""
    span = history_before(today)
    found: dict[str, MeterFigures] = {}
    for region in sorted({account.region for account in accounts}):
        numbers = list(
            dict.fromkeys(account.meter_no for account in accounts if account.region == region)
        )
        with books.billing() as billing:
            known = weather.daily(billing, region=region, period=span)
        around = surroundings(span, {day.day: day.mean_c for day in known})
        grid = meters.slots(meter_nos=numbers, period=span)
        for place, number in enumerate(grid.meter_nos):
            try:
                figures = meter_features.features(
                    kwh=_clean(grid, place).wh / 1000.0, mean_c=around.mean_c, kinds=around.kinds
                )
            except NotEnoughReadings:
                continue
            found[number] = MeterFigures(figures.days, meter_features.VERSION, asdict(figures))
    return found


def _joined(recent: Habits, figures: MeterFigures | None) -> MeterFacts:
    facts = MeterFacts(
        days=figures.days if figures else recent.days,
        recent_days=recent.days,
        night_share=recent.night_share,
        day_share=recent.day_share,
        idle_share=recent.idle_share,
        car_share=recent.car_share,
        version=figures.version if figures else "",
    )
    daily = float(figures.features["daily_kwh"] or 0.0) if figures else 0.0
    if figures is None or daily <= 0:
        return facts
    answer: Mapping[str, Any] = figures.features["weather"]
    return replace(
        facts,
        cooling_share=float(answer["cooling_kwh_per_degree"] or 0.0) / daily,
        heating_share=float(answer["heating_kwh_per_degree"] or 0.0) / daily,
        volatility=float(figures.features["volatility"] or 0.0),
    )


def _clean(grid: MeterGrid, place: int) -> CleanMeter:
    return clean(
        wh=grid.slot_wh[place].astype(np.float64),
        missing=grid.missing_slots[place] > 0,
        estimated=grid.estimated_slots[place] > 0,
    )
