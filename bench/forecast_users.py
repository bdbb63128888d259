"""Claims about single customers: next month's energy of many users, tomorrow's hours of homes.

Daily data: each month from the test on is forecast from the days before it; the model is fitted
anew every second month, on the days before. The bars are the best of the simple rules on the same
cells (a cell is a user and a month), and Theta and MSTL (statsforecast), one model a user, on a
sample of users. CPU-seconds count the points alone, for us as for them, all our fits included; the
fit behind our intervals doubles ours. Temperature, where the folder has it, is used for the first
seven days of a month only, as if forecast without error. A series as large as all the others
together is their total, not a customer, and is set apart.

Hourly data of homes: each test day is forecast from the days before it; fitted anew every 30 days.
The bar is the mean of the last seven days. Beside it stands how little there is to win: what the
mean of the seven days before AND the seven after would still miss, though nobody knows those.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

import numpy as np
import pandas as pd

from bench.forecast_data import Dataset, Row
from bot.analytics import home_hours, month_energy_past, month_energy_rules
from bot.analytics.daily_energy_panel import Days, Floats, Panel
from bot.analytics.home_hours_features import HOURS, WEEK, HomePanel, mean_of
from bot.analytics.month_energy_past import PastMonths

LEAST_USERS = 20
SAMPLE = 100
"""Users on whom one-model-a-user methods are run."""
SEED = 20161001
_REFIT_MONTHS, _REFIT_DAYS = 2, 30
_MONTH, _HOME = "users next month", "homes day-ahead"


def run(data: Dataset) -> list[Row]:
    """The rows of one folder; none where it holds no customers."""
    if data.kind == "enterprises":
        return _next_month(data)
    return _day_ahead(data) if data.kind == "homes" else []


def customers(data: Dataset) -> pd.DataFrame:
    """The load without a series that is the total of the others."""
    means = data.load.mean().fillna(0.0)
    totals = means.index[means >= means.sum() - means] if len(means) > 2 else []
    return data.load.drop(columns=list(totals))


def daily_mean_c(data: Dataset) -> Floats | None:
    """Daily mean temperature of the folder's days, or None."""
    if data.weather is None:
        return None
    if {"tmax", "tmin"} <= set(data.weather.columns):
        mean = (data.weather["tmax"] + data.weather["tmin"]) / 2.0
    elif "temp" in data.weather.columns:
        mean = data.weather["temp"]
    else:
        return None
    daily = mean.resample("D").mean().reindex(data.days).interpolate(limit=3)
    return daily.to_numpy(dtype=np.float64)


@dataclass(frozen=True)
class _Cells:
    """Users x months that every method has forecast."""

    actual: Floats
    scored: np.ndarray

    def median_ape(self, told: Floats, only: np.ndarray | None = None) -> float:
        chosen = self.scored if only is None else self.scored & only
        wrong = np.abs(told - self.actual)[chosen] / self.actual[chosen]
        return float(np.median(wrong)) * 100.0

    def wape(self, told: Floats, only: np.ndarray | None = None) -> float:
        chosen = self.scored if only is None else self.scored & only
        missed = np.abs(told - self.actual)[chosen].sum()
        return float(missed / self.actual[chosen].sum()) * 100.0


def _next_month(data: Dataset) -> list[Row]:
    load = customers(data)
    if load.shape[1] < LEAST_USERS:
        return []
    panel = Panel(
        load.to_numpy(dtype=np.float64).T.copy(), data.days.values.astype("datetime64[D]")
    )
    months = _whole_months(panel, np.datetime64(data.test_start, "D"))
    if not len(months):
        return []
    mean_c = daily_mean_c(data)
    told = month_energy_past.past_months(
        panel, months=months, calendar=data.calendar, mean_c=mean_c,
        refit_every=_REFIT_MONTHS, seed=SEED,
    )  # fmt: skip
    started = process_time()
    month_energy_past.past_months(
        panel, months=months, calendar=data.calendar, mean_c=mean_c,
        refit_every=_REFIT_MONTHS, errors=False, seed=SEED,
    )  # fmt: skip
    cpu_ms = (process_time() - started) * 1000.0 / told.forecast_kwh.size
    rules = _by_rules(panel, months)
    known = np.isfinite(told.actual_kwh) & (told.actual_kwh > 0) & np.isfinite(told.forecast_kwh)
    for values in rules.values():
        known &= np.isfinite(values)
    cells = _Cells(told.actual_kwh, known)
    return [
        *_against_rules(cells, told.forecast_kwh, rules),
        *_of_interval(told, cells),
        *_of_total(cells, told.forecast_kwh, rules),
        *_against_models(panel, months, cells, told.forecast_kwh, cpu_ms),
    ]


def _against_rules(cells: _Cells, ours: Floats, rules: dict[str, Floats]) -> list[Row]:
    measures: list[tuple[str, Callable[[Floats], float], float]] = [
        ("median APE %", cells.median_ape, 0.80),
        ("WAPE %", cells.wape, 0.82),
    ]
    rows = [_row("cells (users x months)", float(cells.scored.sum()))]
    for name, measure, most in measures:
        best = min(rules, key=lambda rule: measure(rules[rule]))
        rival, figure = measure(rules[best]), measure(ours)
        bar = f"<= {most:.2f} x {best}"
        rows.append(_row(name, figure, rival, best, bar, figure <= most * rival))
    return rows


def _of_interval(told: PastMonths, cells: _Cells) -> list[Row]:
    inside = (told.low_kwh <= told.actual_kwh) & (told.actual_kwh <= told.high_kwh)
    error = told.error_share()
    own = error[np.isfinite(error)]
    return [
        _row("80 % interval covers %", float(inside[cells.scored].mean()) * 100.0),
        _row("own past error of the median user %", float(np.median(own)) * 100.0),
    ]


def _of_total(cells: _Cells, ours: Floats, rules: dict[str, Floats]) -> list[Row]:
    """All users' sum, month by month."""

    def wrong(told: Floats) -> float:
        sums = [np.where(cells.scored, kwh, 0.0).sum(axis=0) for kwh in (told, cells.actual)]
        return float(np.abs(sums[0] / sums[1] - 1.0).mean()) * 100.0

    best = min(rules, key=lambda rule: wrong(rules[rule]))
    return [_row("all users' sum, MAPE %", wrong(ours), wrong(rules[best]), best)]


def _by_rules(panel: Panel, months: Days) -> dict[str, Floats]:
    told: dict[str, list[Floats]] = {name: [] for name in month_energy_rules.RULES}
    for month in months:
        length = month_energy_past.length_of(month)
        rules = month_energy_rules.simple(panel, origin=panel.place(month), length=length)
        for name, per_day in rules.items():
            told[name].append(per_day * length)
    return {name: np.column_stack(columns) for name, columns in told.items()}


def _against_models(
    panel: Panel, months: Days, cells: _Cells, ours: Floats, cpu_ms: float
) -> list[Row]:
    """Rows beside Theta and MSTL on a sample; none where statsforecast is not installed."""
    try:
        from statsforecast import models
    except ImportError:
        return []
    random = np.random.default_rng(SEED)
    users = np.flatnonzero(cells.scored.any(axis=1))
    users = np.sort(random.choice(users, min(SAMPLE, len(users)), replace=False))
    rows = []
    for model in (models.DynamicOptimizedTheta(season_length=7), models.MSTL([7])):
        theirs = np.full(cells.actual.shape, np.nan)
        started = process_time()
        for number, month in enumerate(months):
            length = month_energy_past.length_of(month)
            known = Panel(panel.kwh[users], panel.days).upto(panel.place(month))
            theirs[users, number] = by_statsforecast(model, known, length).sum(axis=1)
        per_cell = (process_time() - started) * 1000.0 / (len(users) * len(months))
        name, same = repr(model), np.isfinite(theirs)
        for measure, of in (("median APE %", cells.median_ape), ("WAPE %", cells.wape)):
            ratio = of(ours, same), of(np.nan_to_num(theirs), same)
            rows.append(
                _row(f"{measure}, {len(users)} users", *ratio, name, "<", ratio[0] < ratio[1])
            )
        holds = cpu_ms < 0.1 * per_cell
        rows.append(_row("CPU ms a forecast", cpu_ms, per_cell, name, "< 0.1 x", holds))
    return rows


def by_statsforecast(model: object, known: Panel, horizon: int) -> Floats:
    """Daily kWh by one model a meter, gaps filled straight; NaN for a meter it cannot take."""
    from statsforecast import StatsForecast

    table = pd.DataFrame(known.kwh.T, index=pd.DatetimeIndex(known.days)).interpolate()
    usable = [column for column in table if int(table[column].notna().sum()) >= 3 * 7]
    long = table[usable].rename_axis("ds").reset_index().melt("ds", var_name="unique_id")
    long = long.rename(columns={"value": "y"}).dropna()
    engine = StatsForecast(models=[model], freq="D", n_jobs=1)
    told = engine.forecast(df=long, h=horizon)
    values = told.iloc[:, -1].to_numpy(dtype=np.float64).reshape(-1, horizon)
    result = np.full((known.meters, horizon), np.nan)
    result[told["unique_id"].to_numpy()[::horizon].astype(int)] = np.maximum(values, 0.0)
    return result


def _whole_months(panel: Panel, first: np.datetime64) -> Days:
    """First days of the months that begin on or after `first` and end inside the panel."""
    end = panel.first_day + np.timedelta64(len(panel.days), "D")
    start = first.astype("datetime64[M]")
    if start.astype("datetime64[D]") < first:
        start = start + 1
    return np.arange(start, end.astype("datetime64[M]")).astype("datetime64[D]")


def _day_ahead(data: Dataset) -> list[Row]:
    panel = hourly(data)
    first, last = data.test_day, len(panel.days)
    if first >= last:
        return []
    ours, week, around = [], [], []
    model: home_hours.HomeModel | None = None
    started = process_time()
    for day in range(first, last):
        known = panel.upto(day)
        if model is None or (day - first) % _REFIT_DAYS == 0:
            model = home_hours.fit(known, calendar=data.calendar, seed=SEED)
        ours.append(home_hours.tomorrow(model, panel=known, day=panel.days[day]))
    cpu_s = process_time() - started
    for day in range(first, last):
        week.append(mean_of(panel.kwh, day, WEEK))
        near = np.concatenate(
            [panel.kwh[:, day - WEEK : day], panel.kwh[:, day + 1 : day + 1 + WEEK]], axis=1
        )
        around.append(mean_of(near, near.shape[1], near.shape[1]))
    told = {"ours": np.stack(ours), "week": np.stack(week), "hindsight": np.stack(around)}
    return _home_rows(panel.kwh[:, first:].transpose(1, 0, 2), told, cpu_s)


def hourly(data: Dataset) -> HomePanel:
    """The folder's homes by the hour; an hour with a step missing is missing."""
    per_hour = 60 // data.step_minutes
    energy = customers(data).to_numpy(dtype=np.float64)
    hours = energy.reshape(-1, per_hour, energy.shape[1])
    kwh = hours.mean(axis=1) if data.unit in ("W", "kW") else hours.sum(axis=1)
    temperature = None
    if data.weather is not None and "temp" in data.weather.columns:
        index = pd.date_range(data.days[0], periods=len(data.days) * HOURS, freq="h")
        series = data.weather["temp"].reindex(index).interpolate(limit=3)
        temperature = series.to_numpy(dtype=np.float64).reshape(-1, HOURS)
    days = data.days.values.astype("datetime64[D]")
    return HomePanel(kwh.T.reshape(-1, len(days), HOURS), days, temperature)


def _home_rows(actual: Floats, told: dict[str, Floats], cpu_s: float) -> list[Row]:
    both = np.isfinite(actual)
    for values in told.values():
        both &= np.isfinite(values)
    home = {name: _median_wape(values, actual, both) for name, values in told.items()}
    together = {name: _sum_wape(values, actual, both) for name, values in told.items()}
    name = "mean of 7 days"
    return [
        _row_home("median WAPE %", home["ours"], home["week"], name, "<= 1.00 x",
                  home["ours"] <= home["week"]),
        _row_home("summed load WAPE %", together["ours"], together["week"], name, "<",
                  together["ours"] < together["week"]),
        _row_home("hindsight, 7 days before and after: median WAPE %", home["hindsight"]),
        _row_home("hindsight: summed load WAPE %", together["hindsight"]),
        _row_home("CPU s for all fits and days", cpu_s),
    ]  # fmt: skip


def _median_wape(told: Floats, actual: Floats, both: np.ndarray) -> float:
    missed = np.where(both, np.abs(told - actual), 0.0).sum(axis=(0, 2))
    used = np.where(both, actual, 0.0).sum(axis=(0, 2))
    return float(np.median(missed[used > 0] / used[used > 0])) * 100.0


def _sum_wape(told: Floats, actual: Floats, both: np.ndarray) -> float:
    sums = [np.where(both, values, 0.0).sum(axis=1) for values in (told, actual)]
    return float(np.abs(sums[0] - sums[1]).sum() / sums[1].sum()) * 100.0


def _row(measure: str, ours: float, rival: float | None = None, rival_name: str = "",
         bar: str = "", holds: bool | None = None) -> Row:  # fmt: skip
    return Row(_MONTH, measure, ours, rival, rival_name, bar, holds)


def _row_home(measure: str, ours: float, rival: float | None = None, rival_name: str = "",
              bar: str = "", holds: bool | None = None) -> Row:  # fmt: skip
    return Row(_HOME, measure, ours, rival, rival_name, bar, holds)
