"""Forecasts on real load: `make bench-forecast DATA=folder`.

Every folder below DATA with `load.csv.gz` and `meta.json` is measured on the days from its
`test_start`. What is measured follows from what the folder holds (`forecast_data.Dataset.kind`),
never from its name. Prints a table with bars and yes/NO, writes `bench/results/forecast.json`.
Claim: an area's day-ahead error at most 0.60 of yesterday's curve (0.65 on holidays) and below
every statsforecast model, an 80 % interval that covers 77 to 83 %; enterprises and homes as
`forecast_users` says.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter, process_time

from bench import (
    anomalies,
    bill_forecast,
    dr_baseline,
    end_uses,
    forecast_region,
    forecast_users,
)
from bench import forecast_data as data_of
from bench.forecast_data import Dataset, Row
from scripts.house import ROOT, say, stop

RESULTS = ROOT / "bench" / "results" / "forecast.json"
TASKS: dict[str, tuple[Callable[[Dataset], list[Row]], ...]] = {
    "region": (forecast_region.run, dr_baseline.run),
    "homes": (forecast_users.run, end_uses.run),
    "enterprises": (forecast_users.run,),
}


def main() -> int:
    """Measure every folder, print the table, write the results; 1 when a bar does not hold."""
    folder = Path(os.environ.get("DATA", ""))
    if not os.environ.get("DATA") or not folder.is_dir():
        stop("say where the data are: make bench-forecast DATA=folder")
    rows: list[Row] = []
    seconds: dict[str, float] = {}
    try:
        for data in data_of.datasets(folder):
            say(f"{data.name}: {data.kind}, {data.load.shape[1]} series, {len(data.days)} days")
            wall, cpu = perf_counter(), process_time()
            found = [
                replace(row, dataset=data.name) for run in TASKS[data.kind] for row in run(data)
            ]
            seconds[data.name] = round(process_time() - cpu, 1)
            show(found)
            print(f"{seconds[data.name]} CPU-s, {perf_counter() - wall:.0f} s")
            rows += found
    except data_of.FolderWrong as wrong:
        stop(str(wrong))
    if not rows:
        stop(f"no folder with load.csv.gz and meta.json below {folder}")
    say("demo towns: what is unusual")
    found = anomalies.run()
    show(found)
    rows += found
    say("demo towns: bills foreseen in mid-month")
    found = bill_forecast.run()
    show(found)
    rows += found
    return _finish(rows, seconds)


def show(rows: list[Row]) -> None:
    """Print rows as one table, task by task."""
    task = ""
    for row in rows:
        if row.task != task:
            task = row.task
            print(f"\n{task:<42}{'ours':>9}{'rival':>9}  {'which rival':<34}{'bar':<18}holds")
        rival = "-" if row.rival is None else f"{row.rival:.2f}"
        verdict = "" if row.holds is None else "yes" if row.holds else "NO"
        print(
            f"  {row.measure:<40}{row.ours:>9.2f}{rival:>9}  {row.rival_name:<34}"
            f"{row.bar:<18}{verdict}"
        )


def _finish(rows: list[Row], seconds: dict[str, float]) -> int:
    held = all(row.holds is not False for row in rows)
    judged = [row for row in rows if row.holds is not None]
    result = {
        "all_bars_hold": held,
        "cpu_seconds": seconds,
        "rows": [_rounded(row) for row in rows],
    }
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"\n{sum(bool(row.holds) for row in judged)} of {len(judged)} bars hold")
    return 0 if held else 1


def _rounded(row: Row) -> dict[str, object]:
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in asdict(row).items()
    }


if __name__ == "__main__":
    sys.exit(main())
