"""Energy of the days a bill still lacks, and of the month after, for one meter or for many.

Two forecasts in one: `daily_energy`, which knows seasons, and the plain mean of the last four
weeks by kind of day, which errs less where there are none. How much each counts follows from how
far the meter's own months differ. Days around Spring Festival follow the meter's own last one.
No temperature is used: who asks in mid-month does not know the next weeks' either.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bot.analytics import cycle_errors, daily_energy, spring_shape
from bot.analytics.calendar_facts import Overrides
from bot.analytics.cycle_errors import CycleErrors, unit
from bot.analytics.daily_energy_features import Surroundings, design, surroundings
from bot.analytics.daily_energy_panel import LEVEL_DAYS, Bools, Floats, Panel, Places
from bot.domain.unable import NotEnoughReadings

VERSION = "cycle-energy-1"
RULE = "cycle-rule-1"
"""What forecasts while no model was fitted: the mean by kind of day alone."""
HORIZON = 62
"""Rest of a month and the whole of the next."""
DAYS_NEEDED = 14
"""Whole days of the last four weeks; from fewer nothing is forecast."""
MODEL_DAYS = daily_energy.DAYS_NEEDED
_CHECK_EVERY, _CHECKED_DAYS = 13, 365
"""Past forecasts that give the errors: one each so many days (no multiple of a week), of a year."""
_REFIT_DAYS = 91
_SEASONAL = (0.05, 0.20)
"""Variation of the meter's months between which its forecast goes from rule to model."""
_WEIGHT = (0.2, 0.9)
_LEAST_BLOCKS = 4
_SCATTER_DAYS = 56
_UNKNOWN = (0.5, 1.5)
_RULE_EVERY = 5
FILES = ("cycle_energy.txt", "cycle_energy.npz")


@dataclass(frozen=True)
class CycleModel:
    """A fitted model; `save` and `load` need no pickle."""

    booster: lightgbm.Booster
    errors: CycleErrors | None
    spring: Floats
    """What `spring_shape.typical_ratio` gave: for who has no last Spring Festival."""
    trained_to: str
    """First day it has not seen, ISO."""
    meters: int
    version: str = VERSION

    def save(self, folder: Path) -> None:
        """Write both files; the second one counts, so it is written last."""
        folder.mkdir(parents=True, exist_ok=True)
        text = self.booster.model_to_string()
        kept: dict[str, Any] = {
            "facts": np.array([self.version, self.trained_to, str(self.meters), _digest(text)]),
            "spring": self.spring,
        }
        if self.errors is not None:
            kept |= {
                "paths": self.errors.paths.astype(np.float32), "group": self.errors.group,
                "day_of_year": self.errors.day_of_year, "edges": self.errors.edges,
            }  # fmt: skip
        drafts = [folder / f".{name}.draft" for name in FILES]
        drafts[0].write_text(text, encoding="utf-8")
        with drafts[1].open("wb") as file:
            np.savez_compressed(file, **kept)
        for draft, name in zip(drafts, FILES, strict=True):
            draft.rename(folder / name)

    @classmethod
    def load(cls, folder: Path) -> CycleModel | None:
        """Read what `save` wrote; None where nothing whole of this version lies."""
        if not all((folder / name).is_file() for name in FILES):
            return None
        text = (folder / FILES[0]).read_text(encoding="utf-8")
        with np.load(folder / FILES[1], allow_pickle=False) as kept:
            version, trained_to, meters, digest = (str(fact) for fact in kept["facts"])
            if version != VERSION or digest != _digest(text):
                return None
            errors = None
            if "paths" in kept:
                errors = CycleErrors(
                    paths=kept["paths"].astype(np.float64), group=kept["group"],
                    day_of_year=kept["day_of_year"], edges=kept["edges"],
                )  # fmt: skip
            booster = lightgbm.Booster(model_str=text)
            return cls(booster, errors, kept["spring"], trained_to, int(meters), version)


@dataclass(frozen=True)
class CycleOutlook:
    """The days ahead of every meter of a panel."""

    kwh: Floats
    """meters x steps; NaN throughout for a meter that is not forecast."""
    level: Floats
    scatter: Floats
    homes: Bools
    day_of_year: float
    """Of the first day ahead."""
    days_present: Floats
    errors: CycleErrors | None
    version: str

    def require(self, meter: int) -> None:
        """Refuse for a meter that has no forecast.

        Raises:
            NotEnoughReadings: facts days_present (of the last 28), days_needed.
        """
        if not np.isfinite(self.kwh[meter]).all():
            raise NotEnoughReadings(
                days_present=int(self.days_present[meter]), days_needed=DAYS_NEEDED
            )

    def total(self, first: int, after: int) -> Floats:
        """Energy from step `first` up to `after`, one figure a meter."""
        return np.asarray(self.kwh[:, first:after].sum(axis=1), dtype=np.float64)

    def between(self, first: int, after: int, *, cover: float = 0.8) -> tuple[Floats, Floats]:
        """Low and high of that energy; half to half again as much where no errors are known."""
        scale, total = unit(self.level, self.scatter), self.total(first, after)
        low, high = total * _UNKNOWN[0], total * _UNKNOWN[1]
        if self.errors is None:
            return low, high
        groups = self.errors.group_of(self.scatter, self.homes)
        for group in np.unique(groups):
            down, up = self.errors.between(
                first, after, group=int(group), day_of_year=self.day_of_year, cover=cover
            )
            chosen = groups == group
            low[chosen] = total[chosen] + down * scale[chosen]
            high[chosen] = total[chosen] + up * scale[chosen]
        return np.maximum(low, 0.0), np.maximum(high, 0.0)


def around_of(
    panel: Panel, *, calendar: str = "CN", overrides: Overrides | None = None
) -> Surroundings:
    """The calendar of a panel and of the days ahead; the same for all panels of the same days."""
    found = surroundings(panel, ahead=HORIZON, calendar=calendar, overrides=overrides)
    return replace(found, peers=False)


def fit(panel: Panel, *, homes: Bools, around: Surroundings, seed: int = 1) -> CycleModel:
    """Fit on every day of the panel; `homes` says of each meter whether people live there.

    Raises:
        NotEnoughReadings: no meter has enough days. Facts: days_present, days_needed.
    """
    plain = spring_shape.without_spring(panel, around)
    model = _fit_upto(panel, plain, homes, around, len(panel.days), seed)
    return replace(model, errors=_past_errors(panel, plain, homes, around, seed))


def ahead(
    model: CycleModel | None,
    *,
    panel: Panel,
    around: Surroundings,
    homes: Bools,
    horizon: int,
    errors: bool = True,
) -> CycleOutlook:
    """Forecast the `horizon` days after the panel's last one.

    Without a model, or for a meter with under 60 days, the mean by kind of day alone speaks, and
    the meter's own past errors of that rule make the interval where there are any. `errors=False`
    leaves them out where no interval is wanted.

    Raises:
        ValueError: the horizon is longer than 62 days.
    """
    if not 0 < horizon <= HORIZON:
        raise ValueError(f"1 to {HORIZON} days, not {horizon}")
    origin = len(panel.days)
    plain = spring_shape.without_spring(panel, around)
    kwh = _forecast(model, panel, plain, around, homes, origin, horizon)
    missed = model.errors if model else None
    if errors and model is None:
        missed = _rule_errors(panel, plain, around, homes, horizon)
    return CycleOutlook(
        kwh=kwh,
        level=plain.level(origin),
        scatter=_scatter(plain, around, origin),
        homes=homes,
        day_of_year=float(around.facts.day_of_year[origin]),
        days_present=plain.present(origin - LEVEL_DAYS, origin),
        errors=missed if errors else None,
        version=model.version if model else RULE,
    )


def _forecast(
    model: CycleModel | None, panel: Panel, plain: Panel, around: Surroundings, homes: Bools,
    origin: int, horizon: int,
) -> Floats:  # fmt: skip
    """By the days before place `origin` alone."""
    days = np.arange(origin, origin + horizon)
    seen, known = plain.upto(origin), panel.upto(origin)
    kwh = _by_kind(seen, around, days)
    if model is not None:
        by_model = _by_model(model.booster, seen, around, days)
        weight = _weight(seen)[:, None]
        mixed = weight * by_model + (1.0 - weight) * kwh
        kwh = np.where(np.isfinite(mixed), mixed, kwh)
    apart = days[spring_shape.near(around, days)]
    if len(apart):
        ratio = spring_shape.own_ratio(known, seen, around, apart)
        typical = model.spring if model else np.ones((2, 2 * spring_shape.REACH + 1))
        others = typical[np.where(homes, 0, 1)][:, spring_shape.offsets(around, apart)]
        usual = spring_shape.mean_read(seen.kwh[:, -LEVEL_DAYS:])[:, None]
        kwh[:, apart - origin] = np.where(np.isfinite(ratio), ratio, others) * usual
    return kwh


def _by_kind(seen: Panel, around: Surroundings, days: Places) -> Floats:
    """Means of the last four weeks, days off and workdays apart."""
    origin = len(seen.days)
    window = np.arange(max(origin - LEVEL_DAYS, 0), origin)
    off = around.facts.day_off > 0
    enough = np.isfinite(seen.kwh[:, window]).sum(axis=1) >= DAYS_NEEDED
    kwh = np.full((seen.meters, len(days)), np.nan)
    for kind in (False, True):
        like = window[off[window] == kind]
        mean = spring_shape.mean_read(seen.kwh[:, like if len(like) >= 3 else window])
        whole = spring_shape.mean_read(seen.kwh[:, window])
        kwh[:, off[days] == kind] = np.where(np.isfinite(mean), mean, whole)[:, None]
    kwh[~enough] = np.nan
    return kwh


def _by_model(booster: lightgbm.Booster, seen: Panel, around: Surroundings, days: Places) -> Floats:
    origin = len(seen.days)
    level = np.where(seen.present(0, origin) >= MODEL_DAYS, seen.level(origin), np.nan)
    kwh = np.full((seen.meters, len(days)), np.nan)
    chosen = np.flatnonzero(np.isfinite(level))
    if len(chosen):
        rows = design(Panel(seen.kwh[chosen], seen.days), around, origin, days, level[chosen])
        ratio = np.asarray(booster.predict(rows, num_threads=1)).reshape(len(chosen), len(days))
        kwh[chosen] = np.maximum(ratio, 0.0) * level[chosen, None]
    return kwh


def _weight(seen: Panel) -> Floats:
    """What the model counts: little for a meter whose months are all alike, much for a seasonal."""
    starts = len(seen.days) - LEVEL_DAYS * np.arange(1, 14)
    months = seen.means(starts[starts >= 0], LEVEL_DAYS)
    present = np.isfinite(months)
    count = np.maximum(present.sum(axis=1), 1)
    mean = np.where(present, months, 0.0).sum(axis=1) / count
    variance = np.where(present, (months - mean[:, None]) ** 2, 0.0).sum(axis=1) / count
    seasonal = np.sqrt(variance) / np.where(mean > 0, mean, np.nan)
    weight = np.clip((seasonal - _SEASONAL[0]) / (_SEASONAL[1] - _SEASONAL[0]), *_WEIGHT)
    return np.where(np.isfinite(weight) & (count >= _LEAST_BLOCKS), weight, 0.5)


def _fit_upto(
    panel: Panel, plain: Panel, homes: Bools, around: Surroundings, end: int, seed: int
) -> CycleModel:
    seen = plain.upto(end)
    daily = daily_energy.fit(seen, around=around, horizon=HORIZON, errors=False, seed=seed)
    spring = spring_shape.typical_ratio(panel.upto(end), seen, around, homes)
    return CycleModel(daily.booster, None, spring, daily.trained_to, panel.meters)


def _past_errors(
    panel: Panel, plain: Panel, homes: Bools, around: Surroundings, seed: int
) -> CycleErrors | None:
    """Errors that a year of past forecasts would have made; None where there is no room."""
    end = len(panel.days) - HORIZON
    first = max(end - _CHECKED_DAYS, MODEL_DAYS + LEVEL_DAYS + HORIZON)
    origins = list(range(end, first - 1, -_CHECK_EVERY))[::-1]
    model, fitted, forecasts = None, 0, []
    for origin in origins:
        if model is None or origin - fitted >= _REFIT_DAYS:
            model, fitted = _fit_upto(panel, plain, homes, around, origin, seed), origin
        forecasts.append(_forecast(model, panel, plain, around, homes, origin, HORIZON))
    return _collected(panel, plain, homes, around, origins, forecasts, seed=seed)


def _collected(
    panel: Panel,
    plain: Panel,
    homes: Bools,
    around: Surroundings,
    origins: list[int],
    forecasts: list[Floats],
    *,
    seed: int,
) -> CycleErrors | None:
    """Errors of forecasts made at past places."""
    if not origins:
        return None
    errors, level, scatter = [], [], []
    for origin, told in zip(origins, forecasts, strict=True):
        errors.append(panel.kwh[:, origin : origin + told.shape[1]] - told)
        level.append(plain.upto(origin).level(origin))
        scatter.append(_scatter(plain, around, origin))
    return cycle_errors.collect(
        np.concatenate(errors),
        level=np.concatenate(level),
        scatter=np.concatenate(scatter),
        homes=np.tile(homes, len(origins)),
        day_of_year=np.repeat(around.facts.day_of_year[origins], panel.meters),
        seed=seed,
    )


def _rule_errors(
    panel: Panel, plain: Panel, around: Surroundings, homes: Bools, horizon: int
) -> CycleErrors | None:
    """What the plain rule missed on these meters in the last year."""
    end = len(panel.days) - horizon
    origins = range(end, max(end - _CHECKED_DAYS, 2 * LEVEL_DAYS), -_RULE_EVERY)
    told = [_forecast(None, panel, plain, around, homes, at, horizon) for at in origins]
    return _collected(panel, plain, homes, around, list(origins), told, seed=1)


def _scatter(plain: Panel, around: Surroundings, origin: int) -> Floats:
    """How far the last weeks' days lie from the mean of their kind, over the mean of all."""
    window = np.arange(max(origin - _SCATTER_DAYS, 0), origin)
    off = around.facts.day_off[window] > 0
    values = plain.kwh[:, window]
    centred = np.full(values.shape, np.nan)
    for kind in (False, True):
        like = off == kind
        if like.any():
            centred[:, like] = values[:, like] - spring_shape.mean_read(values[:, like])[:, None]
    read = np.isfinite(centred)
    count = np.maximum(read.sum(axis=1), 1)
    variance = np.where(read, centred**2, 0.0).sum(axis=1) / count
    mean = spring_shape.mean_read(values)
    return np.where(mean > 0, np.sqrt(variance) / np.where(mean > 0, mean, 1.0), np.nan)


def _digest(text: str) -> str:
    """Tells whether the two files belong together."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
