"""The bench of end uses takes folders by what they hold, and the meter's electricity for truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench import end_uses
from bench.forecast_data import Dataset, read


def folder(place: Path, *, heat: float, with_uses: bool = True) -> Dataset:
    """Two homes of 120 days; the meter sees `heat` of the heat told, and all of the rest."""
    times = pd.date_range("2026-01-01", periods=120 * 24, freq="h")
    random = np.random.default_rng(1)
    temp = 18 + 12 * np.sin(np.arange(len(times)) / 400) + random.normal(0, 1, len(times))
    rows = []
    for name in ("a", "b"):
        base = random.gamma(4, 0.1, len(times))
        cooling, heating = np.maximum(temp - 24, 0), np.maximum(10 - temp, 0)
        table = pd.DataFrame({"unique_id": name, "ds": times, "standing": base})
        if with_uses:
            table["cooling"], table["heating"] = cooling, heating
        table["y"] = base + heat * (cooling + heating)
        rows.append(table)
    place.mkdir()
    pd.concat(rows).to_csv(place / "load.csv.gz", index=False)
    pd.DataFrame({"ds": times, "temp": temp}).to_csv(place / "weather.csv", index=False)
    told = {"freq": "h", "unit": "kWh", "test_start": "2026-03-01"}
    (place / "meta.json").write_text(json.dumps(told), encoding="utf-8")
    return read(place)


@pytest.mark.parametrize("heat", [1.0, 0.25])
def test_the_truth_is_the_electricity_of_a_use(tmp_path: Path, heat: float) -> None:
    data = folder(tmp_path / "any name", heat=heat)
    assert data.parts is not None
    part = data.parts[data.parts["unique_id"] == "a"]

    truth = end_uses.true_uses(data, part)

    assert truth["cooling"] == pytest.approx(heat * part["cooling"].sum(), rel=1e-6)
    assert truth["heating"] == pytest.approx(heat * part["heating"].sum(), rel=1e-6)


def test_a_folder_with_both_uses_gets_rows_with_a_bar(tmp_path: Path) -> None:
    rows = end_uses.run(folder(tmp_path / "x", heat=0.5))

    judged = {row.measure.split()[0]: row for row in rows if row.bar}
    assert set(judged) == {"cooling", "heating"}
    assert all(row.holds == (row.ours <= 20) for row in judged.values())
    assert judged["cooling"].ours <= 10


def test_a_folder_without_them_is_passed_over(tmp_path: Path) -> None:
    assert end_uses.run(folder(tmp_path / "x", heat=0.5, with_uses=False)) == []
