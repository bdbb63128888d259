"""Day-ahead load of an area: one LightGBM over all days and steps, and its errors.

Three members are averaged: from the recent level with absolute error, and from yesterday's curve
with absolute and with squared error. They err differently, and the mean is better than each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from bot.analytics.boosting import REPEATABLE
from bot.analytics.load_features import AreaDays, Gate, LoadFeatures
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]

VERSION = "area-load-1"
MIN_DAYS = 28
"""Fewer usable days than this and no model is fitted."""
ROUNDS = 250
SEED = 20260616
_FIRST_DAYS = 8
"""Days at the start of a history have no week behind them and are not learned from."""
_MEMBERS: tuple[tuple[Literal["level", "yesterday"], str], ...] = (
    ("level", "l1"), ("yesterday", "l1"), ("yesterday", "l2"),
)  # fmt: skip
_PARAMETERS = {
    **REPEATABLE,
    "learning_rate": 0.06,
    "num_leaves": 63,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.6,
    "max_bin": 127,
    "bagging_freq": 1,
    "seed": SEED,
}


@dataclass(frozen=True)
class AreaModel:
    """A fitted model; say `version`, `days_used` and past errors beside what it forecasts."""

    members: tuple[lgb.Booster, ...]
    gate: Gate
    days_used: int
    version: str = VERSION

    def predict(self, known: LoadFeatures, days: slice) -> Floats:
        """Load of those days (places in the features), days x steps, in the unit it was given.

        `known` must be built with the model's own gate.
        """
        values = known.values[days]
        logs = np.zeros(values.shape[:2])
        for (start, _), booster in zip(_MEMBERS, self.members, strict=True):
            flat = np.asarray(booster.predict(values.reshape(-1, values.shape[2]), num_threads=1))
            logs += getattr(known, start)[days] + flat.reshape(values.shape[:2])
        return np.asarray(np.exp(logs / len(self.members)), dtype=np.float64)


def fit(
    area: AreaDays,
    known: LoadFeatures,
    *,
    before: int,
    gate: Gate = "midnight",
    rounds: int = ROUNDS,
) -> AreaModel:
    """Learn from the days before a place in `area.days`.

    Raises:
        NotEnoughReadings: too few usable days. Facts: days_present, days_needed.
    """
    place = np.arange(len(area.days))
    usable = area.usable & (place < before)
    learned = np.flatnonzero(usable & (place >= _FIRST_DAYS))
    if len(learned) < MIN_DAYS:
        raise NotEnoughReadings(days_present=int(usable.sum()), days_needed=MIN_DAYS + _FIRST_DAYS)
    believed = ~area.broken[learned] & np.isfinite(known.yesterday[learned])
    inputs = known.values[learned][believed]
    data = lgb.Dataset(inputs, free_raw_data=False)
    boosters: list[lgb.Booster] = []
    for start, loss in _MEMBERS:
        target = (area.log_load - getattr(known, start))[learned][believed]
        data = (
            data.set_label(target) if boosters else lgb.Dataset(inputs, target, free_raw_data=False)
        )
        boosters.append(lgb.train(_PARAMETERS | {"objective": loss}, data, rounds))
    return AreaModel(members=tuple(boosters), gate=gate, days_used=len(learned))
