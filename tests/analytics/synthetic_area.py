"""A made-up area whose rule is known: shape of the day, workdays, weather, slow growth, noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.analytics.load_features import DayWeather

Floats = NDArray[np.float64]
NOISE = 0.01


def area(
    count: int, *, steps: int = 24, seed: int = 1, first: str = "2021-03-01"
) -> tuple[np.ndarray, Floats, DayWeather]:
    """Days, load (days x steps, kW) and weather."""
    random = np.random.default_rng(seed)
    days = np.datetime64(first) + np.arange(count)
    hour = np.arange(steps) * 24 / steps
    shape = 1.0 + 0.3 * np.sin((hour - 6) / 24 * 2 * np.pi)
    weekend = (days.astype("datetime64[D]").view("int64") + 3) % 7 >= 5
    warm = 25 + 8 * np.sin(np.arange(count) / 58) + random.normal(0, 2, count)
    level = 200_000 * 1.0002 ** np.arange(count) * np.where(weekend, 0.8, 1.0)
    level = level * (1 + 0.01 * np.maximum(warm - 22, 0))
    load = level[:, None] * shape[None, :] * np.exp(random.normal(0, NOISE, (count, steps)))
    weather = DayWeather(warm + 4, warm - 4, (random.random(count) < 0.3).astype(float))
    return days, load, weather
