"""Kinds of ordinary days, as a person would call them."""

from __future__ import annotations

from enum import Enum


class LoadShape(str, Enum):
    """When most of the energy of an ordinary day is used; the words live with the doors."""

    EVENING = "evening"
    """晚上用得多."""
    DAY_AT_HOME = "day_at_home"
    """白天在家."""
    MORNING_AND_EVENING = "morning_and_evening"
    """早晚用得多."""
    LATE_NIGHT = "late_night"
    """深夜用得多."""
    NIGHT_CHARGING = "night_charging"
    """夜里充电."""
    OFFICE_HOURS = "office_hours"
    """办公时间."""
    OPENING_HOURS = "opening_hours"
    """从早开到晚 (a shop)."""
    SOLAR = "solar"
    """白天几乎不用电网的电 (panels on the roof)."""
    EVEN = "even"
    """全天平稳."""
    MIXED = "mixed"
    """没有明显的高峰."""
