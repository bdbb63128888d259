"""Simulated energy as tables for the meter store, one a month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from bot.domain.period import Period, add_months
from bot.domain.usage import Quality
from bot.storage.demo.metering import MISSING
from bot.storage.demo.simulation import Simulated
from bot.storage.demo.weather import SLOTS
from bot.storage.meters.table import QUARTER_US, READINGS, start_us

QUALITIES = (Quality.ACTUAL.value, Quality.ESTIMATED.value, Quality.MISSING.value)
"""In the order of the simulation's codes."""


def monthly_tables(*, simulated: Sequence[Simulated], whole: Period) -> Iterator[pa.Table]:
    """Readings of all these accounts, month by month, sorted by meter and start."""
    in_order = sorted(simulated, key=lambda one: one.plan.meter_no)
    month_start = whole.start
    while month_start < whole.end:
        month = Period(month_start, min(add_months(month_start, 1), whole.end))
        yield _table(in_order, month, whole)
        month_start = month.end


def _table(simulated: Sequence[Simulated], month: Period, whole: Period) -> pa.Table:
    rows = slice((month.start - whole.start).days, (month.end - whole.start).days)
    quarters = month.days * SLOTS
    first_us, _ = start_us(month)
    starts = first_us + np.arange(quarters) * QUARTER_US
    energy = np.concatenate([one.metered.recorded_wh[rows].ravel() for one in simulated])
    quality = np.concatenate([one.metered.quality[rows].ravel() for one in simulated])
    meter = np.repeat(np.arange(len(simulated), dtype=np.int32), quarters)
    columns = [
        pa.DictionaryArray.from_arrays(meter, [one.plan.meter_no for one in simulated]),
        pa.array(np.tile(starts, len(simulated))).cast(READINGS.field("start").type),
        pa.array(energy, mask=quality == MISSING),
        pa.DictionaryArray.from_arrays(quality, list(QUALITIES)),
    ]
    return pa.table(dict(zip(READINGS.names, columns, strict=True))).cast(READINGS)
