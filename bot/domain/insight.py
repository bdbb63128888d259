"""What a night's work over all meters knows of one: figures, coming energy, unusual use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from bot.domain.account import SupplyClass
from bot.domain.anomaly import Anomaly
from bot.domain.load_shape import LoadShape
from bot.domain.period import Period


class PieceState(str, Enum):
    """Where the work on a run of meters stands."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    """Nothing was written; the next start tries again."""


class Window(str, Enum):
    """Which coming days an outlook is of."""

    REST_OF_MONTH = "rest_of_month"
    NEXT_MONTH = "next_month"


@dataclass(frozen=True)
class MeterPlace:
    """A meter and what the night's work needs to know of where it hangs."""

    meter_no: str
    region: str
    supply_class: SupplyClass


@dataclass(frozen=True)
class Piece:
    """Meters of one region, by number, worked on and written as one."""

    number: int
    region: str
    first_meter: str
    last_meter: str
    meters: int
    state: PieceState = PieceState.OPEN


@dataclass(frozen=True)
class NightRun:
    """A night's run as it stands."""

    night: date
    """First day without readings."""
    began_at: datetime
    finished_at: datetime | None
    meters: int


@dataclass(frozen=True)
class Outlook:
    """Energy of coming days with its interval."""

    window: Window
    period: Period
    energy_wh: int
    low_wh: int | None
    """The energy lies between `low_wh` and `high_wh` with the chance `cover`; None: not known."""
    high_wh: int | None
    cover: float
    days: int
    """Days of readings behind it."""
    version: str


@dataclass(frozen=True)
class MeterInsight:
    """All that a night found out about a meter."""

    meter_no: str
    night: date
    computed_at: datetime
    version: str
    days: int
    """Whole days behind the features."""
    features: Mapping[str, Any] | None
    """Fields of `analytics.meter_features.MeterFeatures`; None on thin data."""
    shape: LoadShape | None
    outlooks: tuple[Outlook, ...] = ()
    """None of a meter with too few readings."""
    findings: tuple[Anomaly, ...] = ()
    """What matters most first; staff-only kinds included."""
    findings_version: str = ""
