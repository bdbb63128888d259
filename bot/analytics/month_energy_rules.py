"""Simple rules for the energy of the coming month: the bar a model must beat, and its stand-in."""

from __future__ import annotations

import numpy as np

from bot.analytics.daily_energy_panel import Floats, Panel

_MONTH, _QUARTER, _YEAR = 30, 91, 365
DAYS_NEEDED = 60
"""Two months of readings; from fewer days a rule only guesses."""
RULES = ("last_month", "mean_of_3", "last_year", "last_year_x_growth", "half_and_half")


def simple(panel: Panel, *, origin: int, length: int) -> dict[str, Floats]:
    """KWh a day of the `length` days from place `origin` on, by every rule.

    A meter without last year's days takes last month's; NaN where there is no last month either.
    """
    last_month = panel.mean(origin - _MONTH, origin)
    quarter = panel.mean(origin - _QUARTER, origin)
    then = panel.mean(origin - _YEAR, origin - _YEAR + length)
    before_then = panel.mean(origin - _YEAR - _MONTH, origin - _YEAR)
    grown = _or(then * last_month / np.where(before_then > 0, before_then, np.nan), last_month)
    return {
        "last_month": last_month,
        "mean_of_3": _or(quarter, last_month),
        "last_year": _or(then, last_month),
        "last_year_x_growth": grown,
        "half_and_half": (last_month + grown) / 2.0,
    }


def stand_in(panel: Panel, *, origin: int) -> Floats:
    """KWh a day of a meter too young for the model: last month; NaN under two months of days."""
    enough = panel.present(0, origin) >= DAYS_NEEDED
    return np.where(enough, panel.mean(origin - _MONTH, origin), np.nan)


def _or(first: Floats, second: Floats) -> Floats:
    return np.where(np.isfinite(first), first, second)
