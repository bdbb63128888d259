"""A deep challenger (N-HiTS of `neuralforecast`) for an area's day; not installed by default.

The extra `forecast-deep` (PyTorch below it, several hundred MB) makes it available. No weights
are shipped or fetched: it learns from the area's own history, some minutes on two cores.
It takes part in the choice of a champion like any other candidate (`load_backtest.champion`) and
was not measured here: published comparisons on single areas do not put it ahead of trees.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from bot.analytics.calendar_facts import Days
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]

NAME = "N-HiTS"
MIN_DAYS = 60
_INPUT_DAYS = 7
_STEPS_LEARNED = 500
_SEED = 20260616


class DeepNotInstalled(RuntimeError):
    """The optional package is missing; install the extra `forecast-deep`."""


def installed() -> bool:
    """Whether `neuralforecast` is there."""
    return find_spec("neuralforecast") is not None


class DeepLoad:
    """N-HiTS over one area's load, trained on its whole history and asked for one day."""

    def __init__(self, *, steps_per_day: int, learning_steps: int = _STEPS_LEARNED) -> None:
        if not installed():
            raise DeepNotInstalled("install the extra forecast-deep (neuralforecast)")
        self.steps_per_day = steps_per_day
        self.learning_steps = learning_steps

    def forecast(self, *, days: Days, load: Floats) -> Floats:
        """Load of the day after a history (days x steps, no NaN), one value a step.

        Raises:
            NotEnoughReadings: under 60 days. Facts: days_present, days_needed.
        """
        if len(load) < MIN_DAYS:
            raise NotEnoughReadings(days_present=len(load), days_needed=MIN_DAYS)
        import pandas as pd  # type: ignore[import-untyped]
        from neuralforecast import NeuralForecast  # type: ignore[import-not-found]
        from neuralforecast.models import NHITS  # type: ignore[import-not-found]

        minutes = 1440 // self.steps_per_day
        start = pd.Timestamp(days[0])
        times = pd.date_range(start, periods=load.size, freq=f"{minutes}min")
        table = pd.DataFrame({"unique_id": "area", "ds": times, "y": load.ravel()})
        model = NHITS(
            h=self.steps_per_day,
            input_size=_INPUT_DAYS * self.steps_per_day,
            max_steps=self.learning_steps,
            scaler_type="robust",
            random_seed=_SEED,
            accelerator="cpu",
            enable_progress_bar=False,
        )
        deep = NeuralForecast(models=[model], freq=f"{minutes}min")
        deep.fit(table)
        return np.asarray(deep.predict()["NHITS"].to_numpy(), dtype=np.float64)
