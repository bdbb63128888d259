"""Weather of a region, one value per local day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DayWeather:
    """Air temperature of one day, degrees Celsius."""

    day: date
    mean_c: float
    max_c: float
    min_c: float
