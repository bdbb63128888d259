"""Energy of the coming month for every meter: a model of months and one of days, halfway between.

Both are global LightGBM models (`daily_energy` is the one of days); they err differently, so their
geometric mean errs less than either. A young meter takes a simple rule, one with under two months
of readings is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bot.analytics import daily_energy, month_energy_rules
from bot.analytics.boosting import ENERGY
from bot.analytics.calendar_facts import Overrides
from bot.analytics.daily_energy import DailyModel
from bot.analytics.daily_energy_errors import between, both_ways
from bot.analytics.daily_energy_features import Surroundings, surroundings
from bot.analytics.daily_energy_panel import Floats, Panel
from bot.analytics.month_energy_features import design
from bot.domain.unable import NotEnoughReadings

VERSION = "month-energy-1"
MODEL_DAYS = 90
"""From so many days of readings the model forecasts; a rule from `RULE_DAYS` on."""
RULE_DAYS = month_energy_rules.DAYS_NEEDED
LONGEST = 31
ROWS = 15_000
_ROUNDS = 90
_EVERY = 8
_LEAST_ROWS = 200
_CHECKS = 3
_LEAST_ERRORS = 40
_SPREADS = (0.25, 0.5)
_SIZES_KWH = (100.0, 1000.0)
"""Borders of the groups that share an interval: spread of the days, kWh a day."""
_WIDE = (-0.7, 0.7)
"""Log errors of a meter for which nothing is known yet: half to double."""
_SETTINGS = {**ENERGY, "min_data_in_leaf": 40}


@dataclass(frozen=True)
class MonthOutlook:
    """The coming month of every meter; NaN for a meter that is refused."""

    kwh: Floats
    low_kwh: Floats
    """The month lies between `low_kwh` and `high_kwh` with the chance `cover`."""
    high_kwh: Floats
    cover: float
    method: tuple[str, ...]
    """`model`, `rule` or `refused`, one a meter."""
    days_present: Floats
    version: str

    def require(self, meter: int) -> None:
        """Refuse for a meter without a forecast.

        Raises:
            NotEnoughReadings: facts days_present, days_needed.
        """
        if self.method[meter] == "refused":
            raise NotEnoughReadings(
                days_present=int(self.days_present[meter]), days_needed=RULE_DAYS
            )


@dataclass(frozen=True)
class MonthModel:
    """A fitted model; `save` and `load` need no pickle."""

    booster: lightgbm.Booster
    daily: DailyModel
    errors: dict[int, Floats] | None
    """Log errors of past forecasts by group; under -1 those of all groups."""
    version: str = VERSION

    def save(self, folder: Path) -> None:
        """Write month_energy.txt, month_energy.json and the files of the daily model."""
        self.daily.save(folder)
        self.booster.save_model(str(folder / "month_energy.txt"))
        errors = {str(group): np.round(e, 5).tolist() for group, e in (self.errors or {}).items()}
        kept = {"version": self.version, "errors": errors if self.errors else None}
        (folder / "month_energy.json").write_text(json.dumps(kept), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> MonthModel:
        """Read what `save` wrote."""
        kept = json.loads((folder / "month_energy.json").read_text(encoding="utf-8"))
        errors = kept["errors"]
        return cls(
            booster=lightgbm.Booster(model_file=str(folder / "month_energy.txt")),
            daily=DailyModel.load(folder),
            errors={int(g): np.array(e) for g, e in errors.items()} if errors else None,
            version=kept["version"],
        )


def fit(
    panel: Panel,
    *,
    calendar: str = "CN",
    overrides: Overrides | None = None,
    mean_c: Floats | None = None,
    daily: DailyModel | None = None,
    errors: bool = True,
    seed: int = 1,
) -> MonthModel:
    """Fit on every day of the panel; `daily`: a model of days already fitted on the same panel.

    `errors=False` leaves out the earlier fit from which intervals come.

    Raises:
        NotEnoughReadings: no meter has enough days. Facts: days_present, days_needed.
    """
    shared: dict[str, Any] = {"calendar": calendar, "overrides": overrides, "mean_c": mean_c}
    around = surroundings(panel, ahead=daily_energy.HORIZON, **shared)
    days = daily or daily_energy.fit(panel, around=around, errors=False, seed=seed, **shared)
    model = MonthModel(_boost(panel, around, len(panel.days), seed), days, None)
    if not errors:
        return model
    return replace(model, errors=_past_errors(panel, shared, seed))


def coming_month(
    model: MonthModel,
    *,
    panel: Panel,
    origin: np.datetime64,
    length: int,
    overrides: Overrides | None = None,
    mean_c: Floats | None = None,
    cover: float = 0.8,
) -> MonthOutlook:
    """Forecast the energy of the `length` days from `origin` on, from the days before alone.

    `mean_c`: one temperature a day from the panel's first day on, as in `daily_energy`.

    Raises:
        ValueError: more than 31 days, or an origin outside the panel.
    """
    place = panel.place(origin)
    if not 0 < length <= LONGEST or not 0 < place <= len(panel.days):
        raise ValueError(f"1 to {LONGEST} days from a day of the panel, not {length}, {origin}")
    known = panel.upto(place)
    around = surroundings(
        known, ahead=daily_energy.HORIZON, calendar=model.daily.calendar, overrides=overrides,
        mean_c=mean_c if model.daily.with_weather else None,
    )  # fmt: skip
    ahead = daily_energy.of_known(model.daily, known=known, around=around, horizon=length)
    kwh = _modelled(model, known, around, ahead.total_kwh, length)
    modelled = np.isfinite(kwh)
    rule = month_energy_rules.stand_in(known, origin=place) * length
    kwh = np.where(modelled, kwh, rule)
    method = np.where(modelled, "model", np.where(np.isfinite(rule), "rule", "refused"))
    low, high = _interval(model.errors, kwh, length, ahead.spread, ~modelled, cover)
    return MonthOutlook(
        kwh=kwh, low_kwh=low, high_kwh=high, cover=cover,
        method=tuple(str(m) for m in method), days_present=ahead.days_present,
        version=model.version,
    )  # fmt: skip


def _modelled(
    model: MonthModel, known: Panel, around: Surroundings, by_days_kwh: Floats, length: int
) -> Floats:
    """The model's kWh; NaN for a meter it does not forecast."""
    origin = len(known.days)
    level = _level(known, origin)
    chosen = np.flatnonzero(np.isfinite(level) & (by_days_kwh > 0))
    kwh = np.full(known.meters, np.nan)
    if len(chosen):
        seen = Panel(known.kwh[chosen], known.days)
        rows = design(seen, around, origin, length, level[chosen])
        ratio = np.asarray(model.booster.predict(rows, num_threads=1), dtype=np.float64)
        by_month = level[chosen] * np.exp(ratio) * length
        kwh[chosen] = np.sqrt(by_month * by_days_kwh[chosen])
    return kwh


def _level(panel: Panel, origin: int) -> Floats:
    return np.where(panel.present(0, origin) >= MODEL_DAYS, panel.level(origin), np.nan)


def _boost(panel: Panel, around: Surroundings, end: int, seed: int) -> lightgbm.Booster:
    random = np.random.default_rng(seed)
    length, rows, targets = 30, [], []
    origins = list(range(end - length, MODEL_DAYS - 1, -_EVERY))
    for origin in origins:
        level = _level(panel, origin)
        actual = panel.mean(origin, origin + length, share=0.8)
        chosen = np.flatnonzero(np.isfinite(level) & (actual > 0))
        most = max(ROWS // len(origins), 1)
        if len(chosen) > most:
            chosen = np.sort(random.choice(chosen, most, replace=False))
        if len(chosen):
            seen = Panel(panel.kwh[chosen, :origin], panel.days[:origin])
            rows.append(design(seen, around, origin, length, level[chosen]))
            targets.append(np.clip(np.log(actual[chosen] / level[chosen]), -2.0, 2.0))
    if sum(len(part) for part in rows) < _LEAST_ROWS:
        present = int(panel.present(0, end).max(initial=0.0))
        raise NotEnoughReadings(days_present=present, days_needed=MODEL_DAYS + length)
    data = lightgbm.Dataset(np.concatenate(rows), np.concatenate(targets), free_raw_data=True)
    return lightgbm.train({**_SETTINGS, "seed": seed}, data, num_boost_round=_ROUNDS)


def _past_errors(panel: Panel, shared: dict[str, Any], seed: int) -> dict[int, Floats] | None:
    """Log errors of a model that ends before the last months; None where there is no room."""
    checks = min(_CHECKS, (len(panel.days) - MODEL_DAYS - 2 * LONGEST) // LONGEST)
    if checks < 1:
        return None
    starts = [len(panel.days) - LONGEST * number for number in range(1, checks + 1)]
    before = panel.upto(starts[-1])
    try:
        model = fit(before, errors=False, seed=seed, **shared)
    except NotEnoughReadings:
        return None
    errors, groups, origins = [], [], []
    for start in starts:
        origin = panel.first_day + np.timedelta64(start, "D")
        told = coming_month(
            model, panel=panel, origin=origin, length=30, overrides=shared["overrides"],
            mean_c=shared["mean_c"],
        )  # fmt: skip
        actual = panel.mean(start, start + 30, share=0.8) * 30
        scored = np.isfinite(told.kwh) & (actual > 0) & (np.array(told.method) == "model")
        errors.append(np.log(actual[scored] / told.kwh[scored]))
        spread = panel.spread(start - 91, start)
        groups.append(_group(told.kwh / 30, spread)[scored])
        origins.append(np.full(np.count_nonzero(scored), start))
    found = both_ways(np.concatenate(errors), np.concatenate(origins))
    of = np.tile(np.concatenate(groups), 2)
    kept = {int(g): found[of == g] for g in np.unique(of) if (of == g).sum() >= _LEAST_ERRORS}
    return kept | {-1: found} if len(found) >= _LEAST_ERRORS else None


def _group(kwh_a_day: Floats, spread: Floats) -> np.ndarray:
    """Size and volatility of a meter as one number."""
    size = np.searchsorted(_SIZES_KWH, np.nan_to_num(kwh_a_day))
    return size * (len(_SPREADS) + 1) + np.searchsorted(_SPREADS, np.nan_to_num(spread, nan=1.0))


def _interval(
    errors: dict[int, Floats] | None, kwh: Floats, length: int, spread: Floats,
    by_rule: np.ndarray, cover: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """By the errors of the meter's group; a rule's interval is as wide as if nothing were known."""
    down, up = np.full(len(kwh), _WIDE[0]), np.full(len(kwh), _WIDE[1])
    groups = _group(kwh / length, spread)
    known = errors or {}
    for group in np.unique(groups) if known else ():
        chosen = (groups == group) & ~by_rule
        down[chosen], up[chosen] = between(known.get(int(group), known[-1]), cover)
    return kwh * np.exp(down), kwh * np.exp(up)
