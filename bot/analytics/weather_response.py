"""How one meter answers to the weather: a robust degree-day model of its daily energy.

    daily Wh = level + cooling x max(mean - cool_above, 0) + heating x max(warm_below - mean, 0)
               + day_off x (1 on a day off)

The two base temperatures are chosen on a grid by squared error, the coefficients are refitted
with Huber weights so that a party or an outage does not bend them. A slope that the days cannot
carry is set to 0; a meter whose days say nothing about weather gets no model at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MIN_DAYS = 60
"""Fewer usable days than this and no model is fitted."""
MIN_DEGREE_DAYS = 30.0
"""A slope needs at least this many degree-days ..."""
MIN_ACTIVE_DAYS = 15
"""... on at least this many days."""
_SIGNIFICANT = 3.0
"""A slope smaller than this many of its own standard errors is noise."""
_AS_BEFORE = 0.3
"""A period whose energy is within this share of the expected one has not changed its ways."""
_COOL_GRID = np.arange(18.0, 29.0, 1.0)
_WARM_GRID = np.arange(6.0, 18.0, 1.0)
_HUBER = 1.345
_ROUNDS = 8


@dataclass(frozen=True)
class WeatherResponse:
    """A fitted model; energies in Wh, temperatures in degrees Celsius."""

    level_wh: float
    cool_above_c: float
    cooling_wh_per_degree: float
    """0 where the days carry no cooling slope."""
    warm_below_c: float
    heating_wh_per_degree: float
    day_off_wh: float
    days: int
    """Usable days the model was fitted on."""
    typical_error_wh: float
    """Median absolute error of a day."""

    def weather_wh(self, mean_c: Floats) -> Floats:
        """Energy that each day's temperature accounts for, Wh."""
        cooling = self.cooling_wh_per_degree * np.maximum(mean_c - self.cool_above_c, 0.0)
        heating = self.heating_wh_per_degree * np.maximum(self.warm_below_c - mean_c, 0.0)
        return np.asarray(cooling + heating, dtype=np.float64)


def still_holds(response: WeatherResponse, *, daily_wh: Floats, mean_c: Floats) -> float:
    """How much of the response the days of a period still show, 0 to 1.

    1 while their energy is near what the model expects. A household that has changed (people
    moved out, another air conditioner) is asked again: the share is then the slope of its days
    on the energy that the response gives them, and never more than all their energy.
    """
    weather = response.weather_wh(mean_c)
    expected = float((response.level_wh + weather).sum())
    if abs(float(daily_wh.sum()) - expected) <= _AS_BEFORE * expected:
        return 1.0
    spread = weather - weather.mean()
    if float(spread @ spread) <= 0.0:
        return 0.0
    slope = float(spread @ daily_wh) / float(spread @ spread)
    return min(max(slope, 0.0), 1.0, float(daily_wh.sum() / weather.sum()))


def fit(*, daily_wh: Floats, mean_c: Floats, day_off: Bools) -> WeatherResponse:
    """Fit the model to whole, actual days (one value per day in every argument).

    Raises:
        NotEnoughReadings: too few days, or no slope that the days can carry.
            Facts: days_present, days_needed.
    """
    usable = np.isfinite(daily_wh) & np.isfinite(mean_c)
    y, mean, off = daily_wh[usable], mean_c[usable], day_off[usable]
    if len(y) < MIN_DAYS:
        raise NotEnoughReadings(days_present=len(y), days_needed=MIN_DAYS)
    cool_above, warm_below = _base_temperatures(y, mean, off)
    carried = [name for name, base in _terms(mean, cool_above, warm_below) if _carried(base)]
    while carried:
        beta, error, sigma = _robust(y, _design(mean, off, cool_above, warm_below, carried))
        weak = [
            name
            for index, name in enumerate(carried, start=2)
            if beta[index] <= _SIGNIFICANT * error[index]
        ]
        if not weak:
            slopes = dict(zip(carried, beta[2:], strict=True))
            return WeatherResponse(
                level_wh=float(beta[0]),
                cool_above_c=cool_above,
                cooling_wh_per_degree=float(slopes.get("cooling", 0.0)),
                warm_below_c=warm_below,
                heating_wh_per_degree=float(slopes.get("heating", 0.0)),
                day_off_wh=float(beta[1]),
                days=len(y),
                typical_error_wh=sigma * 0.6745,
            )
        carried = [name for name in carried if name not in weak]
    raise NotEnoughReadings(days_present=len(y), days_needed=MIN_DAYS)


def _terms(mean: Floats, cool_above: float, warm_below: float) -> list[tuple[str, Floats]]:
    return [
        ("cooling", np.maximum(mean - cool_above, 0.0)),
        ("heating", np.maximum(warm_below - mean, 0.0)),
    ]


def _carried(degree_days: Floats) -> bool:
    active = int(np.count_nonzero(degree_days > 0.5))
    return active >= MIN_ACTIVE_DAYS and float(degree_days.sum()) >= MIN_DEGREE_DAYS


def _design(
    mean: Floats, off: Bools, cool_above: float, warm_below: float, carried: list[str]
) -> Floats:
    terms = dict(_terms(mean, cool_above, warm_below))
    return np.column_stack([np.ones_like(mean), off, *(terms[name] for name in carried)])


def _base_temperatures(y: Floats, mean: Floats, off: Bools) -> tuple[float, float]:
    """The pair on the grid with the least squared error once wild days are drawn in."""
    cool_above, warm_below = _best_pair(y, mean, off)
    design = _design(mean, off, cool_above, warm_below, ["cooling", "heating"])
    beta, _, sigma = _robust(y, design)
    fitted = np.asarray(design @ beta, dtype=np.float64)
    return _best_pair(np.clip(y, fitted - 3 * sigma, fitted + 3 * sigma), mean, off)


def _best_pair(target: Floats, mean: Floats, off: Bools) -> tuple[float, float]:
    """The pair of base temperatures with the least squared error, all pairs solved at once."""
    cooling = np.maximum(mean[None, :] - _COOL_GRID[:, None], 0.0)
    heating = np.maximum(_WARM_GRID[:, None] - mean[None, :], 0.0)
    fixed = np.column_stack([np.ones_like(mean), off.astype(np.float64)])
    # Project the fixed columns out once; what is left is a 2x2 problem for each pair.
    basis, _ = np.linalg.qr(fixed)
    target = np.asarray(target - basis @ (basis.T @ target), dtype=np.float64)
    cooling = cooling - (cooling @ basis) @ basis.T
    heating = heating - (heating @ basis) @ basis.T
    ridge = 1e-6
    cc = np.einsum("ij,ij->i", cooling, cooling)[:, None] + ridge
    hh = np.einsum("ij,ij->i", heating, heating)[None, :] + ridge
    ch = cooling @ heating.T
    cy = (cooling @ target)[:, None]
    hy = (heating @ target)[None, :]
    slope_c = (hh * cy - ch * hy) / (cc * hh - ch * ch)
    slope_h = (cc * hy - ch * cy) / (cc * hh - ch * ch)
    # A slope below zero is no heating or cooling: the other term then stands alone.
    gain_both = slope_c * cy + slope_h * hy
    gain_c = np.broadcast_to(np.where(cy > 0, cy * cy / cc, 0.0), gain_both.shape)
    gain_h = np.broadcast_to(np.where(hy > 0, hy * hy / hh, 0.0), gain_both.shape)
    both = (slope_c >= 0) & (slope_h >= 0)
    gain = np.where(both, gain_both, np.maximum(gain_c, gain_h))
    best = np.unravel_index(int(np.argmax(gain)), gain.shape)
    return float(_COOL_GRID[best[0]]), float(_WARM_GRID[best[1]])


def _robust(y: Floats, design: Floats) -> tuple[Floats, Floats, float]:
    """Huber coefficients, their standard errors, and the scale of the errors."""
    weight = np.ones_like(y)
    beta: Floats = np.zeros(design.shape[1])
    sigma = 0.0
    for _ in range(_ROUNDS):
        weighted = design * weight[:, None]
        beta = np.asarray(
            np.linalg.lstsq(weighted.T @ design, weighted.T @ y, rcond=None)[0], dtype=np.float64
        )
        residual = np.asarray(y - design @ beta, dtype=np.float64)
        sigma = float(np.median(np.abs(residual))) / 0.6745
        if sigma <= 1e-9:
            break
        weight[:] = np.minimum(1.0, _HUBER * sigma / np.maximum(np.abs(residual), 1e-9))
    # Neighbouring days are alike, so a plain standard error is too proud; double it.
    covariance = np.linalg.pinv((design * weight[:, None]).T @ design) * max(sigma, 1.0) ** 2
    return beta, 2.0 * np.sqrt(np.maximum(np.diag(covariance), 0.0)), sigma
