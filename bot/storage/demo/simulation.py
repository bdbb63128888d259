"""The load and the meter of one planned account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.storage.demo.archetype import Home
from bot.storage.demo.business_load import business_load
from bot.storage.demo.calendar import DayKinds
from bot.storage.demo.load import household_load
from bot.storage.demo.metering import Metered, meter
from bot.storage.demo.plan import Plan
from bot.storage.demo.response import let_down
from bot.storage.demo.weather import Weather

_LOAD = 5
"""Stream of random numbers."""


@dataclass(frozen=True)
class Simulated:
    """One account's life: its uses day by day and its metered energy."""

    plan: Plan
    daily_kwh: dict[str, NDArray[np.float64]]
    """Energy of each use on each day; solar generation as `pv`."""
    metered: Metered


def simulate(*, plan: Plan, weather: Weather, kinds: DayKinds, seed: int) -> Simulated:
    """Run one account through the whole period; depends on the seed and its place only."""
    rng = np.random.default_rng([seed, _LOAD, plan.index])
    if isinstance(plan.load, Home):
        uses = household_load(
            home=plan.load, weather=weather, kinds=kinds, events=plan.events, rng=rng
        )
    else:
        uses = business_load(
            business=plan.load, weather=weather, kinds=kinds, events=plan.events, rng=rng
        )
    uses = let_down(uses, plan=plan, whole=weather.period, seed=seed)
    metered = meter(uses=uses, events=plan.events, whole=weather.period)
    daily_kwh = {use: watts.sum(axis=1, dtype=np.float64) / 4000 for use, watts in uses.items()}
    return Simulated(plan=plan, daily_kwh=daily_kwh, metered=metered)
