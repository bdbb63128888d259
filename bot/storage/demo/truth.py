"""Ground truth of a town: what really happened. For tests and benches; nothing else reads it.

The folder holds

* `town.json`: seed, period and weather spells;
* `accounts.json`: per account its archetype, figures of load, contracts, habit and events;
* `uses.parquet`: kWh per account, day and use (solar generation as use `pv`);
* `true_readings.parquet`: quarter-hours whose true energy is not what is on record.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bot.domain.period import Period
from bot.storage.demo.plan import Plan
from bot.storage.demo.simulation import Simulated
from bot.storage.demo.weather import SLOTS, Weather
from bot.storage.meters.table import QUARTER_US, start_us

TOLD_OF_A_PLAN = (
    "index",
    "account_no",
    "meter_no",
    "archetype",
    "story",
    "habit",
    "unpaid_bills",
    "load",
    "contracts",
    "events",
)
"""Fields of a plan that tests and benches may want; names and phones are not among them."""


class TruthWriter:
    """Collects the truth group by group and leaves a complete folder behind."""

    def __init__(self, *, folder: Path, whole: Period) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._whole = whole
        self._plans: list[Plan] = []
        self._uses: pq.ParquetWriter | None = None
        self._readings: pq.ParquetWriter | None = None

    def add(self, simulated: Sequence[Simulated]) -> None:
        """Record a group of accounts."""
        self._plans += [one.plan for one in simulated]
        uses = pa.concat_tables([_daily_uses(one, self._whole) for one in simulated])
        self._uses = _append(self._uses, self._folder / "uses.parquet", uses)
        readings = pa.concat_tables([_untold(one, self._whole) for one in simulated])
        self._readings = _append(self._readings, self._folder / "true_readings.parquet", readings)

    def close(self, *, seed: int, weather: Weather) -> None:
        """Write what concerns the whole town and finish the files."""
        for writer in (self._uses, self._readings):
            if writer:
                writer.close()
        town = {"seed": seed, "period": self._whole, "spells": weather.spells}
        self._write_json("town.json", {key: _plain(value) for key, value in town.items()})
        self._write_json("accounts.json", [_account(plan) for plan in self._plans])

    def _write_json(self, name: str, content: Any) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (self._folder / name).write_text(text + "\n", "utf-8")


def _account(plan: Plan) -> dict[str, Any]:
    return {name: _plain(getattr(plan, name)) for name in TOLD_OF_A_PLAN}


def _daily_uses(one: Simulated, whole: Period) -> pa.Table:
    names = sorted(use for use, daily in one.daily_kwh.items() if daily.any())
    kwh = [one.daily_kwh[use] for use in names]
    days = np.array(list(whole.each_day()), dtype="datetime64[D]")
    count = len(names) * whole.days
    return pa.table(
        {
            "account_no": pa.array([one.plan.account_no] * count, pa.string()),
            "day": pa.array(np.tile(days, len(names)), pa.date32()),
            "use": pa.array(np.repeat(np.array(names, dtype=object), whole.days), pa.string()),
            "kwh": pa.array(np.round(np.concatenate(kwh) if kwh else [], 4), pa.float64()),
        }
    )


def _untold(one: Simulated, whole: Period) -> pa.Table:
    metered = one.metered
    places = np.flatnonzero((metered.true_wh != metered.recorded_wh).ravel())
    assert metered.true_wh.shape[1] == SLOTS  # noqa: S101  places count quarter-hours
    first_us, _ = start_us(whole)
    return pa.table(
        {
            "meter_no": pa.array([one.plan.meter_no] * len(places), pa.string()),
            "start": pa.array(first_us + places * QUARTER_US).cast(pa.timestamp("us", tz="UTC")),
            "true_wh": pa.array(metered.true_wh.ravel()[places]),
        }
    )


def _append(writer: pq.ParquetWriter | None, path: Path, table: pa.Table) -> pq.ParquetWriter:
    open_writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
    open_writer.write_table(table)
    return open_writer


def _plain(value: Any) -> Any:
    """Values as JSON knows them."""
    if isinstance(value, Period):
        return [value.start.isoformat(), value.last_day.isoformat()]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
