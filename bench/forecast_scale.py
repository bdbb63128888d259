"""Claim: 1,000 meters x 30 daily steps, fit and predict, take at most 10 CPU-seconds of one core.

`python -m bench.forecast_scale [meters ...]` (10, 100 and 1,000 when not said; 10,000 on demand)
prints CPU-seconds and how they grow, beside statsforecast's one model a meter where it is
installed, and writes bench/results/forecast_scale.json. Ours counts both fits (the one behind the
intervals too), the forecast and its interval. The meters are made up: level, week, season,
Spring Festival and noise of each drawn at random; accuracy is not measured here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np

from bench.forecast_users import by_statsforecast
from bot.analytics import calendar_facts, daily_energy
from bot.analytics.daily_energy_panel import Panel

RESULTS = Path(__file__).parent / "results" / "forecast_scale.json"
METERS = (10, 100, 1000)
DAYS, STEPS = 639, 30
MOST_CPU_S = 10.0
BAR_METERS = 1000
SEED = 20150101
_RIVAL_METERS = 100
"""Models of one meter each grow with the meters; beyond so many their time is only multiplied."""


def main() -> int:
    """Measure, report, and fail when the bar does not hold."""
    counts = [int(text) for text in sys.argv[1:]] or list(METERS)
    rows = []
    for count in counts:
        panel = made_up(count)
        row: dict[str, float] = {"meters": count, **_ours(panel)}
        row |= _rivals(panel)
        rows.append(row)
        print(json.dumps(row), flush=True)
    held = [r["fit_cpu_s"] + r["predict_cpu_s"] for r in rows if r["meters"] == BAR_METERS]
    holds = all(seconds <= MOST_CPU_S for seconds in held)
    result = {"days": DAYS, "steps": STEPS, "seed": SEED, "rows": rows, "holds": holds}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if holds else 1


def made_up(meters: int) -> Panel:
    """Daily energy of customers that live by the Chinese calendar."""
    random = np.random.default_rng(SEED)
    days = np.datetime64("2024-01-01") + np.arange(DAYS).astype("timedelta64[D]")
    facts = calendar_facts.facts(days)
    turn = 2 * np.pi * facts.day_of_year / 365.25
    level = np.exp(random.normal(3.0, 1.5, (meters, 1)))
    season = 1.0 + random.uniform(0.0, 0.5, (meters, 1)) * np.cos(2 * turn + 0.3)
    off = 1.0 - random.uniform(-0.2, 0.7, (meters, 1)) * facts.day_off
    spring = 1.0 - random.uniform(0.0, 0.9, (meters, 1)) * (np.abs(facts.from_spring) <= 7)
    noise = np.exp(random.normal(0.0, 0.2, (meters, DAYS)))
    return Panel(level * season * off * spring * noise, days)


def _ours(panel: Panel) -> dict[str, float]:
    started = process_time()
    model = daily_energy.fit(panel)
    fitted = process_time()
    origin = panel.first_day + np.timedelta64(DAYS, "D")
    told = daily_energy.rest_of_month(model, panel=panel, origin=origin, horizon=STEPS)
    ended = process_time()
    if not np.isfinite(told.kwh).all():
        raise ValueError("a meter was left without a forecast")
    return {
        "fit_cpu_s": round(fitted - started, 2),
        "predict_cpu_s": round(ended - fitted, 2),
        "ms_a_meter": round((ended - started) * 1000 / panel.meters, 3),
    }


def _rivals(panel: Panel) -> dict[str, float]:
    """CPU-seconds of statsforecast's models for all meters of the panel."""
    try:
        from statsforecast import models
    except ImportError:
        return {}
    some = Panel(panel.kwh[:_RIVAL_METERS], panel.days)
    seconds = {}
    for model in (
        models.SeasonalNaive(season_length=7), models.MSTL([7]),
        models.DynamicOptimizedTheta(season_length=7),
    ):  # fmt: skip
        started = process_time()
        by_statsforecast(model, some, STEPS)
        spent = process_time() - started
        seconds[f"{model!r}_cpu_s"] = round(spent * panel.meters / some.meters, 2)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
