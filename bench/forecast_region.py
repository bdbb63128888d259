"""An area's load: day-ahead against yesterday's curve and statsforecast, and 90 days ahead.

Weather is what a forecast would have told: the observed day with an error of 2 degrees and one
day in seven wrong about rain (seeded). Days with a broken or missing step are not judged.
Nothing is chosen on the days that are measured.
"""

from __future__ import annotations

from time import process_time

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.forecast_data import Dataset, Row
from bot.analytics import conformal, load_backtest, load_challengers, load_rules, mid_term
from bot.analytics.load_features import AreaDays, DayWeather, aligned_places, area_days
from bot.analytics.load_forecast import MIN_DAYS

Floats = NDArray[np.float64]

CALIBRATION_DAYS = 60
MOST_FITS = 7
CHALLENGED_DAYS = 20
SHARE = 0.80
TOLD_ERROR_C = 2.0
TOLD_RAIN_WRONG = 1 / 7
SEED = 20260616
MONTH, QUARTER = 30, 90
_RAIN = "雨|雪|rain|snow"


def run(data: Dataset) -> list[Row]:
    """Every row of every area in the folder."""
    rows = []
    for series in data.load.columns:
        mark = f" {series}" if len(data.load.columns) > 1 else ""
        area = _area(data, data.by_day(series))
        rows += _day_ahead(area, data.test_day, f"region day-ahead{mark}")
        rows += _mid_term(area, data.test_day, data.calendar, f"region 90 days{mark}")
    return rows


def _area(data: Dataset, load: Floats) -> AreaDays:
    days = data.days.to_numpy().astype("datetime64[D]")
    observed = day_weather(data)
    random = np.random.default_rng(SEED)
    told = None
    if observed is not None:
        wrong = random.random(len(days)) < TOLD_RAIN_WRONG
        told = DayWeather(
            observed.tmax_c + random.normal(0.0, TOLD_ERROR_C, len(days)),
            observed.tmin_c + random.normal(0.0, TOLD_ERROR_C, len(days)),
            np.where(wrong, 1.0 - observed.rain, observed.rain),
        )
    return area_days(days=days, load=load, calendar=data.calendar, observed=observed, told=told)


def day_weather(data: Dataset) -> DayWeather | None:
    """The folder's weather by day: its own highs and lows, or those of hourly temperatures."""
    table = data.weather
    if table is None:
        return None
    if {"tmax", "tmin"} <= set(table.columns):
        daily = table[["tmax", "tmin"]]
    elif "temp" in table.columns:
        daily = table["temp"].resample("D").agg(["max", "min"]).set_axis(["tmax", "tmin"], axis=1)
    else:
        return None
    daily = daily.groupby(pd.DatetimeIndex(daily.index).normalize()).mean().reindex(data.days)
    rain = pd.Series(np.nan, index=data.days)
    if "condition" in table.columns:
        words = table["condition"].groupby(pd.DatetimeIndex(table.index).normalize()).first()
        said = words.reindex(data.days)
        rain = said.str.contains(_RAIN, case=False).where(said.notna()).astype(float)
    return DayWeather(
        daily["tmax"].to_numpy(dtype=np.float64),
        daily["tmin"].to_numpy(dtype=np.float64),
        rain.to_numpy(dtype=np.float64),
    )


def _day_ahead(area: AreaDays, test_day: int, task: str) -> list[Row]:
    last = len(area.days)
    first = max(test_day - CALIBRATION_DAYS, MIN_DAYS * 2)
    if test_day - first < conformal.MIN_DAYS or last <= test_day:
        return [Row(task, "days to learn from (too few: refused)", float(test_day))]
    every = max(MONTH, -(-(last - test_day) // (MOST_FITS - 1)))
    started = process_time()
    before = load_backtest.backtest(area, first=first, last=test_day, every_days=CALIBRATION_DAYS)
    ours = load_backtest.backtest(area, first=test_day, last=last, every_days=every)
    seconds = process_time() - started
    judged = ~area.broken[test_day:].any(axis=1)
    actual = np.exp(area.log_load[test_day:])
    rules = load_rules.forecasts(area)
    naive = rules[load_rules.YESTERDAY][test_day:]
    holiday = judged & area.facts.holiday[test_day:]
    chosen = load_backtest.champion(
        area, first=first, last=test_day, forecasts={load_backtest.LIGHTGBM: before}
    )
    if chosen.name != load_backtest.LIGHTGBM:
        before, ours = rules[chosen.name][first:test_day], rules[chosen.name][test_day:]
    rows = [
        _ratio_row(task, "WAPE %", actual, ours, naive, judged, 0.60),
        *(
            [_ratio_row(task, "WAPE %, holidays", actual, ours, naive, holiday, 0.65)]
            if holiday.any()
            else []
        ),
        _ratio_row(task, "WAPE %, other days", actual, ours, naive, judged & ~holiday, None),
        _coverage_row(task, area, first, test_day, np.concatenate([before, ours])),
    ]
    rows += [
        _plain_row(task, actual, ours, rules[name][test_day:], judged, name)
        for name in rules
        if name != load_rules.YESTERDAY
    ]
    rows += _challengers(task, area, test_day, ours, judged)
    judged_days, fits = float(judged.sum()), 1 + -(-(last - test_day) // every)
    return [
        *rows,
        Row(task, "days judged (broken ones left out)", judged_days, float(last - test_day), "all"),
        Row(task, "past WAPE % of the champion", chosen.wape_percent[chosen.name],
            rival_name=chosen.name),
        Row(task, "CPU-s of a fit and its forecasts", seconds / fits),
    ]  # fmt: skip


def _ratio_row(
    task: str, measure: str, actual: Floats, ours: Floats, naive: Floats,
    counted: NDArray[np.bool_], most: float | None,
) -> Row:  # fmt: skip
    mine = load_backtest.wape_percent(actual, ours, counted)
    theirs = load_backtest.wape_percent(actual, naive, counted)
    bar = f"<= {most:.2f} x rival" if most is not None else ""
    holds = mine <= most * theirs if most is not None else None
    return Row(task, measure, mine, theirs, load_rules.YESTERDAY, bar, holds)


def _plain_row(
    task: str, actual: Floats, ours: Floats, theirs: Floats, judged: NDArray[np.bool_], name: str
) -> Row:
    """Beside a rule that carries no bar, on the days it has a forecast for."""
    both = judged & np.isfinite(theirs).all(axis=1)
    if not both.any():
        return Row(task, "WAPE %", load_backtest.wape_percent(actual, ours, judged), None, name)
    mine = load_backtest.wape_percent(actual, ours, both)
    return Row(task, "WAPE %", mine, load_backtest.wape_percent(actual, theirs, both), name)


def _coverage_row(task: str, area: AreaDays, first: int, test_day: int, both: Floats) -> Row:
    actual = np.where(area.broken[first:], np.nan, np.exp(area.log_load[first:]))
    start = test_day - first
    interval = conformal.rolling(actual=actual, forecast=both, first=start, share=SHARE)
    covered = 100.0 * interval.coverage(actual[start:])
    return Row(
        task, "80 % interval covers %", covered, None, "", "77 to 83", bool(77.0 <= covered <= 83.0)
    )


def _challengers(
    task: str, area: AreaDays, test_day: int, ours: Floats, judged: NDArray[np.bool_]
) -> list[Row]:
    """Each statsforecast model, fitted anew on its last weeks, on evenly spread days."""
    places = np.flatnonzero(judged)
    places = places[np.unique(np.linspace(0, len(places) - 1, CHALLENGED_DAYS).astype(int))]
    load = np.exp(area.log_load)
    found: dict[str, list[Floats]] = {}
    started = process_time()
    for place in places:
        for name, values in load_challengers.forecasts(load[: test_day + place]).items():
            found.setdefault(name, []).append(values)
    seconds = (process_time() - started) / max(1, len(places))
    actual, mine = load[test_day + places], ours[places]
    our_error = load_backtest.wape_percent(actual, mine)
    rows = [Row(task, "CPU-s of a day, statsforecast", seconds)] if found else []
    for name, values in found.items():
        if len(values) == len(places):
            theirs = load_backtest.wape_percent(actual, np.array(values))
            measure = f"WAPE %, {len(places)} days"
            rows.append(Row(task, measure, our_error, theirs, name, "< rival", our_error < theirs))
    return rows


def _mid_term(area: AreaDays, test_day: int, calendar: str, task: str) -> list[Row]:
    """Daily energy and its 90-day sum, a forecast every month of the test, beside simple rules."""
    energy = np.exp(area.log_load).mean(axis=1)
    origins = range(test_day, len(energy) - QUARTER + 1, MONTH)
    if test_day < mid_term.MIN_DAYS or not len(origins):
        return []
    errors: dict[str, list[tuple[float, float]]] = {}
    for origin in origins:
        actual = energy[origin : origin + QUARTER]
        for name, values in _ninety_days(area, energy, origin, calendar).items():
            daily = load_backtest.wape_percent(actual, values)
            total = 100.0 * abs(values.sum() / actual.sum() - 1.0)
            errors.setdefault(name, []).append((daily, total))
    means = {name: np.mean(values, axis=0) for name, values in errors.items()}
    mine = means.pop("ours")
    return [
        Row(task, f"{measure}, {len(origins)} origins", float(mine[at]), float(theirs[at]), name)
        for name, theirs in means.items()
        for at, measure in enumerate(("daily WAPE %", "total APE %"))
    ]


def _ninety_days(area: AreaDays, energy: Floats, origin: int, calendar: str) -> dict[str, Floats]:
    weather = area.observed
    known = weather and DayWeather(
        weather.tmax_c[:origin], weather.tmin_c[:origin], weather.rain[:origin]
    )
    past = energy[:origin]
    ours = mid_term.forecast(
        days=area.days[:origin], energy=past, horizon_days=QUARTER, calendar=calendar, weather=known
    )
    ahead = np.arange(origin, origin + QUARTER)
    aligned = aligned_places(area.days)
    recent = np.arange(origin - mid_term.LEVEL_DAYS, origin)
    found = {
        "ours": ours.energy,
        "flat last 28 days": np.full(QUARTER, past[-mid_term.LEVEL_DAYS :].mean()),
        "364 days before": energy[ahead - 364],
    }
    if (aligned[recent] >= 0).all() and (aligned[ahead] < origin).all():
        growth = energy[recent].sum() / energy[aligned[recent]].sum()
        found["lunar-aligned last year x growth"] = energy[aligned[ahead]] * growth
    return found
