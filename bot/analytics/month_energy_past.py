"""What the month model would have said of past months.

It is the error a customer is told beside a forecast, and what a benchmark counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.analytics import month_energy
from bot.analytics.calendar_facts import Overrides
from bot.analytics.daily_energy_panel import Days, Floats, Panel
from bot.analytics.month_energy import MonthModel

SCORED_SHARE = 0.8
"""A month with fewer of its days read is no truth to compare with."""


@dataclass(frozen=True)
class PastMonths:
    """Forecasts of past months and what was used, meters x months."""

    months: Days
    """First day of each."""
    forecast_kwh: Floats
    low_kwh: Floats
    high_kwh: Floats
    actual_kwh: Floats
    """Mean of the read days times the days of the month; NaN where too few were read."""

    def error_share(self) -> Floats:
        """Each meter's own past error: absolute errors over energy of its months; NaN: none."""
        both = np.isfinite(self.forecast_kwh) & np.isfinite(self.actual_kwh)
        missed = np.where(both, np.abs(self.forecast_kwh - self.actual_kwh), 0.0).sum(axis=1)
        used = np.where(both, self.actual_kwh, 0.0).sum(axis=1)
        return np.where(used > 0, missed / np.where(used > 0, used, 1.0), np.nan)

    def covered_share(self) -> float:
        """Share of all months that fell into their interval."""
        both = np.isfinite(self.low_kwh) & np.isfinite(self.actual_kwh)
        inside = (self.low_kwh <= self.actual_kwh) & (self.actual_kwh <= self.high_kwh)
        return float(inside[both].mean()) if both.any() else float("nan")


def months_before(day: np.datetime64, count: int) -> Days:
    """First days of the last `count` whole months before `day`."""
    this = day.astype("datetime64[M]")
    return np.arange(this - count, this).astype("datetime64[D]")


def length_of(month: np.datetime64) -> int:
    """Days of the month that begins on a day."""
    following = (month.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return int((following - month.astype("datetime64[D]")).astype(np.int64))


def past_months(
    panel: Panel,
    *,
    months: Days,
    calendar: str = "CN",
    overrides: Overrides | None = None,
    mean_c: Floats | None = None,
    refit_every: int = 1,
    errors: bool = True,
    seed: int = 1,
) -> PastMonths:
    """Forecast each month (first days, ascending) from the days before it alone.

    A model is fitted on the days before every `refit_every`-th month and forecasts until the next.

    Raises:
        NotEnoughReadings: too little lies before the first month to fit a model.
    """
    told: list[month_energy.MonthOutlook] = []
    actual: list[Floats] = []
    model: MonthModel | None = None
    for number, month in enumerate(months):
        place, length = panel.place(month), length_of(month)
        if model is None or number % refit_every == 0:
            model = month_energy.fit(
                panel.upto(place), calendar=calendar, overrides=overrides, mean_c=mean_c,
                errors=errors, seed=seed,
            )  # fmt: skip
        told.append(
            month_energy.coming_month(
                model, panel=panel, origin=month, length=length, overrides=overrides, mean_c=mean_c
            )
        )
        actual.append(panel.mean(place, place + length, share=SCORED_SHARE) * length)
    return PastMonths(
        months=months,
        forecast_kwh=np.column_stack([outlook.kwh for outlook in told]),
        low_kwh=np.column_stack([outlook.low_kwh for outlook in told]),
        high_kwh=np.column_stack([outlook.high_kwh for outlook in told]),
        actual_kwh=np.column_stack(actual),
    )
