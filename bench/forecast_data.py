"""What `make bench-forecast` reads and prints: folders of load data, and rows of its table.

A folder is never known by its name. What is measured on it follows from what it holds: the step,
the number of series, and how large they are (`Dataset.kind`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["region", "homes", "enterprises"]

SYSTEM_KW = 5_000.0
"""A series that draws more than this on average is an area, not a customer."""
_STEPS = {"15min": 15, "15t": 15, "30min": 30, "30t": 30, "h": 60, "1h": 60, "60min": 60}
_DAY_MINUTES = 1440
_KW = {"W": 0.001, "kW": 1.0, "MW": 1000.0}
_KWH = {"Wh": 0.001, "kWh": 1.0, "MWh": 1000.0}


class FolderWrong(ValueError):
    """A folder cannot be measured; the sentence says what to change in it."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, beside what, against which bar."""

    task: str
    """Such as `region day-ahead`; rows of one task are printed together."""
    measure: str
    """Such as `WAPE %, holidays`."""
    ours: float
    rival: float | None = None
    rival_name: str = ""
    """Whose figure `rival` is: the best simple rule, the previous day ..."""
    bar: str = ""
    """In words, such as `<= 0.60 x previous day`; empty where the row only informs."""
    holds: bool | None = None
    """Whether the bar holds; None where there is none."""
    dataset: str = ""
    """Name of the folder, for the reader only; the frame fills it in."""


@dataclass(frozen=True)
class Dataset:
    """A folder of load data, read and laid on a whole grid of times."""

    name: str
    """The folder's name: printed, never looked at."""
    step_minutes: int
    unit: str
    """As the folder says: kW, kWh ..."""
    calendar: str
    """Country whose holidays count, such as `CN`; empty where not said."""
    test_start: pd.Timestamp
    """Midnight of the first day that is measured; everything before may be learned from."""
    load: pd.DataFrame
    """One column for each series (`unique_id` as text), one row for each step from the first
    midnight to the last whole day, local time without zone; NaN where there is no reading."""
    weather: pd.DataFrame | None
    """Rows as the folder gives them (daily or hourly), index `ds`; None where there is none."""
    parts: pd.DataFrame | None = None
    """Further columns of the load file (end uses), long: `unique_id`, `ds` and the columns."""
    meta: dict[str, object] = field(default_factory=dict)

    @property
    def steps_per_day(self) -> int:
        return _DAY_MINUTES // self.step_minutes

    @cached_property
    def mean_kw(self) -> float:
        """Mean power of the median series, kW."""
        per_series = float(np.nanmedian(self.load.mean().to_numpy()))
        if self.unit in _KW:
            return per_series * _KW[self.unit]
        return per_series * _KWH.get(self.unit, 1.0) * 60.0 / self.step_minutes

    @property
    def kind(self) -> Kind:
        """Which tasks fit: an area's load curve, homes with load curves, daily energy of users."""
        if self.steps_per_day == 1:
            return "enterprises"
        return "region" if self.mean_kw > SYSTEM_KW else "homes"

    @property
    def days(self) -> pd.DatetimeIndex:
        """Midnight of every day on the grid."""
        return pd.DatetimeIndex(self.load.index[:: self.steps_per_day])

    @property
    def test_day(self) -> int:
        """Place of `test_start` among `days`; the number of days learned from."""
        return int(self.days.searchsorted(self.test_start))

    def by_day(self, series: str) -> np.ndarray:
        """One series as an array of days x steps, NaN where there is no reading."""
        values = self.load[series].to_numpy(dtype=np.float64)
        return values.reshape(-1, self.steps_per_day)


def datasets(folder: Path) -> Iterator[Dataset]:
    """Every folder below (or the folder itself) that has meta.json and load.csv.gz, by name.

    Raises:
        FolderWrong: meta.json lacks a field or the load file cannot be laid on a grid.
    """
    places = {path.parent for path in folder.rglob("meta.json")}
    for place in sorted(places):
        if (place / "load.csv.gz").is_file():
            yield read(place)


def read(place: Path) -> Dataset:
    """Read one folder.

    Raises:
        FolderWrong: meta.json lacks a field or the load file cannot be laid on a grid.
    """
    meta = json.loads((place / "meta.json").read_text(encoding="utf-8"))
    for key in ("freq", "unit", "test_start"):
        if not meta.get(key):
            raise FolderWrong(f"{place.name}/meta.json: say {key}")
    minutes = _minutes(place.name, str(meta["freq"]))
    table = pd.read_csv(place / "load.csv.gz", dtype={"unique_id": str}, parse_dates=["ds"])
    extra = [name for name in table.columns if name not in ("unique_id", "ds", "y")]
    return Dataset(
        name=place.name,
        step_minutes=minutes,
        unit=str(meta["unit"]),
        calendar=str(meta.get("calendar") or ""),
        test_start=pd.Timestamp(str(meta["test_start"])).normalize(),
        load=_grid(table, minutes),
        weather=_weather(place / "weather.csv"),
        parts=table[["unique_id", "ds", *extra]] if extra else None,
        meta=meta,
    )


def _minutes(name: str, freq: str) -> int:
    if freq.lower() in ("d", "1d", "b"):
        return _DAY_MINUTES
    minutes = _STEPS.get(freq.lower())
    if minutes is None:
        raise FolderWrong(f"{name}/meta.json: freq must be 15min, 30min, h or D, not {freq!r}")
    return minutes


def _grid(table: pd.DataFrame, minutes: int) -> pd.DataFrame:
    """Wide, with every step of whole days; an hour told twice (summer time) is averaged."""
    step = pd.Timedelta(minutes=minutes)
    wide = (
        table.assign(ds=table["ds"].dt.floor(step))
        .groupby(["ds", "unique_id"], sort=True)["y"]
        .mean()
        .unstack("unique_id")
    )
    start = wide.index[0].normalize()
    end = wide.index[-1].normalize() + pd.Timedelta(days=1)
    return wide.reindex(pd.date_range(start, end, freq=step, inclusive="left"))


def _weather(path: Path) -> pd.DataFrame | None:
    if not path.is_file():
        return None
    table = pd.read_csv(path, parse_dates=["ds"])
    return table.drop_duplicates("ds", keep="last").set_index("ds").sort_index()
