"""Bench: cooling and heating energy told from the meter alone, in homes where both are known.

Claim: within 20 % of the truth for the middle home, for cooling and for heating. Any folder whose
load file tells `cooling` and `heating` beside `y` is measured, whatever it is called.
`python -m bench.end_uses FOLDER` prints the rows and every home.

A file may tell heat and cold rather than electricity; what part of each the meter saw is found by
holding all columns against `y`, and the truth is the electricity.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from bench.forecast_data import Dataset, Row, datasets
from bot.analytics.end_uses import split

RESULTS = Path(__file__).parent / "results" / "end_uses.json"
USES = ("cooling", "heating")
MOST_ERROR = 20.0
LEAST_SHARE = 0.02
"""A use below this part of a home's energy has no percent worth telling."""


@dataclass(frozen=True)
class Home:
    """One home: electricity of each use as it was, and as the meter tells it, kWh."""

    name: str
    true_kwh: dict[str, float]
    told_kwh: dict[str, float]
    simple_kwh: dict[str, float]
    """By the simple rule: whatever a month has above the mildest month."""
    total_kwh: float
    cpu_s: float

    def error(self, use: str, told: dict[str, float]) -> float:
        """Percent off the truth."""
        return abs(told[use] / self.true_kwh[use] - 1) * 100


def run(dataset: Dataset) -> list[Row]:
    """Rows for the shared table; none for a folder that does not tell both uses."""
    if not tells_uses(dataset):
        return []
    return rows(list(homes(dataset)), dataset.name)


def tells_uses(dataset: Dataset) -> bool:
    """Whether the folder has what is measured here: both uses, temperature, hours."""
    parts, weather = dataset.parts, dataset.weather
    return (
        parts is not None
        and set(USES) <= set(parts.columns)
        and weather is not None
        and "temp" in weather.columns
        and dataset.steps_per_day in (24, 48)
    )


def rows(measured: list[Home], name: str) -> list[Row]:
    """The middle home's error for each use."""
    found = []
    for use in USES:
        fit = [one for one in measured if one.true_kwh[use] >= LEAST_SHARE * one.total_kwh]
        if not fit:
            continue
        ours = float(np.median([one.error(use, one.told_kwh) for one in fit]))
        simple = float(np.median([one.error(use, one.simple_kwh) for one in fit]))
        measure = f"{use} energy, median error %, {len(fit)} homes"
        bar = f"<= {MOST_ERROR:.0f}"
        found.append(
            Row(
                "homes end uses", measure, ours, simple, "above the mildest month", bar,
                ours <= MOST_ERROR, name,
            )
        )  # fmt: skip
    cpu_ms = float(np.mean([one.cpu_s for one in measured])) * 1000
    found.append(Row("homes end uses", "CPU ms a home", cpu_ms, dataset=name))
    return found


def homes(dataset: Dataset) -> Iterator[Home]:
    """Every home of the folder."""
    assert dataset.parts is not None
    assert dataset.weather is not None
    days = dataset.days
    mean_c = dataset.weather["temp"].resample("D").mean().reindex(days).to_numpy(dtype=np.float64)
    hours = 24.0 / dataset.steps_per_day
    scale = hours if dataset.unit == "kW" else 1.0
    for series, part in dataset.parts.groupby("unique_id"):
        kwh = dataset.by_day(str(series)) * scale
        began = process_time()
        told = split(kwh=kwh, mean_c=mean_c).totals_kwh()
        yield Home(
            name=str(series),
            true_kwh={use: energy * scale for use, energy in true_uses(dataset, part).items()},
            told_kwh=told,
            simple_kwh=_above_mildest_month(kwh, mean_c, days),
            total_kwh=float(np.nansum(kwh)),
            cpu_s=process_time() - began,
        )


def true_uses(dataset: Dataset, part: pd.DataFrame) -> dict[str, float]:
    """Electricity of both uses: the columns times the part that reaches the meter."""
    by_time = part.set_index("ds").sort_index()
    load = dataset.load[str(part["unique_id"].iloc[0])].reindex(by_time.index)
    columns = [name for name in by_time.columns if name != "unique_id"]
    table = by_time[columns].to_numpy(dtype=np.float64)
    known = np.isfinite(table).all(axis=1) & load.notna().to_numpy()
    reach, *_ = np.linalg.lstsq(table[known], load.to_numpy(dtype=np.float64)[known], rcond=None)
    seen = dict(zip(columns, reach * table[known].sum(axis=0), strict=True))
    return {use: float(seen[use]) for use in USES}


def _above_mildest_month(
    kwh: np.ndarray, mean_c: np.ndarray, days: pd.DatetimeIndex
) -> dict[str, float]:
    daily = pd.Series(kwh.sum(axis=1), index=days)
    months = daily.groupby(days.to_period("M"))
    means = months.mean()
    extra = (means - means.min()) * months.count()
    warm = pd.Series(mean_c, index=days).groupby(days.to_period("M")).mean()
    mildest = warm[means.idxmin()]
    return {
        "cooling": float(extra[warm > mildest].sum()),
        "heating": float(extra[warm <= mildest].sum()),
    }


def main() -> int:
    """Measure every folder below the given ones; fail when a bar does not hold."""
    if len(sys.argv) < 2:
        print("usage: python -m bench.end_uses FOLDER ...", file=sys.stderr)
        return 2
    table: list[Row] = []
    for place in sys.argv[1:]:
        for dataset in filter(tells_uses, datasets(Path(place))):
            measured = list(homes(dataset))
            for one in measured:
                off = "  ".join(f"{use} {one.error(use, one.told_kwh):5.1f} %" for use in USES)
                print(f"{dataset.name} {one.name}: {off}")
            table += rows(measured, dataset.name)
    for row in table:
        rival = "" if row.rival is None else f"({row.rival_name}: {row.rival:.1f})"
        print(f"{row.dataset}: {row.measure} {row.ours:.1f} {row.bar} {rival}")
    result = [{"dataset": row.dataset, "measure": row.measure, "ours": round(row.ours, 2),
               "simple": row.rival and round(row.rival, 2)} for row in table]  # fmt: skip
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if table and all(row.holds is not False for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
