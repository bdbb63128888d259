"""Half-hour days of many meters at once, as arrays: what a job over all meters reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bot.domain.period import Period, add_months
from bot.domain.usage import SLOTS_PER_DAY, DayEnergy, Quality
from bot.storage.meters import table as columns

_QUARTERS_PER_DAY = 2 * SLOTS_PER_DAY
_NOT_READ, _NO_ENERGY, _ACTUAL, _ESTIMATED = 0, 1, 2, 3
"""What is known of a quarter."""


@dataclass(frozen=True)
class MeterGrid:
    """Meters x days (x 48 slots); the same figures as `MeterStore.days` gives one by one."""

    meter_nos: tuple[str, ...]
    period: Period
    slot_wh: npt.NDArray[np.int64]
    """Missing readings count 0 here."""
    estimated_slots: npt.NDArray[np.uint8]
    missing_slots: npt.NDArray[np.uint8]
    """A slot is missing unless both of its quarters have energy."""
    read: npt.NDArray[np.bool_]
    """Whether the day has any row at all."""

    def days_of(self, meter: int) -> list[DayEnergy]:
        """The meter's days that have any reading, in order."""
        return [
            DayEnergy(
                self.period.start + timedelta(days=int(day)),
                tuple(self.slot_wh[meter, day].tolist()),
                estimated_slots=int(self.estimated_slots[meter, day]),
                missing_slots=int(self.missing_slots[meter, day]),
            )
            for day in np.flatnonzero(self.read[meter])
        ]


def fill(
    meter_nos: Sequence[str], period: Period, months: Iterable[tuple[Period, Iterable[pa.Table]]]
) -> MeterGrid:
    """A grid from tables with `READINGS`' columns; of two readings the later one counts.

    Quarters are held of one of the `months` at a time, so that the grid is nearly all it needs.
    """
    names = tuple(dict.fromkeys(meter_nos))
    shape = (len(names), period.days)
    grid = MeterGrid(
        meter_nos=names,
        period=period,
        slot_wh=np.zeros((*shape, SLOTS_PER_DAY), np.int64),
        estimated_slots=np.zeros(shape, np.uint8),
        missing_slots=np.full(shape, SLOTS_PER_DAY, np.uint8),
        read=np.zeros(shape, np.bool_),
    )
    known = pa.array(names, pa.string())
    for month, tables in months:
        _fill_month(grid, month, known, tables)
    return grid


def months_of(period: Period) -> Iterator[Period]:
    """The period cut at the first of each month."""
    start = period.start
    while start < period.end:
        end = min(add_months(start.replace(day=1), 1), period.end)
        yield Period(start, end)
        start = end


def _fill_month(
    grid: MeterGrid, month: Period, known: pa.Array, tables: Iterable[pa.Table]
) -> None:
    meters, quarters = len(known), month.days * _QUARTERS_PER_DAY
    energy = np.zeros(meters * quarters, np.int64)
    state = np.zeros(meters * quarters, np.uint8)
    first, after = columns.start_us(month)
    for table in tables:
        for batch in table.to_batches():
            places, rows = _places(batch, known, first, after, quarters)
            energy[places] = _wh(batch)[rows]
            state[places] = _states(batch)[rows]
    days = slice((month.start - grid.period.start).days, (month.end - grid.period.start).days)
    # Of a slot's two quarters: quicker side by side than as a sum over an axis of two.
    by_slot = (meters, month.days, SLOTS_PER_DAY, 2)
    energy, state = energy.reshape(by_slot), state.reshape(by_slot)
    one, other = state[..., 0], state[..., 1]
    np.add(energy[..., 0], energy[..., 1], out=grid.slot_wh[:, days])
    grid.missing_slots[:, days] = ((one < _ACTUAL) | (other < _ACTUAL)).sum(axis=2)
    grid.estimated_slots[:, days] = ((one == _ESTIMATED) | (other == _ESTIMATED)).sum(axis=2)
    grid.read[:, days] = ((one | other) != _NOT_READ).any(axis=2)


def _places(
    batch: pa.RecordBatch, known: pa.Array, first: int, after: int, quarters: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Flat place of each reading that is asked for, and which readings those are."""
    start = _numbers(batch.column("start").cast(pa.int64()))
    meter = _each(batch.column("meter_no"), lambda texts: _numbers(_positions(texts, known)))
    rows = (meter >= 0) & (start >= first) & (start < after)
    place = meter[rows] * quarters + (start[rows] - first) // columns.QUARTER_US
    return place, rows


def _positions(texts: pa.Array, known: pa.Array) -> pa.Array:
    return pc.fill_null(pc.index_in(texts, value_set=known), -1).cast(pa.int64())


def _states(batch: pa.RecordBatch) -> npt.NDArray[np.uint8]:
    codes = {Quality.ACTUAL.value: _ACTUAL, Quality.ESTIMATED.value: _ESTIMATED}
    return _each(
        batch.column("quality"),
        lambda texts: np.array([codes.get(text, _NO_ENERGY) for text in texts.to_pylist()]),
    ).astype(np.uint8)


def _each(column: pa.Array, answer: Any) -> npt.NDArray[Any]:
    """What `answer` says of every value, asked once for each different text."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    answers: npt.NDArray[Any] = answer(encoded.dictionary.cast(pa.string()))
    found: npt.NDArray[Any] = answers[_numbers(encoded.indices)]
    return found


def _wh(batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
    return _numbers(pc.fill_null(batch.column("energy_wh"), 0))


def _numbers(column: pa.Array) -> npt.NDArray[Any]:
    values: npt.NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return values
