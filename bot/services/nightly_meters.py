"""What a night finds out about each meter of a piece, from its half-hours and the weather."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.analytics import anomalies, calendar_facts, cycle_energy, load_shapes, meter_features
from bot.analytics.cleaning import CleanMeter, clean
from bot.analytics.cycle_energy import CycleModel, CycleOutlook
from bot.analytics.daily_energy_panel import Days, Panel
from bot.analytics.day_kind import is_day_off
from bot.analytics.meter_features import DayKinds
from bot.domain.account import SupplyClass
from bot.domain.anomaly import Anomaly
from bot.domain.insight import MeterInsight, MeterPlace, Outlook, Window
from bot.domain.load_shape import LoadShape
from bot.domain.period import Period, add_months
from bot.domain.unable import NotEnoughReadings
from bot.storage.meters import MeterGrid

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HISTORY_DAYS = 400
"""Days before the night that are read."""
COVER = 0.8
_SPRING_DAYS = 7.0
_DIGITS = 5


@dataclass(frozen=True)
class Surroundings:
    """One value for each day of the history."""

    mean_c: Floats
    """NaN where unknown."""
    kinds: DayKinds
    day_off: Bools

    def since(self, day: int) -> Surroundings:
        """The days from a place on."""
        kinds = DayKinds(
            self.kinds.day_off[day:], self.kinds.holiday[day:], self.kinds.spring[day:]
        )
        return Surroundings(self.mean_c[day:], kinds, self.day_off[day:])


@dataclass(frozen=True)
class FoundOut:
    """What was found out about the meters of a piece."""

    insights: list[MeterInsight]
    odd: dict[str, str]
    """Kind of error by number of the meters that are left out."""


def history_before(night: date) -> Period:
    """The days a night looks at."""
    return Period(night - timedelta(days=HISTORY_DAYS), night)


def windows_from(night: date) -> tuple[tuple[Window, Period], ...]:
    """The rest of the month that holds the night, and the month after."""
    following = add_months(night.replace(day=1), 1)
    return (
        (Window.REST_OF_MONTH, Period(night, following)),
        (Window.NEXT_MONTH, Period(following, add_months(following, 1))),
    )


def surroundings(span: Period, celsius: dict[date, float]) -> Surroundings:
    """Calendar and weather of every day of the history."""
    facts = calendar_facts.facts(_days_of(span))
    spring = np.abs(facts.from_spring) <= _SPRING_DAYS
    off = np.array([is_day_off(day) for day in span.each_day()], dtype=np.bool_)
    return Surroundings(
        mean_c=np.array([celsius.get(day, np.nan) for day in span.each_day()]),
        kinds=DayKinds(day_off=off, holiday=(facts.statutory > 0) & ~spring, spring=spring),
        day_off=off,
    )


def _days_of(span: Period) -> Days:
    return np.datetime64(span.start, "D") + np.arange(span.days).astype("timedelta64[D]")


def panel_of(grid: MeterGrid) -> Panel:
    """Energy of whole days; a day with a missing half-hour is missing."""
    kwh = np.where(grid.missing_slots == 0, grid.slot_wh.sum(axis=2) / 1000.0, np.nan)
    return Panel(kwh, _days_of(grid.period))


def homes_of(places: Sequence[MeterPlace]) -> Bools:
    """Which meters people live behind."""
    return np.array([place.supply_class is SupplyClass.RESIDENTIAL for place in places])


def insights_of(
    *,
    places: Sequence[MeterPlace],
    grid: MeterGrid,
    around: Surroundings,
    model: CycleModel | None,
    night: date,
    now: datetime,
) -> FoundOut:
    """One for each meter, in the order of the places; thin data leaves parts out.

    A meter that nobody foresaw is left out and told of: it must not cost the others their night.
    """
    outlooks = _outlooks(places, grid, model, night)
    found, odd = [], {}
    for number, place in enumerate(places):
        try:
            found.append(_insight(place, grid, number, around, outlooks[number], night, now))
        except Exception as error:
            odd[place.meter_no] = type(error).__name__
    return FoundOut(found, odd)


def _insight(
    place: MeterPlace,
    grid: MeterGrid,
    number: int,
    around: Surroundings,
    outlooks: tuple[Outlook, ...],
    night: date,
    now: datetime,
) -> MeterInsight:
    read = np.flatnonzero(grid.read[number])
    if not len(read):
        return MeterInsight(place.meter_no, night, now, meter_features.VERSION, 0, None, None)
    first = int(read[0])
    since, meter = around.since(first), _clean(grid, number, first)
    features, shape = _features(meter, since)
    home = place.supply_class is SupplyClass.RESIDENTIAL
    return MeterInsight(
        meter_no=place.meter_no,
        night=night,
        computed_at=now,
        version=meter_features.VERSION,
        days=int(meter.whole_days.sum()),
        features=features,
        shape=shape,
        outlooks=outlooks,
        findings=_findings(meter, since, grid.period.start + timedelta(days=first), home),
        findings_version=anomalies.VERSION,
    )


def _clean(grid: MeterGrid, number: int, first: int) -> CleanMeter:
    """As `services.anomaly` reads a meter, so that both find the same."""
    return clean(
        wh=grid.slot_wh[number, first:].astype(np.float64),
        missing=grid.missing_slots[number, first:] > 0,
        estimated=grid.estimated_slots[number, first:] > 0,
    )


def _features(
    meter: CleanMeter, around: Surroundings
) -> tuple[dict[str, Any] | None, LoadShape | None]:
    try:
        found = meter_features.features(
            kwh=meter.wh / 1000.0, mean_c=around.mean_c, kinds=around.kinds
        )
    except NotEnoughReadings:
        return None, None
    values: dict[str, Any] = _plain(asdict(found))
    return values, load_shapes.name_of(shape=found.shape)


def _findings(
    meter: CleanMeter, around: Surroundings, first_day: date, home: bool
) -> tuple[Anomaly, ...]:
    try:
        return anomalies.find_anomalies(
            meter=meter,
            first_day=first_day,
            mean_c=around.mean_c,
            day_off=around.day_off,
            home=home,
        )
    except NotEnoughReadings:
        return ()


def _outlooks(
    places: Sequence[MeterPlace], grid: MeterGrid, model: CycleModel | None, night: date
) -> list[tuple[Outlook, ...]]:
    panel, windows = panel_of(grid), windows_from(night)
    told = cycle_energy.ahead(
        model,
        panel=panel,
        around=cycle_energy.around_of(panel),
        homes=homes_of(places),
        horizon=(windows[-1][1].end - night).days,
    )
    days = panel.present(0, len(panel.days))
    by_window = [_of_window(told, days, window, period, night) for window, period in windows]
    return [
        tuple(outlook for outlook in of_meter if outlook is not None)
        for of_meter in zip(*by_window, strict=True)
    ]


def _of_window(
    told: CycleOutlook, days: Floats, window: Window, period: Period, night: date
) -> list[Outlook | None]:
    first, after = (period.start - night).days, (period.end - night).days
    total = told.total(first, after)
    low, high = told.between(first, after, cover=COVER)
    return [
        Outlook(
            window=window,
            period=period,
            energy_wh=round(total[meter] * 1000),
            low_wh=_wh(low[meter]),
            high_wh=_wh(high[meter]),
            cover=COVER,
            days=int(days[meter]),
            version=told.version,
        )
        if np.isfinite(total[meter])
        else None
        for meter in range(len(total))
    ]


def _wh(kwh: float) -> int | None:
    return round(kwh * 1000) if math.isfinite(kwh) else None


def _plain(value: Any) -> Any:
    """For JSON: plain numbers of a few digits, nothing infinite."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, np.ndarray):
        return [_plain(part) for part in value.tolist()]
    if isinstance(value, float | np.floating):
        return round(float(value), _DIGITS) if math.isfinite(value) else None
    return value
