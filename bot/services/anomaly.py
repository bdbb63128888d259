"""Abnormal use: what stands out on a meter, the likely reason, and the figures behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from bot.analytics import anomalies, weather_response
from bot.analytics.anomalies import find_anomalies
from bot.analytics.cleaning import CleanMeter, Flag, clean
from bot.analytics.day_kind import is_day_off
from bot.domain.account import Account, SupplyClass
from bot.domain.anomaly import Anomaly
from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.unable import NotEnoughReadings
from bot.domain.usage import SLOTS_PER_DAY, DayEnergy, kwh
from bot.services.billing import local_day
from bot.services.cycle import quality
from bot.storage import weather
from bot.storage.books import Books
from bot.storage.meters import MeterStore

Floats = NDArray[np.float64]

HISTORY_DAYS = 400
"""Days before the end that a meter is held against."""
LOOK_DAYS = 30
"""Days whose energy is held against what their weather lets expect."""
_BASE_QUANTILE = 0.1
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Abnormal:
    """What was found on a meter; nothing found is an answer as well."""

    findings: tuple[Anomaly, ...]
    """What matters most first."""
    looked_at: Period
    """The last days, which the two energies are of."""
    days_measured: int
    """Of these; broken days are in no figure."""
    energy_kwh: Decimal
    """Energy of its measured days."""
    expected_kwh: Decimal | None
    """Energy that the days before let expect in the same weather; None on thin data."""
    base_w: int
    """Power below which the meter hardly fell in these days: fridge, router, stand-by."""
    odd_days: int
    """Days of the history with impossible or frozen figures; left out or looked at with care."""
    provenance: Provenance

    @property
    def base_kwh_a_day(self) -> Decimal:
        """What the base adds up to in a day."""
        return kwh(self.base_w * 24)


@dataclass(frozen=True)
class _Meter:
    clean: CleanMeter
    span: Period
    mean_c: Floats
    day_off: NDArray[np.bool_]


def abnormal(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    now: datetime,
    until: date | None = None,
) -> Abnormal:
    """What a customer may be told of a meter, as it stood before `until` (today, if not given).

    Raises:
        NotEnoughReadings: too few whole days. Facts: period, days_present, days_needed.
    """
    found = for_staff(books, meters, account=account, now=now, until=until)
    told = tuple(one for one in found.findings if not one.kind.staff_only)
    return Abnormal(**{**vars(found), "findings": told})


def for_staff(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    now: datetime,
    until: date | None = None,
) -> Abnormal:
    """The same with what only inspectors may see. Never pass it to a customer's conversation.

    Raises:
        NotEnoughReadings: too few whole days. Facts: period, days_present, days_needed.
    """
    end = min(until or local_day(now), local_day(now))
    span = Period(end - HISTORY_DAYS * _DAY, end)
    days = meters.days(meter_no=account.meter_no, period=span)
    if not days:
        raise NotEnoughReadings(period=span, days_present=0, days_needed=anomalies.MIN_DAYS)
    read = Period(days[0].day, end)
    meter = _meter(books, account, days, read)
    try:
        findings = find_anomalies(
            meter=meter.clean,
            first_day=read.start,
            mean_c=meter.mean_c,
            day_off=meter.day_off,
            home=account.supply_class is SupplyClass.RESIDENTIAL,
        )
    except NotEnoughReadings as thin:
        raise NotEnoughReadings(**{"period": read, **thin.facts}) from thin
    return _told(account, days, meter, findings, now)


def _meter(books: Books, account: Account, days: list[DayEnergy], span: Period) -> _Meter:
    """The readings on a whole grid of days, with the weather of each."""
    with books.billing() as session:
        known = weather.daily(session, region=account.region, period=span)
    celsius = {day.day: day.mean_c for day in known}
    energy = np.full((span.days, SLOTS_PER_DAY), np.nan)
    missing = np.ones(span.days, dtype=np.bool_)
    estimated = np.zeros(span.days, dtype=np.bool_)
    for day in days:
        row = (day.day - span.start).days
        energy[row] = day.slot_wh
        missing[row], estimated[row] = day.missing_slots > 0, day.estimated_slots > 0
    return _Meter(
        clean=clean(wh=energy, missing=missing, estimated=estimated),
        span=span,
        mean_c=np.array([celsius.get(day, np.nan) for day in span.each_day()]),
        day_off=np.array([is_day_off(day) for day in span.each_day()], dtype=np.bool_),
    )


def _told(
    account: Account,
    days: list[DayEnergy],
    meter: _Meter,
    findings: tuple[Anomaly, ...],
    now: datetime,
) -> Abnormal:
    whole = np.flatnonzero(meter.clean.whole_days)
    recent = whole[whole >= meter.span.days - LOOK_DAYS]
    last = recent if len(recent) else whole[-LOOK_DAYS:]
    expected = _expected(meter, last)
    low = np.quantile(meter.clean.wh[last], _BASE_QUANTILE, axis=1)
    odd = meter.clean.has(Flag.SPIKE | Flag.STUCK).any(axis=1)
    estimated, missing = quality(days, meter.span)
    return Abnormal(
        findings=findings,
        looked_at=Period(
            meter.span.start + int(last[0]) * _DAY, meter.span.start + (int(last[-1]) + 1) * _DAY
        ),
        days_measured=len(last),
        energy_kwh=kwh(int(meter.clean.daily_wh[last].sum())),
        expected_kwh=None if expected is None else kwh(expected),
        base_w=round(float(np.median(low)) * SLOTS_PER_DAY / 24),
        odd_days=int(odd.sum()),
        provenance=Provenance(
            computed_at=now,
            meter_no=account.meter_no,
            readings=meter.span,
            days_estimated=estimated,
            days_missing=missing,
            model=f"{anomalies.VERSION} on {len(whole)} days",
        ),
    )


def _expected(meter: _Meter, last: NDArray[np.int64]) -> int | None:
    """Energy of the last days by the answer to the weather that the days before showed, Wh."""
    before = slice(0, int(last[0]))
    temperature = meter.mean_c[last]
    if not np.isfinite(temperature).all():
        return None
    try:
        response = weather_response.fit(
            daily_wh=meter.clean.daily_wh[before],
            mean_c=meter.mean_c[before],
            day_off=meter.day_off[before],
        )
    except NotEnoughReadings:
        return None
    off = response.day_off_wh * meter.day_off[last].sum()
    energy = response.level_wh * len(last) + response.weather_wh(temperature).sum() + off
    return max(0, round(float(energy)))
