"""Unusual use of one meter: what it looks like, the likely reason, and the figures behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class AnomalyKind(str, Enum):
    """What stands out."""

    LEAK = "leak"
    """The same extra power day and night since one day."""
    RAISED_BASE = "raised_base"
    """What runs at night has grown, though not to a leak's size or not all day."""
    SUDDEN_RISE = "sudden_rise"
    """More energy a day than the weather explains."""
    VACANT_USE = "vacant_use"
    """Nobody seems to be at home, yet much is used."""
    METER_STOPPED = "meter_stopped"
    """Nothing at all was counted for days."""
    THEFT_SUSPECTED = "theft_suspected"
    """Everything, even what always runs, fell to the same part: for inspectors, not customers."""

    @property
    def staff_only(self) -> bool:
        """Whether a customer must not be told: it is a suspicion, and a warning to a thief."""
        return self is AnomalyKind.THEFT_SUSPECTED


class Reason(str, Enum):
    """What most likely lies behind it."""

    CONSTANT_DRAW = "constant_draw"
    """Something that never switches off: a leak, a pump, a heater that sticks."""
    ALWAYS_ON = "always_on"
    """One more appliance that is left on."""
    CAR_CHARGING = "car_charging"
    COOLING = "cooling"
    """More cooling than the same heat brought before."""
    HEATING = "heating"
    BACK_HOME = "back_home"
    """Nobody lived there before."""
    MORE_USE = "more_use"
    """More of what is always done: more people, more hours at home, new appliances."""
    LEFT_ON_WHILE_AWAY = "left_on_while_away"
    NO_SUPPLY_OR_STOPPED = "no_supply_or_stopped"
    """The main switch is off, or the meter no longer counts."""
    PART_NOT_COUNTED = "part_not_counted"
    """Part of the energy passes the meter by, by a fault or on purpose."""


@dataclass(frozen=True)
class Anomaly:
    """One finding; energies in Wh a day, powers in W."""

    kind: AnomalyKind
    reason: Reason
    since: date
    """First day that is unusual."""
    until: date | None
    """First day that is ordinary again; None while it goes on."""
    days: int
    """Measured days that show it."""
    before_wh: int
    """Energy of an ordinary day before."""
    after_wh: int
    """Energy of a day since, of the days that show it."""
    extra_wh: int
    """Change of a day's energy that the weather does not explain; negative for less."""
    base_before_w: int
    """Power below which the meter hardly fell before."""
    base_after_w: int
    confidence: float
    """0 to 1, from how far the change stands out of the meter's own ups and downs."""
