"""Unusual use of one meter, from its own half-hours and the weather."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from bot.analytics.car_charging import charging_kwh
from bot.analytics.cleaning import CleanMeter
from bot.analytics.level_step import Step, felt, find_step, matched_change, step_at, weather_terms
from bot.domain.anomaly import Anomaly, AnomalyKind, Reason
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

VERSION = "anomalies-1"
MIN_DAYS = 35
"""Whole days below which nothing is called unusual."""
RECENT_DAYS = 62
"""What ended longer ago, or a rise that began longer ago, is no news."""
LEAST_STRENGTH = 6.0
"""A change must stand this far out of its own error."""
_WHOLE_STRENGTH = 4.0
"""A day's energy goes up and down more than its base."""
LEAK_W = 120.0
"""The smallest constant draw that is called a leak: 86 kWh a month."""
BASE_W = 60.0
RISE_SHARE, RISE_WH = 0.35, 1000.0
FALL = 0.6
"""Theft is suspected where everything falls to this part or less ..."""
SAME_FALL = 0.45
"""... and the base falls like the whole (difference of logarithms)."""
SAME_SHAPE = 0.8
VACANT_W = 150.0
"""A fridge and what stands by use less than this in an empty home."""
VACANT_DAYS = 5
STOPPED_DAYS = 2
_QUIET_W = 100.0
_HOLDS = 0.6
"""Part of a change that other ways of looking at it must show as well."""
_PART = 0.33
"""A raised base is at least this part of what runs now."""
_ORDINARY_WH = 500.0
_BEFORE_DAYS, _AFTER_DAYS, _FALL_DAYS = 21, 5, 14
_AROUND = 28
_SURE = 20.0


@dataclass(frozen=True)
class _Days:
    """The measured days of one meter on which it counted anything."""

    row: NDArray[np.int64]
    """Place of each among all days."""
    wh: Floats
    terms: Floats
    felt_c: Floats
    daily: Floats
    base: Floats
    """Lowest mean power of two hours, W."""
    life: Floats
    """How far the two-hour means of a day are apart, W: what people switch on and off."""
    first_day: date
    total_days: int

    def day(self, place: int) -> date:
        return self.first_day + timedelta(days=int(self.row[place]))


def find_anomalies(
    *, meter: CleanMeter, first_day: date, mean_c: Floats, day_off: Bools, home: bool
) -> tuple[Anomaly, ...]:
    """Everything unusual, what matters most first; staff-only kinds included.

    The meter's days begin on `first_day`; `mean_c` (NaN where unknown) and `day_off` have one
    value for each. `home` is False for shops and firms, which are never vacant in this sense.

    Raises:
        NotEnoughReadings: fewer whole days than `MIN_DAYS`. Facts: days_present, days_needed.
    """
    whole = meter.whole_days
    if int(whole.sum()) < MIN_DAYS:
        raise NotEnoughReadings(days_present=int(whole.sum()), days_needed=MIN_DAYS)
    silent = _silent(meter, whole)
    terms = weather_terms(mean_c=mean_c, day_off=day_off)
    days = _days(meter, whole & ~silent, first_day, terms, felt(mean_c=mean_c))
    found = [_stopped(days, silent, whole)]
    if len(days.row) >= MIN_DAYS:
        found += [_raised_base(days), _theft(days), _vacant(days) if home else None]
        found.append(_rise(days, told=[one for one in found if one is not None]))
    order = list(AnomalyKind)
    present = [one for one in found if one is not None]
    return tuple(sorted(present, key=lambda one: (one.until is not None, order.index(one.kind))))


def _days(meter: CleanMeter, used: Bools, first_day: date, terms: Floats, felt_c: Floats) -> _Days:
    wh = meter.wh[used]
    slot_hours = 24.0 / wh.shape[1]
    two_hours = max(1, round(2.0 / slot_hours))
    means = sliding_window_view(wh, two_hours, axis=1).mean(axis=2) / slot_hours
    return _Days(
        row=np.flatnonzero(used),
        wh=wh,
        terms=terms[used],
        felt_c=felt_c[used],
        daily=wh.sum(axis=1),
        base=means.min(axis=1) if len(wh) else np.zeros(0),
        life=np.ptp(np.quantile(means, [0.05, 0.95], axis=1), axis=0) if len(wh) else np.zeros(0),
        first_day=first_day,
        total_days=len(used),
    )


def _silent(meter: CleanMeter, whole: Bools) -> Bools:
    """Runs of measured days on which nothing at all was counted."""
    nothing = whole & (np.nansum(meter.wh, axis=1) == 0)
    silent = np.zeros(len(whole), dtype=np.bool_)
    for start, end in _runs(nothing | ~whole):
        if int(nothing[start:end].sum()) >= STOPPED_DAYS:
            silent[start:end] = nothing[start:end]
    return silent


def _runs(true: Bools) -> list[tuple[int, int]]:
    change = np.diff(np.concatenate([[0], true.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def _stopped(days: _Days, silent: Bools, whole: Bools) -> Anomaly | None:
    """The newest silence of a meter that otherwise counts every day."""
    runs = [run for run in _runs(silent | ~whole) if silent[run[0] : run[1]].any()]
    if not runs:
        return None
    places = np.flatnonzero(silent)
    last_run = runs[-1]
    shown = places[(places >= last_run[0]) & (places < last_run[1])]
    start, after = int(shown[0]), int(shown[-1]) + 1
    before = days.daily[days.row < start][-_AROUND:]
    ended = bool((days.row >= after).any())
    if len(before) < _AROUND // 2 or np.median(before) < _ORDINARY_WH:
        return None
    if len(days.row) < 3 * silent[:start].sum() or (
        ended and days.total_days - after > RECENT_DAYS
    ):
        return None
    base = days.base[days.row < start][-_AROUND:]
    usual = round(float(np.median(before)))
    return Anomaly(
        kind=AnomalyKind.METER_STOPPED,
        reason=Reason.NO_SUPPLY_OR_STOPPED,
        since=days.first_day + timedelta(days=start),
        until=days.first_day + timedelta(days=after) if ended else None,
        days=len(shown),
        before_wh=usual,
        after_wh=0,
        extra_wh=-usual,
        base_before_w=round(float(np.median(base))),
        base_after_w=0,
        confidence=min(0.99, 0.7 + 0.05 * len(shown)),
    )


def _raised_base(days: _Days) -> Anomaly | None:
    """A leak, or one more thing that runs at night."""
    step = _find(days, days.base)
    if step is None or step.size < BASE_W or step.strength < LEAST_STRENGTH:
        return None
    if step.size < _PART * float(np.median(days.base[step.place :])) or not step.lasts:
        return None
    matched = _matched(days, days.base, step)
    if matched is None or matched < max(BASE_W, _HOLDS * step.size):
        return None
    livelier = _matched(days, days.life, step)
    if livelier is None or abs(livelier) >= max(_HOLDS * step.size, LEAK_W):
        # People came home, or began to live otherwise: that is no base.
        return None
    # What never switches off lifts every hour alike; a fridge more or a late bedtime lifts a few.
    lifted = float(np.quantile(_hours_lifted(days, step.place), 0.25))
    leak = step.size >= LEAK_W and lifted >= _HOLDS * step.size
    return _changed(
        days,
        step,
        kind=AnomalyKind.LEAK if leak else AnomalyKind.RAISED_BASE,
        reason=Reason.CONSTANT_DRAW if leak else Reason.ALWAYS_ON,
        extra_wh=step.size * 24,
    )


def _matched(days: _Days, values: Floats, step: Step) -> float | None:
    change = matched_change(values=values, felt_c=days.felt_c, place=step.place)
    return None if change is None else float(change)


def _theft(days: _Days) -> Anomaly | None:
    """Base and whole fell to the same small part, and the day kept its shape."""
    base = _find(days, np.log(np.maximum(days.base, 1.0)), least_after=_FALL_DAYS)
    if base is None or base.size > np.log(FALL) or not base.lasts:
        return None
    whole = step_at(values=np.log(np.maximum(days.daily, 1.0)), terms=days.terms, place=base.place)
    if whole.size > np.log(FALL) or abs(whole.size - base.size) > SAME_FALL or not whole.lasts:
        return None
    if base.strength < LEAST_STRENGTH or whole.strength < _WHOLE_STRENGTH:
        return None
    if not _alike(days, base.place):
        return None
    usual = float(np.median(days.daily[: base.place][-_AROUND:]))
    return _changed(
        days,
        base,
        kind=AnomalyKind.THEFT_SUSPECTED,
        reason=Reason.PART_NOT_COUNTED,
        extra_wh=-usual * (1 - float(np.exp(whole.size))),
    )


def _alike(days: _Days, place: int) -> bool:
    before = days.wh[max(0, place - _AROUND) : place].mean(axis=0)
    after = days.wh[place : place + _AROUND].mean(axis=0)
    return bool(np.ptp(before) > 0 < np.ptp(after)) and (
        float(np.corrcoef(before, after)[0, 1]) >= SAME_SHAPE
    )


def _vacant(days: _Days) -> Anomaly | None:
    """The newest days without signs of life, when much is used all the same."""
    quiet = days.life < _QUIET_W
    runs = [(start, end) for start, end in _runs(quiet) if end - start >= VACANT_DAYS]
    if not runs:
        return None
    start, end = runs[-1]
    ongoing = end >= len(days.row) - 1
    if not ongoing and days.total_days - int(days.row[end]) > RECENT_DAYS:
        return None
    # Long vacancy: the last weeks tell what runs now.
    now = slice(max(start, end - _AROUND), end)
    power = float(np.median(days.daily[now])) / 24.0
    if power < VACANT_W:
        return None
    before = days.daily[:start][-_AROUND:] if start else days.daily[now]
    base_before = days.base[:start][-_AROUND:] if start else days.base[now]
    return Anomaly(
        kind=AnomalyKind.VACANT_USE,
        reason=Reason.LEFT_ON_WHILE_AWAY,
        since=days.day(start),
        until=None if ongoing else days.day(end),
        days=end - start,
        before_wh=round(float(np.median(before))),
        after_wh=round(power * 24),
        extra_wh=round((power - VACANT_W / 2) * 24),
        base_before_w=round(float(np.median(base_before))),
        base_after_w=round(float(np.median(days.base[now]))),
        confidence=min(0.95, 0.6 + 0.02 * (end - start)),
    )


def _rise(days: _Days, *, told: Sequence[Anomaly]) -> Anomaly | None:
    """More a day than the weather explains, since a day not long ago and not told already."""
    recent = int(np.searchsorted(days.row, days.total_days - RECENT_DAYS))
    step = _find(days, days.daily)
    if step is None or step.place < recent or step.strength < LEAST_STRENGTH:
        return None
    usual = float(np.median(days.daily[: step.place][-_AROUND:]))
    matched = _matched(days, days.daily, step)
    if matched is None or min(step.size, matched) < max(RISE_WH, RISE_SHARE * usual):
        return None
    if any(abs((days.day(step.place) - one.since).days) <= _FALL_DAYS for one in told):
        return None
    return _changed(
        days,
        step,
        kind=AnomalyKind.SUDDEN_RISE,
        reason=_why_risen(days, step),
        extra_wh=step.size,
    )


def _why_risen(days: _Days, step: Step) -> Reason:
    since = days.wh[step.place :]
    if float(np.median(days.life[: step.place][-_AROUND:])) < _QUIET_W:
        return Reason.BACK_HOME
    car = charging_kwh(since / 1000.0).mean() * 1000.0
    if car >= 0.5 * step.size:
        return Reason.CAR_CHARGING
    hot, cold = days.terms[step.place :, 2].mean(), days.terms[step.place :, 4].mean()
    follows = _follows(days, step.place)
    if follows and hot > cold:
        return Reason.COOLING
    return Reason.HEATING if follows else Reason.MORE_USE


def _follows(days: _Days, place: int) -> bool:
    """Whether the days since the step go up and down with heat or cold."""
    degrees = days.terms[place:, 2:].sum(axis=1)
    if len(degrees) < _AFTER_DAYS or np.ptp(degrees) < 1.0 or np.ptp(days.daily[place:]) <= 0:
        return False
    return float(np.corrcoef(degrees, days.daily[place:])[0, 1]) >= 0.6


def _find(days: _Days, values: Floats, *, least_after: int = _AFTER_DAYS) -> Step | None:
    return find_step(
        values=values,
        terms=days.terms,
        least_before=_BEFORE_DAYS,
        least_after=least_after,
    )


def _hours_lifted(days: _Days, place: int) -> Floats:
    """Change of power in each slot of the day across the step, W.

    Days since are held against days before that felt alike, as far as there are any.
    """
    slot_hours = 24.0 / days.wh.shape[1]
    change = matched_change(values=days.wh, felt_c=days.felt_c, place=place)
    if change is None:
        before = np.median(days.wh[max(0, place - _AROUND) : place], axis=0)
        change = np.median(days.wh[place : place + _AROUND], axis=0) - before
    return np.asarray(change / slot_hours, dtype=np.float64)


def _changed(
    days: _Days, step: Step, *, kind: AnomalyKind, reason: Reason, extra_wh: float
) -> Anomaly:
    before = slice(max(0, step.place - _AROUND), step.place)
    after = slice(step.place, len(days.row))
    return Anomaly(
        kind=kind,
        reason=reason,
        since=days.day(step.place),
        until=None,
        days=len(days.row) - step.place,
        before_wh=round(float(np.median(days.daily[before]))),
        after_wh=round(float(np.median(days.daily[after]))),
        extra_wh=round(extra_wh),
        base_before_w=round(float(np.median(days.base[before]))),
        base_after_w=round(float(np.median(days.base[after]))),
        confidence=min(0.99, step.strength / (step.strength + _SURE / 4)),
    )
