"""What one meter's energy goes to: base, cooling, heating, car charging, and the rest.

Only the meter and the outdoor temperature are known, so the split is an estimate. Two ways of
living are told apart by the days themselves:

* `on demand`: cooling and heating are switched on once it is hot or cold. A comfortable span lies
  between, in which the meter does not answer to the weather, and the two edges can be seen.
* `whole house`: sun, walls and people blur the edges, some of each runs even on mild days, and
  no day without either can be seen. The edges are then those of an ordinary house.

The rest of a home's use falls as it gets warmer as well (lights, hot water): by as much as the
comfortable days show, or, where there are none, by about 1 % a degree as in most homes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from bot.analytics.car_charging import charging_kwh
from bot.domain.unable import NotEnoughReadings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Way = Literal["on demand", "whole house"]

VERSION = "end-uses-1"
MIN_DAYS = 90
"""Fewer whole days than this and nothing is split."""
PER_DEGREE = 0.01
"""Lights and hot water use this part less for each degree that the month is warmer."""
HOUSE_COOL_C, HOUSE_WARM_C, HOUSE_BLUR_C = 18.0, 12.0, 4.0
"""Edges of an ordinary house that is kept at one temperature, and how far they are blurred."""
SHARP = 1.25
"""Seen edges must leave an error this many times smaller than blurred ones to be believed."""
TELLS = 1.1
"""Blurred edges are believed only where heat and cold explain a tenth of what varies."""
_WALLS = 0.25
"""Part of yesterday's temperature that is felt today."""
_MONTH = 30
_COOL_GRID = np.arange(18.0, 29.0)
_WARM_GRID = np.arange(6.0, 18.0)
_LEAST_DEGREES = 30.0
"""Degree-days that a use needs before the days can carry it."""
_SIGNIFICANT = 3.0
_HUBER, _ROUNDS = 1.345, 10
_LEAST_SPREAD = 0.05
_WINDOW_DAYS = 14
_BASE_QUANTILE = 0.1


@dataclass(frozen=True)
class EndUses:
    """Energy of each use, kWh a day; the five add up to the day's energy (NaN on broken days)."""

    base_kwh: Floats
    """What runs day and night."""
    cooling_kwh: Floats
    heating_kwh: Floats
    car_kwh: Floats
    """Long even blocks of several kW, as a charging car draws them."""
    rest_kwh: Floats
    way: Way
    days: int
    """Whole days that were split."""
    typical_error_kwh: float
    """Median absolute error of a day's energy."""

    def totals_kwh(self) -> dict[str, float]:
        """Energy of each use over all whole days."""
        return {
            name: float(np.nansum(getattr(self, f"{name}_kwh")))
            for name in ("base", "cooling", "heating", "car", "rest")
        }


@dataclass(frozen=True)
class _Fit:
    error: float
    cooling: Floats
    heating: Floats
    expected: Floats


def split(*, kwh: Floats, mean_c: Floats) -> EndUses:
    """Split one meter's energy.

    `kwh` is days x slots (hours or half-hours; NaN where not measured), `mean_c` the mean
    temperature of each of these days, which follow each other without gaps.

    Raises:
        NotEnoughReadings: fewer whole days than `MIN_DAYS`. Facts: days_present, days_needed.
    """
    whole = np.isfinite(kwh).all(axis=1) & np.isfinite(mean_c)
    if int(whole.sum()) < MIN_DAYS:
        raise NotEnoughReadings(days_present=int(whole.sum()), days_needed=MIN_DAYS)
    car = charging_kwh(np.nan_to_num(kwh))
    daily = kwh.sum(axis=1)
    plain = daily - car
    hourly = None if car.any() else kwh[whole]
    fit, way = _weather_part(plain[whole], hourly, mean_c, whole)
    cooling, heating = np.full(len(kwh), np.nan), np.full(len(kwh), np.nan)
    room = np.maximum(plain[whole], 0.0)
    both = np.maximum(fit.cooling + fit.heating, 1e-9)
    share = np.minimum(1.0, room / both)
    cooling[whole], heating[whole] = fit.cooling * share, fit.heating * share
    left = np.maximum(plain - cooling - heating, 0.0)
    base = np.minimum(_base(kwh), left)
    return EndUses(
        base_kwh=np.where(whole, base, np.nan),
        cooling_kwh=cooling,
        heating_kwh=heating,
        car_kwh=np.where(whole, car, np.nan),
        rest_kwh=left - base,
        way=way,
        days=int(whole.sum()),
        typical_error_kwh=float(np.median(np.abs(plain[whole] - fit.expected))),
    )


def _weather_part(
    daily: Floats, hourly: Floats | None, mean_c: Floats, whole: Bools
) -> tuple[_Fit, Way]:
    felt = (1 - _WALLS) * mean_c + _WALLS * np.concatenate([mean_c[:1], mean_c[:-1]])
    season = _season(mean_c)
    felt = np.where(np.isfinite(felt), felt, season)[whole]
    level = np.ones_like(daily)
    cooler = (season[whole].mean() - season)[whole]
    sharp = min(
        (
            _fit(daily, [level, cooler], np.maximum(felt - cool, 0), np.maximum(warm - felt, 0))
            for cool in _COOL_GRID
            for warm in _WARM_GRID
        ),
        key=lambda fit: fit.error,
    )
    cool = HOUSE_BLUR_C * np.logaddexp(0.0, (felt - HOUSE_COOL_C) / HOUSE_BLUR_C)
    warm = HOUSE_BLUR_C * np.logaddexp(0.0, (HOUSE_WARM_C - felt) / HOUSE_BLUR_C)
    rest = level + PER_DEGREE * cooler
    blurred = _fit(daily, [rest], cool, warm)
    flat_error = float(((daily - daily.mean()) ** 2).sum())
    if blurred.error <= SHARP * sharp.error and flat_error >= TELLS * blurred.error:
        return (blurred if hourly is None else _by_slot(hourly, blurred, rest)), "whole house"
    return sharp, "on demand"


def _by_slot(kwh: Floats, fit: _Fit, rest: Floats) -> _Fit:
    """The same uses fitted slot by slot, so that a cooked meal bends one slot and not the day.

    In each slot days far off are drawn in (Huber); the uses of the slots are then added up.
    """
    uses = [use for use in (fit.cooling, fit.heating) if use.any()]
    design = np.column_stack([rest, *uses])
    weight = np.ones_like(kwh)
    beta = np.zeros((kwh.shape[1], design.shape[1]))
    for _ in range(_ROUNDS):
        gram = np.einsum("di,ds,dj->sij", design, weight, design)
        gram += 1e-9 * np.eye(design.shape[1])
        beta = np.linalg.solve(gram, np.einsum("di,ds,ds->si", design, weight, kwh)[..., None])
        beta = beta[..., 0]
        off = np.abs(kwh - design @ beta.T)
        usual = np.maximum(np.median(off, axis=0) / 0.6745, _LEAST_SPREAD * np.median(kwh, axis=0))
        weight = np.minimum(1.0, _HUBER * usual / np.maximum(off, 1e-9))
    shares = np.maximum(beta[:, 1:].sum(axis=0), 0.0)
    scaled = {id(use): share * use for use, share in zip(uses, shares, strict=True)}
    return replace(
        fit,
        cooling=scaled.get(id(fit.cooling), fit.cooling),
        heating=scaled.get(id(fit.heating), fit.heating),
    )


def _season(mean_c: Floats) -> Floats:
    """Mean temperature of the month before each day."""
    known = np.where(np.isfinite(mean_c), mean_c, np.nanmean(mean_c))
    padded = np.concatenate([np.repeat(known[:1], _MONTH - 1), known])
    return np.asarray(sliding_window_view(padded, _MONTH).mean(axis=1), dtype=np.float64)


def _fit(daily: Floats, rest: list[Floats], cool: Floats, warm: Floats) -> _Fit:
    """Least squares without negative uses; a use the days cannot carry is left out."""
    terms = list(rest)
    terms += [term for term in (cool, warm) if float(term.sum()) >= _LEAST_DEGREES]
    while True:
        design = np.column_stack(terms)
        gram = np.linalg.inv(design.T @ design + 1e-9 * np.eye(len(terms)))
        beta = gram @ (design.T @ daily)
        residual = daily - design @ beta
        scale = float(residual @ residual) / max(len(daily) - len(beta), 1)
        strength = beta / np.sqrt(np.maximum(np.diag(gram) * scale, 1e-18))
        weak = [place for place in range(1, len(terms)) if strength[place] < _SIGNIFICANT]
        if not weak:
            break
        del terms[min(weak, key=lambda place: strength[place])]
    parts = {id(term): value * term for term, value in zip(terms, beta, strict=True)}
    nothing = np.zeros_like(daily)
    return _Fit(
        error=float(residual @ residual),
        cooling=parts.get(id(cool), nothing),
        heating=parts.get(id(warm), nothing),
        expected=np.asarray(design @ beta, dtype=np.float64),
    )


def _base(kwh: Floats) -> Floats:
    """What runs day and night, kWh a day: the low tenth of the half-hours of two weeks."""
    window = min(_WINDOW_DAYS, len(kwh))
    low = np.full(len(kwh), np.nan)
    known = np.isfinite(kwh).all(axis=1)
    low[known] = np.quantile(kwh[known], _BASE_QUANTILE, axis=1, method="lower")
    low = np.where(known, low, np.median(low[known]))
    padded = np.pad(low, (window // 2, window - 1 - window // 2), mode="edge")
    nearby = np.median(sliding_window_view(padded, window), axis=1)
    return np.asarray(nearby * kwh.shape[1], dtype=np.float64)
