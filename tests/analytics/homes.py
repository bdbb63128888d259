"""Homes made by hand for tests: every part of their energy is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FIRST_DAY = date(2025, 6, 1)
DAYS = 400


def temperature(days: int = DAYS, *, seed: int = 3) -> Floats:
    """A hot summer and a cool winter with some days' weather on top, from the first of June."""
    random = np.random.default_rng(seed)
    yearly = 20 + 10 * np.cos(2 * np.pi * (np.arange(days) - 50) / 365)
    noise = np.zeros(days)
    for day in range(1, days):
        noise[day] = 0.7 * noise[day - 1] + random.normal(0, 1.3)
    return yearly + noise


def days_off(days: int = DAYS) -> NDArray[np.bool_]:
    """Saturdays and Sundays; the first day is a Sunday."""
    return np.isin(np.arange(days) % 7, (0, 6))


@dataclass
class House:
    """Half-hours of one home, W: a base, meals and evenings, cooling above and heating below."""

    base_w: float = 90.0
    evening_w: float = 500.0
    cooling_w_per_degree: float = 60.0
    cool_above_c: float = 26.0
    heating_w_per_degree: float = 40.0
    warm_below_c: float = 12.0
    seed: int = 1
    mean_c: Floats = field(default_factory=temperature)

    def uses(self) -> dict[str, Floats]:
        """Power of each use, days x 48."""
        days = len(self.mean_c)
        random = np.random.default_rng(self.seed)
        hour = (np.arange(48) + 0.5) / 2
        awake = (hour > 7) & (hour < 23)
        habits = 0.3 * awake + np.exp(-0.5 * ((hour - 20) / 1.5) ** 2)
        lively = self.evening_w * habits * random.gamma(6, 1 / 6, (days, 48))
        lively *= np.exp(0.15 * random.standard_normal(days))[:, None]
        hot = np.maximum(self.mean_c - self.cool_above_c, 0)[:, None]
        cold = np.maximum(self.warm_below_c - self.mean_c, 0)[:, None]
        at_home = ((hour > 17) | (hour < 7)).astype(float)[None, :]
        fridge = 40 * (1 + np.sin(np.arange(days * 48) * 2.1)).reshape(days, 48)
        return {
            "base": np.full((days, 48), self.base_w) + fridge,
            "rest": lively,
            "cooling": self.cooling_w_per_degree * hot * at_home,
            "heating": self.heating_w_per_degree * cold * awake[None, :],
        }

    def wh(self) -> Floats:
        """Energy counted, days x 48, whole Wh."""
        return np.rint(sum(self.uses().values()) / 2)


def all_of(flag: bool, wh: Floats) -> NDArray[np.bool_]:
    """The same flag for every day."""
    return np.full(len(wh), flag)
