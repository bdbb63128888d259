"""Demand response baselines on days without an event: how far each rule is from the truth.

Every workday of the test period before which ten others lie stands for an event day that had none
(placebo); days before the test period only serve as history. An area is asked on summer workdays
from 14 to 18 h, homes from 17 to 20 h; daily data has no hours.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.forecast_data import Dataset, Row
from bot.analytics import calendar_facts, load_cleaning
from bot.analytics.dr_baseline import METHODS, Method, Window, fit, placebo_pairs
from bot.domain.demand_response import BaselineRule
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TASK = "demand response baseline"
OURS = "10-in-10 +-20 %"
RULES = {
    "10-in-10": Method(10),
    OURS: METHODS[BaselineRule.TEN_IN_TEN],
    "last 5 workdays": METHODS[BaselineRule.LAST_FIVE],
    "last 5 workdays +-20 %": Method(5, 0.2),
}
SUMMER = (6, 7, 8, 9)
REGION_HOURS, HOME_HOURS = (14, 18), (17, 20)
MOST_REGION_RRMSE = 1.3
_MINUTES_PER_HOUR = 60


def run(data: Dataset) -> list[Row]:
    """Rows for one folder; none for daily data, which has no hours to ask for."""
    if data.kind == "region":
        return list(_region(data))
    return list(_homes(data)) if data.kind == "homes" else []


def _region(data: Dataset) -> Iterator[Row]:
    """The area as a whole; several series of one folder are areas by themselves."""
    for series in data.load:
        cleaned = load_cleaning.clean(data.by_day(str(series)))
        alike = _workdays(data) & cleaned.whole_days
        summer = np.isin(data.days.month, SUMMER)
        errors = _errors(data, cleaned.load, alike, REGION_HOURS, among=summer)
        for rule, (wape, rrmse, bias) in errors.items():
            best = rule == OURS
            task = f"{TASK}, area {REGION_HOURS[0]}-{REGION_HOURS[1]} h"
            yield Row(
                task,
                f"RRMSE %, {rule}",
                rrmse,
                bar=f"<= {MOST_REGION_RRMSE}" if best else "",
                holds=rrmse <= MOST_REGION_RRMSE if best else None,
            )
            yield Row(task, f"WAPE %, {rule}", wape)
            yield Row(task, f"bias %, {rule}", bias)


def _homes(data: Dataset) -> Iterator[Row]:
    """Each home by itself (median), and all of them together."""
    by_home = [data.by_day(str(series)) for series in data.load]
    workdays = _workdays(data)
    alone = [
        found
        for load in by_home
        if (found := _errors(data, load, workdays & _whole(load), HOME_HOURS))
    ]
    together = np.sum(by_home, axis=0)
    summed = _errors(data, together, workdays & _whole(together), HOME_HOURS)
    task = f"{TASK}, homes {HOME_HOURS[0]}-{HOME_HOURS[1]} h"
    for rule in RULES:
        found = [home[rule] for home in alone if rule in home]
        if found:
            median = np.median(np.array(found), axis=0)
            for place, measure in enumerate(("WAPE", "RRMSE", "bias")):
                yield Row(task, f"{measure} %, {rule}, one home (median)", float(median[place]))
        if rule in summed:
            for place, measure in enumerate(("WAPE", "RRMSE", "bias")):
                yield Row(task, f"{measure} %, {rule}, all together", summed[rule][place])


def _errors(
    data: Dataset,
    load: Floats,
    alike: Bools,
    hours: tuple[int, int],
    *,
    among: Bools | None = None,
) -> dict[str, tuple[float, float, float]]:
    """WAPE, RRMSE and bias of each rule, per cent, on the same days for all."""
    per_hour = _MINUTES_PER_HOUR // data.step_minutes
    window = Window(hours[0] * per_hour, hours[1] * per_hour)
    tested = np.arange(len(load)) >= data.test_day
    judged = tested if among is None else tested & among
    found: dict[str, tuple[float, float, float]] = {}
    for rule, method in RULES.items():
        told, true = placebo_pairs(
            load,
            alike=alike,
            window=window,
            method=method,
            steps_per_hour=per_hour,
            among=judged,
        )
        try:
            errors = fit(told, true)
        except NotEnoughReadings:
            continue
        if not np.isfinite(errors.rrmse):
            continue
        wape = float(np.abs(told - true).sum() / true.sum())
        found[rule] = (wape * 100, errors.rrmse * 100, errors.bias * 100)
    return found


def _workdays(data: Dataset) -> Bools:
    days = data.days.to_numpy().astype("datetime64[D]")
    facts = calendar_facts.facts(days, calendar=data.calendar)
    return np.asarray(facts.day_off == 0, dtype=np.bool_)


def _whole(load: Floats) -> Bools:
    return np.asarray(np.isfinite(load).all(axis=1), dtype=np.bool_)
