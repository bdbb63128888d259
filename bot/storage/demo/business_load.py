"""Load of one shop or factory, use by use, in watts per quarter-hour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.storage.demo.archetype import Business
from bot.storage.demo.calendar import DayKinds
from bot.storage.demo.event import Event, EventKind, days_of
from bot.storage.demo.load import Watts, between, bump
from bot.storage.demo.weather import SLOTS, Weather


def business_load(
    *,
    business: Business,
    weather: Weather,
    kinds: DayKinds,
    events: Sequence[Event],
    rng: np.random.Generator,
) -> dict[str, Watts]:
    """Power of every use, keyed `base work cooling leak`."""
    days = weather.period.days
    activity = np.where(kinds.workday, 1.0, business.weekend)
    half = business.closed_days / 2
    closed = np.abs(kinds.spring_offset - half * 0.4) < half
    activity = np.where(closed, 0.02, activity) * np.exp(0.1 * rng.standard_normal(days))
    hours = _opening_hours(business)
    ripple = 1 + 0.09 * rng.standard_normal((days, SLOTS), dtype=np.float32)
    work = business.kw * 1000 * activity[:, None] * hours[None, :] * np.clip(ripple, 0.5, 1.5)
    warmth = np.clip(weather.temp_c - 24, 0, 14) / 10
    open_now = activity[:, None] * np.minimum(hours, 1)[None, :]
    cooling = business.kw * 1000 * business.cooling * warmth * open_now
    base = business.base_kw * 1000 * (1 + 0.012 * (weather.temp_c - 20))
    leak = np.zeros((days, SLOTS), dtype=np.float32)
    for rows, event in days_of(events, EventKind.LEAK, weather.period):
        leak[rows] = event.size
    uses = {"base": base, "work": work, "cooling": cooling, "leak": leak}
    return {use: watts.astype(np.float32) for use, watts in uses.items()}


def _opening_hours(business: Business) -> Watts:
    """Activity over a working day: 0 when shut, humps at the rushes."""
    if business.close_h - business.open_h >= 24:
        hours = np.full(SLOTS, 0.75, dtype=np.float32)
    else:
        hours = 0.7 * between(business.open_h, business.close_h)
    for rush_h in business.rushes:
        hours = hours * (1 + 0.35 * bump(rush_h, 1.6))
    return hours.astype(np.float32)
