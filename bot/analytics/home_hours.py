"""Tomorrow's 24 hours of homes: the mean of the last seven days, corrected by one LightGBM.

A single home's hours are mostly chance; no model can know when the oven goes on. The correction is
fitted on squared errors, so that forecasts of many homes may be added up, and is taken only as far
as it helped in the last weeks of the past (`share`): where it did not help, the mean stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bot.analytics.boosting import REPEATABLE
from bot.analytics.calendar_facts import DayFacts, Overrides
from bot.analytics.daily_energy_panel import Floats
from bot.analytics.home_hours_features import (
    DAYS_NEEDED,
    HOURS,
    MONTH,
    HomePanel,
    day_columns,
    design,
    level,
)  # fmt: skip
from bot.domain.unable import NotEnoughReadings

VERSION = "home-hours-1"
ROWS = 80_000
_ROUNDS = 150
_BACK_DAYS = 400
_CHECK_SHARE = 0.2
"""The last part of the past, on which the share of the correction is chosen."""
_MONTH_SHARES = (0.0, 0.15, 0.3, 0.45)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_SETTINGS: dict[str, Any] = {
    **REPEATABLE,
    "objective": "regression", "num_leaves": 15, "learning_rate": 0.05, "max_bin": 63,
    "min_data_in_leaf": 150, "feature_fraction": 0.6, "bagging_fraction": 0.7, "bagging_freq": 1,
    "lambda_l2": 5.0,
}  # fmt: skip


@dataclass(frozen=True)
class HomeModel:
    """A fitted model; `save` and `load` need no pickle."""

    booster: lightgbm.Booster
    share: float
    """How much of the correction is taken, 0 to 1."""
    month_share: float
    """How much of the mean of 28 days goes into the mean of 7."""
    calendar: str
    version: str = VERSION

    def save(self, folder: Path) -> None:
        """Write home_hours.txt and home_hours.json."""
        folder.mkdir(parents=True, exist_ok=True)
        self.booster.save_model(str(folder / "home_hours.txt"))
        kept = {
            "version": self.version, "share": self.share, "month_share": self.month_share,
            "calendar": self.calendar,
        }  # fmt: skip
        (folder / "home_hours.json").write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> HomeModel:
        """Read what `save` wrote."""
        kept = json.loads((folder / "home_hours.json").read_text(encoding="utf-8"))
        booster = lightgbm.Booster(model_file=str(folder / "home_hours.txt"))
        return cls(booster=booster, **kept)


def fit(
    panel: HomePanel, *, calendar: str = "CN", overrides: Overrides | None = None, seed: int = 1
) -> HomeModel:
    """Fit on every day of the panel.

    Raises:
        NotEnoughReadings: too few days. Facts: days_present, days_needed.
    """
    count = len(panel.days)
    needed = DAYS_NEEDED + 2 * MONTH
    if count < needed:
        raise NotEnoughReadings(days_present=count, days_needed=needed)
    facts = day_columns(panel.days, calendar=calendar, overrides=overrides)
    first = max(DAYS_NEEDED, count - _BACK_DAYS)
    check = count - max(int((count - first) * _CHECK_SHARE), MONTH)
    early = _boost(panel, facts, range(first, check), seed)
    share, month_share = _chosen(early, panel, facts, range(check, count))
    booster = _boost(panel, facts, range(first, count), seed)
    return HomeModel(booster, share, month_share, calendar)


def tomorrow(
    model: HomeModel, *, panel: HomePanel, day: np.datetime64, overrides: Overrides | None = None
) -> Floats:
    """KWh of the 24 hours of `day`, homes x hours, from the days before it alone.

    NaN for a home with under a week of readings in the last four.

    Raises:
        ValueError: the day before `day` is not in the panel.
    """
    place = int(
        (day.astype("datetime64[D]") - panel.days[0].astype("datetime64[D]")).astype(np.int64)
    )
    if not 0 < place <= len(panel.days):
        raise ValueError(f"{day} must follow a day of the panel")
    days = panel.days[0] + np.arange(place + 1).astype("timedelta64[D]")
    start = max(place - MONTH, 0)
    near = HomePanel(
        panel.kwh[:, start:place],
        days[start:place],
        None if panel.temperature_c is None else panel.temperature_c[start:],
    )
    facts = day_columns(days[start:], calendar=model.calendar, overrides=overrides)
    mean, correction, scale = _parts(model.booster, near, facts, place - start)
    mean = _with_month(mean, model.month_share)
    return np.maximum(mean[0] + model.share * correction, 0.0) * scale[:, None]


def _with_month(means: tuple[Floats, Floats], month_share: float) -> tuple[Floats, Floats]:
    week, month = means
    return (1.0 - month_share) * week + month_share * month, month


def _parts(
    booster: lightgbm.Booster, panel: HomePanel, facts: DayFacts, day: int
) -> tuple[tuple[Floats, Floats], Floats, Floats]:
    """Means of 7 and of 28 days, the correction to the former (all over the level), the level."""
    scale = level(panel.kwh, day)
    rows, week = design(panel, facts, day, scale)
    correction = np.asarray(booster.predict(rows, num_threads=1)).reshape(week.shape)
    month = rows[:, 1].reshape(week.shape).astype(np.float64)
    return (week, month), correction, scale


def _boost(panel: HomePanel, facts: DayFacts, days: range, seed: int) -> lightgbm.Booster:
    random = np.random.default_rng(seed)
    most = max(ROWS // (len(days) * HOURS), 1)
    rows, targets = [], []
    for day in days:
        scale = level(panel.kwh, day)
        chosen = np.flatnonzero(np.isfinite(scale))
        if len(chosen) > most:
            chosen = np.sort(random.choice(chosen, most, replace=False))
        some = HomePanel(panel.kwh[chosen], panel.days, panel.temperature_c)
        columns, week = design(some, facts, day, scale[chosen])
        target = (some.kwh[:, day] / scale[chosen, None] - week).ravel()
        read = np.isfinite(target)
        rows.append(columns[read])
        targets.append(np.clip(target[read], -6.0, 6.0))
    if not sum(len(part) for part in rows):
        raise NotEnoughReadings(days_present=0, days_needed=DAYS_NEEDED + 2 * MONTH)
    data = lightgbm.Dataset(np.concatenate(rows), np.concatenate(targets), free_raw_data=True)
    return lightgbm.train({**_SETTINGS, "seed": seed}, data, num_boost_round=_ROUNDS)


def _chosen(
    booster: lightgbm.Booster, panel: HomePanel, facts: DayFacts, days: range
) -> tuple[float, float]:
    """The shares with the least error of single homes and of their sum, together."""
    parts = [_parts(booster, panel, facts, day) for day in days]
    scale = np.stack([scale for _, _, scale in parts])[:, :, None]
    week = np.stack([means[0] for means, _, _ in parts]) * scale
    month = np.stack([means[1] for means, _, _ in parts]) * scale
    correction = np.stack([correction for _, correction, _ in parts]) * scale
    actual = np.stack([panel.kwh[:, day] for day in days])
    best, least = (0.0, 0.0), np.inf
    for share in _SHARES:
        for month_share in _MONTH_SHARES:
            mean = (1.0 - month_share) * week + month_share * month
            wrong = _wrong(np.maximum(mean + share * correction, 0.0), actual)
            if wrong < least - 1e-9:
                best, least = (share, month_share), wrong
    return best


def _wrong(told: Floats, actual: Floats) -> float:
    """Median WAPE of the homes plus WAPE of their sum (days x homes x hours)."""
    both = np.isfinite(told) & np.isfinite(actual)
    missed = np.where(both, np.abs(told - actual), 0.0).sum(axis=(0, 2))
    used = np.where(both, actual, 0.0).sum(axis=(0, 2))
    homes = missed[used > 0] / used[used > 0]
    sums = [np.where(both, values, 0.0).sum(axis=1) for values in (told, actual)]
    together = float(np.abs(sums[0] - sums[1]).sum()) / max(float(sums[1].sum()), 1e-9)
    return (float(np.median(homes)) if len(homes) else 0.0) + together
