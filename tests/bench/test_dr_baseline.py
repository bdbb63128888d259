"""The bench of baselines, on a folder made here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from bench import dr_baseline, forecast_data
from bench.forecast_data import Dataset


def folder(place: Path, *, kw: float, series: int, noise: float, freq: str = "15min") -> Dataset:
    """A year of days alike, each with a level of its own, as the format has it."""
    random = np.random.default_rng(8)
    stamps = pd.date_range("2025-01-01", "2026-01-01", freq=freq, inclusive="left")
    hours = stamps.hour + stamps.minute / 60
    shape = kw * (1 + 0.3 * np.sin(2 * np.pi * (hours - 8) / 24))
    tables = []
    for number in range(series):
        level = np.repeat(random.normal(1, noise, 365), len(stamps) // 365)
        tables.append(pd.DataFrame({"unique_id": f"S{number}", "ds": stamps, "y": shape * level}))
    place.mkdir(exist_ok=True)
    pd.concat(tables).to_csv(place / "load.csv.gz", index=False)
    meta = {"freq": freq, "unit": "kW", "calendar": "CN", "test_start": "2025-05-01"}
    (place / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return forecast_data.read(place)


def test_an_area_that_only_changes_its_level_is_told_exactly(tmp_path: Path) -> None:
    rows = dr_baseline.run(folder(tmp_path, kw=9_000, series=1, noise=0.03))
    found = {row.measure: row for row in rows}

    ours, plain = found["RRMSE %, 10-in-10 +-20 %"], found["RRMSE %, 10-in-10"]
    assert ours.holds is True
    assert ours.ours < 0.01
    assert 2.0 < plain.ours < 4.0
    assert [row.measure for row in rows if row.bar] == ["RRMSE %, 10-in-10 +-20 %"]


def test_homes_are_told_one_by_one_and_together(tmp_path: Path) -> None:
    rows = dr_baseline.run(folder(tmp_path, kw=1.0, series=3, noise=0.1, freq="1h"))
    found = {row.measure: row.ours for row in rows}

    alone = found["RRMSE %, 10-in-10, one home (median)"]
    assert found["RRMSE %, 10-in-10, all together"] < alone
    assert 7.0 < alone < 14.0


def test_daily_energy_has_no_hours_to_ask_for(tmp_path: Path) -> None:
    assert dr_baseline.run(folder(tmp_path, kw=100, series=2, noise=0.1, freq="D")) == []
