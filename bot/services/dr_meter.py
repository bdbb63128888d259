"""A meter's half-hours as the arithmetic of demand response wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.analytics.day_kind import is_day_off
from bot.domain.account import Account
from bot.domain.period import Period
from bot.domain.usage import SLOTS_PER_DAY
from bot.storage import dr_enrolments, dr_events, weather
from bot.storage.books import Books
from bot.storage.meters import MeterStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HISTORY_DAYS = 200
"""Enough to meet hot and cold days, and for baselines and their placebo days."""
STEPS_PER_HOUR = 2


@dataclass(frozen=True)
class MeterPast:
    """Days up to and with `last`, oldest first; a day not read whole is NaN."""

    last: date
    wh: Floats
    """Days x 48, Wh."""
    day_off: Bools

    @property
    def whole(self) -> Bools:
        """Days on which every half-hour was read."""
        return np.asarray(np.isfinite(self.wh).all(axis=1), dtype=np.bool_)

    def alike(self, *, to: date, events: frozenset[date]) -> Bools:
        """Whole days of the same kind as `to` (workday or day off) without an event."""
        days = [self.last - timedelta(days=back) for back in range(len(self.wh) - 1, -1, -1)]
        free = np.array([day not in events for day in days], dtype=np.bool_)
        return np.asarray(self.whole & free & (self.day_off == is_day_off(to)), dtype=np.bool_)


def meter_past(meters: MeterStore, *, account: Account, last: date) -> MeterPast:
    """The meter's days; estimated days count as not read, they know nothing of the hour."""
    period = Period(last - timedelta(days=HISTORY_DAYS - 1), last + timedelta(days=1))
    wh = np.full((period.days, SLOTS_PER_DAY), np.nan)
    for day in meters.days(meter_no=account.meter_no, period=period):
        if not day.missing_slots and not day.estimated_slots:
            wh[(day.day - period.start).days] = day.slot_wh
    off = np.array([is_day_off(day) for day in period.each_day()], dtype=np.bool_)
    return MeterPast(last, wh, off)


def mean_celsius(books: Books, *, region: str, last: date) -> Floats:
    """Mean temperature of the same days as `meter_past`; NaN where none is known."""
    period = Period(last - timedelta(days=HISTORY_DAYS - 1), last + timedelta(days=1))
    with books.billing() as billing:
        known = weather.daily(billing, region=region, period=period)
    celsius = np.full(period.days, np.nan)
    for day in known:
        celsius[(day.day - period.start).days] = day.mean_c
    return celsius


def event_days(books: Books, *, account: Account) -> frozenset[date]:
    """Days of the events the account said yes to, which are no measure of its usual load."""
    with books.service(writing=False) as service:
        joined = dr_enrolments.of_account(service, account_no=account.account_no)
        found = [
            dr_events.find(service, event_id=item.event_id)
            for item in joined
            if item.answered_at is not None
        ]
    return frozenset(event.day for event in found if event is not None)
