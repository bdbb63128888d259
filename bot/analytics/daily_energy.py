"""Daily energy of every meter for the next days: one LightGBM for all meters and all steps.

The model is fitted on forecasts that could have been made at past origins, straight for each step
(no forecast is fed back). A first fit that ends before the last months says how far sums of days
fall from the truth; the second fit, on everything, forecasts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import lightgbm
import numpy as np

from bot.analytics import daily_energy_errors
from bot.analytics.boosting import ENERGY
from bot.analytics.calendar_facts import Overrides
from bot.analytics.daily_energy_errors import ErrorPaths
from bot.analytics.daily_energy_features import Surroundings, design, surroundings
from bot.analytics.daily_energy_panel import LEVEL_DAYS, Floats, Panel, Places
from bot.domain.unable import NotEnoughReadings

VERSION = "daily-energy-1"
HORIZON = 40
"""Steps forecast at most, days, where a fit is not told otherwise."""
DAYS_NEEDED = 60
"""A meter with fewer days of readings is not forecast."""
ROWS = 50_000
"""Rows a fit sees at most: its cost stops growing with the number of meters."""
_ROUNDS = 120
_STEPS_AN_ORIGIN = 5
_BACK_DAYS = 500
"""Origins further back than this teach nothing new."""
_EVERY = 11
"""Days from one origin to the next: no divisor of a week, so that origins fall on all weekdays."""
_CHECKS = 3
"""Past forecasts of each meter that give the error paths."""


@dataclass(frozen=True)
class Outlook:
    """The days ahead of every meter of a panel."""

    kwh: Floats
    """meters x steps; NaN throughout for a meter that is not forecast."""
    total_kwh: Floats
    low_kwh: Floats
    """The sum of all steps lies between `low_kwh` and `high_kwh` with the chance `cover`."""
    high_kwh: Floats
    cover: float
    level: Floats
    spread: Floats
    days_present: Floats
    version: str

    def require(self, meter: int) -> None:
        """Refuse for a meter that has no forecast.

        Raises:
            NotEnoughReadings: facts days_present, days_needed.
        """
        if not np.isfinite(self.total_kwh[meter]):
            raise NotEnoughReadings(
                days_present=int(self.days_present[meter]), days_needed=DAYS_NEEDED
            )


@dataclass(frozen=True)
class DailyModel:
    """A fitted model; `save` and `load` need no pickle."""

    booster: lightgbm.Booster
    errors: ErrorPaths | None
    calendar: str
    with_weather: bool
    trained_to: str
    """First day it has not seen, ISO."""
    version: str = VERSION

    def save(self, folder: Path) -> None:
        """Write daily_energy.txt (LightGBM's own text) and daily_energy.json."""
        folder.mkdir(parents=True, exist_ok=True)
        self.booster.save_model(str(folder / "daily_energy.txt"))
        kept = {
            "version": self.version, "calendar": self.calendar, "with_weather": self.with_weather,
            "trained_to": self.trained_to, "errors": self.errors and self.errors.as_json(),
        }  # fmt: skip
        (folder / "daily_energy.json").write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> DailyModel:
        """Read what `save` wrote."""
        kept = json.loads((folder / "daily_energy.json").read_text(encoding="utf-8"))
        errors = kept["errors"]
        return cls(
            booster=lightgbm.Booster(model_file=str(folder / "daily_energy.txt")),
            errors=ErrorPaths.from_json(errors) if errors else None,
            calendar=kept["calendar"],
            with_weather=bool(kept["with_weather"]),
            trained_to=kept["trained_to"],
            version=kept["version"],
        )


def fit(
    panel: Panel,
    *,
    calendar: str = "CN",
    overrides: Overrides | None = None,
    mean_c: Floats | None = None,
    around: Surroundings | None = None,
    horizon: int = HORIZON,
    errors: bool = True,
    seed: int = 1,
) -> DailyModel:
    """Fit on every day of the panel.

    `mean_c`: daily mean temperature of the panel's days, if known. `around`: what `surroundings`
    made of the same arguments, where it is at hand. `horizon`: steps learned; only the default
    has errors. `errors=False` leaves out the first fit: the model then gives no intervals.

    Raises:
        NotEnoughReadings: no meter has enough days. Facts: days_present, days_needed.
    """
    around = around or surroundings(
        panel, ahead=HORIZON, calendar=calendar, overrides=overrides, mean_c=mean_c
    )
    end = len(panel.days)
    model = DailyModel(
        booster=_boost(panel, around, end, seed, horizon),
        errors=None,
        calendar=calendar,
        with_weather=mean_c is not None,
        trained_to=str(panel.first_day + np.timedelta64(end, "D")),
    )
    if not errors:
        return model
    return replace(model, errors=_past_errors(panel, around, end, seed))


def rest_of_month(
    model: DailyModel,
    *,
    panel: Panel,
    origin: np.datetime64,
    horizon: int,
    overrides: Overrides | None = None,
    mean_c: Floats | None = None,
    cover: float = 0.8,
) -> Outlook:
    """Forecast the `horizon` days from `origin` on, from the days before `origin` alone.

    `mean_c`: one temperature a day from the panel's first day on, NaN where unknown; days beyond
    the coming week are replaced by the usual temperature of the season, as in training.

    Raises:
        ValueError: the horizon is longer than 40 days, or the origin lies outside the panel.
    """
    place = panel.place(origin)
    if not 0 < horizon <= HORIZON or not 0 < place <= len(panel.days):
        raise ValueError(f"horizon 1 to {HORIZON} from a day of the panel, not {horizon}, {origin}")
    known = panel.upto(place)
    around = surroundings(
        known, ahead=HORIZON, calendar=model.calendar, overrides=overrides,
        mean_c=mean_c if model.with_weather else None,
    )  # fmt: skip
    return of_known(model, known=known, around=around, horizon=horizon, cover=cover)


def of_known(
    model: DailyModel, *, known: Panel, around: Surroundings, horizon: int, cover: float = 0.8
) -> Outlook:
    """Forecast the `horizon` days after the last of `known`; `around` reaches as far."""
    place = len(known.days)
    level, spread = _scale(known, place)
    kwh = _predict(model.booster, known, around, place, np.arange(place, place + horizon), level)
    total = kwh.sum(axis=1)
    low, high = np.full(len(total), np.nan), np.full(len(total), np.nan)
    if model.errors is not None:
        low, high = model.errors.sum_between(
            total, level=level, spread=spread, steps=horizon, cover=cover
        )
    return Outlook(
        kwh=kwh, total_kwh=total, low_kwh=low, high_kwh=high, cover=cover, level=level,
        spread=spread, days_present=known.present(0, place), version=model.version,
    )  # fmt: skip


def samples(model: DailyModel, outlook: Outlook, *, count: int = 200, seed: int = 1) -> Floats:
    """Possible courses of the days of an outlook: meters x count x steps.

    Raises:
        ValueError: the model was fitted without errors.
    """
    if model.errors is None:
        raise ValueError("fit with errors=True to draw samples")
    return model.errors.samples(
        outlook.kwh, level=outlook.level, spread=outlook.spread, count=count, seed=seed
    )


def _scale(panel: Panel, origin: int) -> tuple[Floats, Floats]:
    """Level and spread before an origin; no level for a meter that is too short."""
    level = panel.level(origin)
    enough = panel.present(0, origin) >= DAYS_NEEDED
    return np.where(enough, level, np.nan), panel.spread(origin - 91, origin)


def _predict(
    booster: lightgbm.Booster, panel: Panel, around: Surroundings, origin: int, days: Places,
    level: Floats,
) -> Floats:  # fmt: skip
    kwh = np.full((panel.meters, len(days)), np.nan)
    chosen = np.flatnonzero(np.isfinite(level))
    if len(chosen):
        seen = Panel(panel.kwh[chosen, :origin], panel.days[:origin])
        rows = design(seen, around, origin, days, level[chosen])
        ratio = np.asarray(booster.predict(rows, num_threads=1)).reshape(len(chosen), len(days))
        kwh[chosen] = np.maximum(ratio, 0.0) * level[chosen, None]
    return kwh


def _boost(
    panel: Panel, around: Surroundings, end: int, seed: int, horizon: int = HORIZON
) -> lightgbm.Booster:
    origins = list(_origins(end))
    drawn = [
        block for number, origin in enumerate(origins)
        if (block := _examples(panel, around, origin, end, len(origins), (seed, number), horizon))
    ]  # fmt: skip
    if not drawn:
        present = int(panel.present(0, end).max(initial=0.0))
        raise NotEnoughReadings(days_present=present, days_needed=DAYS_NEEDED + LEVEL_DAYS)
    rows = np.concatenate([x for x, _ in drawn])
    target = np.concatenate([y for _, y in drawn])
    data = lightgbm.Dataset(rows, np.clip(target, 0.0, 4.0), free_raw_data=True)
    return lightgbm.train({**ENERGY, "seed": seed}, data, num_boost_round=_ROUNDS)


def _origins(end: int) -> Iterator[int]:
    yield from range(end - 7, max(DAYS_NEEDED, end - _BACK_DAYS) - 1, -_EVERY)


def _examples(
    panel: Panel, around: Surroundings, origin: int, end: int, origins: int,
    seed: tuple[int, int], horizon: int,
) -> tuple[np.ndarray, Floats] | None:  # fmt: skip
    """Rows and ratios of some meters and steps that an origin could have forecast."""
    random = np.random.default_rng(seed)
    level, _ = _scale(panel, origin)
    chosen = np.flatnonzero(np.isfinite(level))
    most = max(ROWS // (origins * _STEPS_AN_ORIGIN), 1)
    if len(chosen) > most:
        chosen = np.sort(random.choice(chosen, most, replace=False))
    if not len(chosen):
        return None
    ahead = np.arange(origin, min(origin + horizon, end))
    days = np.sort(random.choice(ahead, min(_STEPS_AN_ORIGIN, len(ahead)), replace=False))
    seen = Panel(panel.kwh[chosen, :origin], panel.days[:origin])
    rows = design(seen, around, origin, days, level[chosen])
    target = (panel.kwh[np.ix_(chosen, days)] / level[chosen, None]).ravel()
    read = np.isfinite(target)
    return rows[read], target[read]


def _past_errors(panel: Panel, around: Surroundings, end: int, seed: int) -> ErrorPaths | None:
    """Errors of a model that ends before the last months; None where there is no room for it."""
    room = end - DAYS_NEEDED - LEVEL_DAYS - HORIZON
    checks = min(_CHECKS, room // HORIZON)
    if checks < 1:
        return None
    starts = [end - HORIZON * number for number in range(1, checks + 1)]
    booster = _boost(panel, around, starts[-1], seed)
    errors, levels, spreads, origins = [], [], [], []
    for start in starts:
        level, spread = _scale(panel, start)
        days = np.arange(start, start + HORIZON)
        kwh = _predict(booster, panel.upto(start), around, start, days, level)
        errors.append(panel.kwh[:, days] - kwh)
        levels.append(level)
        spreads.append(spread)
        origins.append(np.full(panel.meters, start))
    stacked = np.concatenate(errors)
    if not (np.isfinite(stacked).mean(axis=1) >= 0.8).any():
        return None
    return daily_energy_errors.collect(
        stacked, level=np.concatenate(levels), spread=np.concatenate(spreads),
        origins=np.concatenate(origins), seed=seed,
    )  # fmt: skip
