"""What the month model sees: a meter's past months, the same season last year, the calendar.

Energies are ratios to the meter's level. A window is `length` days from place `origin` on.
"""

from __future__ import annotations

import numpy as np

from bot.analytics.daily_energy_features import Surroundings, of_meter, weather_slopes
from bot.analytics.daily_energy_panel import Floats, Panel

_YEAR = 364
_BLOCK = 28
_BLOCKS = 6
_DIP_BEFORE, _DIP_AFTER = 7, 16
"""Days around Spring Festival that a firm may be closed."""


def design(
    panel: Panel, around: Surroundings, origin: int, length: int, level: Floats
) -> np.ndarray:
    """One row a meter, float32."""
    columns = of_meter(panel, around, origin, level)
    columns |= _past_months(panel, origin, level)
    columns |= _last_year(panel, origin, length, level)
    columns |= _calendar(panel, around, origin, length, columns)
    columns["spring_dip"] = _spring_dip(panel, around, origin)
    columns |= _weather(panel, around, origin, length, level)
    return np.column_stack(list(columns.values())).astype(np.float32)


def _past_months(panel: Panel, origin: int, level: Floats) -> dict[str, Floats]:
    starts = origin - _BLOCK * np.arange(2, _BLOCKS + 1)
    blocks = panel.means(starts, _BLOCK) / level[:, None]
    whole = np.column_stack([np.ones(panel.meters), np.nan_to_num(blocks, nan=1.0)])
    columns = {f"month_{number + 2}": blocks[:, number] for number in range(_BLOCKS - 1)}
    columns["month_spread"] = whole.std(axis=1)
    columns["month_least"], columns["month_most"] = whole.min(axis=1), whole.max(axis=1)
    return columns


def _last_year(panel: Panel, origin: int, length: int, level: Floats) -> dict[str, Floats]:
    then = origin - _YEAR
    same = panel.mean(then, then + length)
    month, quarter = panel.mean(then - _BLOCK, then), panel.mean(then - 91, then)
    season = same / np.where(month > 0, month, np.nan)
    season_91 = same / np.where(quarter > 0, quarter, np.nan)
    known = season[np.isfinite(season)]
    peers = float(np.median(known)) if len(known) else np.nan
    growth = np.clip(panel.mean(origin - 91, origin) / quarter, 0.3, 3.0)
    return {
        "same_last_year": same / level,
        "season": season,
        "season_91": season_91,
        "season_peers": np.full(panel.meters, peers),
        "grown_91": same * growth / level,
        "after_last_year": panel.mean(then + length, then + length + _BLOCK) / level,
    }


def _calendar(
    panel: Panel, around: Surroundings, origin: int, length: int, known: dict[str, Floats]
) -> dict[str, Floats]:
    ahead, facts = slice(origin, origin + length), around.facts
    off = float(facts.day_off[ahead].mean())
    from_spring = facts.from_spring[ahead]
    turn = 2 * np.pi * float(facts.day_of_year[origin + length // 2]) / 365.25
    whole = {
        "off_ahead": off,
        "off_change": off - float(facts.day_off[max(origin - _BLOCK, 0) : origin].mean()),
        "statutory_ahead": float(facts.statutory[ahead].mean()),
        "spring_ahead": float(((from_spring >= -7) & (from_spring <= 15)).mean()),
        "spring_core_ahead": float(((from_spring >= -1) & (from_spring <= 6)).mean()),
        "sine": float(np.sin(turn)),
        "cosine": float(np.cos(turn)),
        "length": float(length),
    }
    columns = {name: np.full(panel.meters, value) for name, value in whole.items()}
    columns["by_day_kind"] = known["workday"] * (1.0 - off) + known["off"] * off
    return columns


def _spring_dip(panel: Panel, around: Surroundings, origin: int) -> Floats:
    """What was left of each meter's energy around its latest Spring Festival; NaN before one."""
    reach = around.facts.from_spring[: max(origin - _DIP_AFTER, 0)]
    festivals = np.flatnonzero(reach == 0.0)
    if not len(festivals):
        return np.full(panel.meters, np.nan)
    day = int(festivals[-1])
    before = panel.mean(day - _DIP_BEFORE - _BLOCK, day - _DIP_BEFORE)
    during = panel.mean(day - _DIP_BEFORE, day + _DIP_AFTER)
    return during / np.where(before > 0, before, np.nan)


def _weather(
    panel: Panel, around: Surroundings, origin: int, length: int, level: Floats
) -> dict[str, Floats]:
    if not np.isfinite(around.mean_c).any():
        return {}
    past = around.mean_c[max(origin - _BLOCK, 0) : origin]
    past = past[np.isfinite(past)]
    ahead = around.foreseen_c(origin, np.arange(origin, origin + length))
    slopes = weather_slopes(panel, around, origin, level)
    degrees = np.array([np.maximum(ahead - 22.0, 0).mean(), np.maximum(12.0 - ahead, 0).mean()])
    if len(past):
        degrees -= [np.maximum(past - 22.0, 0).mean(), np.maximum(12.0 - past, 0).mean()]
    change = float(ahead.mean() - past.mean()) if len(past) else np.nan
    return {
        "mean_c": np.full(panel.meters, float(ahead.mean())),
        "warmer_by": np.full(panel.meters, change),
        "weather_effect": slopes @ degrees,
    }
