"""Theta and MSTL of `statsforecast` (extra `forecast-challengers`) as rivals of an area's model.

They are local models: fitted anew for each day on its last weeks, about a hundred times the cost
of the simple rules, which is why they take part in backtests and in the benchmark only.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HISTORY_DAYS = 28
MSTL = "MSTL + AutoETS"
THETA = "dynamic optimised Theta"


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("statsforecast") is not None


def forecasts(history: Floats, *, history_days: int = HISTORY_DAYS) -> dict[str, Floats]:
    """Each model's forecast of the day after a history of whole days (days x steps, no NaN).

    Empty without the extra; a model that cannot be fitted is left out. At least 15 days are
    needed for the weekly season of MSTL.
    """
    if not installed():
        return {}
    steps = history.shape[1]
    recent = np.ascontiguousarray(history[-history_days:].ravel())
    found: dict[str, Floats] = {}
    for name, model in _models(steps, len(recent)):
        try:
            mean = model.forecast(y=recent, h=steps)["mean"]
        except (ValueError, RuntimeError, ZeroDivisionError):
            continue
        if np.isfinite(mean).all():
            found[name] = np.asarray(mean, dtype=np.float64)
    return found


def _models(steps: int, length: int) -> list[tuple[str, Any]]:
    from statsforecast import models

    seasons = [steps, 7 * steps] if length >= 15 * steps else [steps]
    return [
        (MSTL, models.MSTL(season_length=seasons, trend_forecaster=models.AutoETS(model="ZZN"))),
        (THETA, models.DynamicOptimizedTheta(season_length=steps)),
    ]
