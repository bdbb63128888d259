"""Readings as columns: the schema, its rules, and the way between columns and values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.domain.usage import SLOTS_PER_DAY, DayEnergy, Quality, Reading

QUARTER_US = 15 * 60 * 1_000_000
DAY_US = 96 * QUARTER_US
LOCAL_OFFSET_US = 8 * 3_600 * 1_000_000
"""Asia/Shanghai has stood at UTC+8 without summer time since 1992; older readings are refused."""
EARLIEST = datetime(1992, 1, 1, tzinfo=UTC)
_CHECKED_ROWS = 1 << 18

READINGS = pa.schema(
    [
        pa.field("meter_no", pa.string(), nullable=False),
        pa.field("start", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("energy_wh", pa.int64()),
        pa.field("quality", pa.string(), nullable=False),
    ]
)
"""`energy_wh` is null exactly where `quality` is `missing`."""

DAILY = pa.schema(
    [
        pa.field("meter_no", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("energy_wh", pa.int64(), nullable=False),
        pa.field("present", pa.int32(), nullable=False),
        pa.field("estimated", pa.int32(), nullable=False),
    ]
)
"""`present` of the day's 96 readings have energy, `estimated` of those are estimates."""


class BadReadings(ValueError):
    """Readings that break a rule of the table; the message names the rule and an example."""


def checked(readings: pa.Table | Iterable[Reading]) -> pa.Table:
    """The readings as a table of one chunk with `READINGS`' columns, texts dictionary-encoded.

    Raises:
        BadReadings: naming the first rule broken.
    """
    table = readings if isinstance(readings, pa.Table) else _from_values(readings)
    try:
        columns = [_column(table, field) for field in READINGS]
    except (KeyError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise BadReadings(f"columns must be {READINGS.names}: {error}") from error
    encoded = pa.table(columns, names=READINGS.names)
    for offset in range(0, encoded.num_rows, _CHECKED_ROWS):
        for problem, bad in _problems(*(column.slice(offset, _CHECKED_ROWS) for column in columns)):
            first = pc.index(bad, True).as_py()
            if first >= 0:
                raise BadReadings(f"{problem}: {encoded.slice(offset + first, 1).to_pylist()[0]}")
    return encoded


def start_us(period: Period) -> tuple[int, int]:
    """First microsecond (UTC) of the period and the first after it."""
    return _micros(local_midnight(period.start)), _micros(local_midnight(period.end))


def month_of(micros: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Local calendar month of each instant, counted from January 1970."""
    days = (micros + LOCAL_OFFSET_US) // DAY_US
    first = days.min(initial=0)
    months = (
        np.arange(first, days.max(initial=0) + 1).astype("datetime64[D]").astype("datetime64[M]")
    )
    found: npt.NDArray[np.int64] = months.astype(np.int64)[days - first]
    return found


def readings_of(meter_no: str, table: pa.Table) -> list[Reading]:
    """Values of one meter's `start`, `energy_wh` and `quality` columns."""
    starts = (_numpy(table["start"].cast(pa.int64())) // 1_000_000).tolist()
    qualities = {quality.value: quality for quality in Quality}
    columns = zip(starts, table["energy_wh"].to_pylist(), table["quality"].to_pylist(), strict=True)
    return [
        Reading(meter_no, datetime.fromtimestamp(start, SHANGHAI), energy, qualities[quality])
        for start, energy, quality in columns
    ]


def days_of(period: Period, table: pa.Table) -> list[DayEnergy]:
    """Half-hour days of one meter's readings in the period; each start occurs once."""
    start, _ = start_us(period)
    quarter = (_numpy(table["start"].cast(pa.int64())) - start) // QUARTER_US
    shape = period.days * SLOTS_PER_DAY * 2
    energy = np.zeros(shape, np.int64)
    energy[quarter] = _numpy(pc.fill_null(table["energy_wh"], 0))
    present = np.zeros(shape, bool)
    present[quarter] = _numpy(pc.is_valid(table["energy_wh"]))
    estimated = np.zeros(shape, bool)
    estimated[quarter] = _numpy(pc.equal(table["quality"], Quality.ESTIMATED.value))
    has_rows = np.zeros(period.days, bool)
    has_rows[quarter // (2 * SLOTS_PER_DAY)] = True

    by_slot = (period.days, SLOTS_PER_DAY, 2)
    slot_wh = energy.reshape(by_slot).sum(axis=2)
    missing = SLOTS_PER_DAY - present.reshape(by_slot).all(axis=2).sum(axis=1)
    guessed = estimated.reshape(by_slot).any(axis=2).sum(axis=1)
    return [
        DayEnergy(
            period.start + timedelta(days=int(index)),
            tuple(slot_wh[index].tolist()),
            estimated_slots=int(guessed[index]),
            missing_slots=int(missing[index]),
        )
        for index in np.flatnonzero(has_rows)
    ]


def local_day(micros: int) -> date:
    """Local day of an instant."""
    origin = datetime(1970, 1, 1, tzinfo=UTC)
    return (origin + timedelta(microseconds=micros)).astimezone(SHANGHAI).date()


def _from_values(readings: Iterable[Reading]) -> pa.Table:
    values = list(readings)
    columns: dict[str, list[Any]] = {
        "meter_no": [value.meter_no for value in values],
        "start": [value.start for value in values],
        "energy_wh": [value.energy_wh for value in values],
        "quality": [value.quality.value for value in values],
    }
    if any(value.start.tzinfo is None for value in values):
        raise BadReadings("`start` must be an aware datetime")
    return pa.table(
        {name: pa.array(column, READINGS.field(name).type) for name, column in columns.items()}
    )


def _column(table: pa.Table, field: pa.Field) -> pa.Array:
    """A column as one array of its type; texts as codes, far fewer than readings."""
    column = table.column(field.name)
    if not pa.types.is_string(field.type):
        return _one(column.cast(field.type))
    if pa.types.is_dictionary(column.type):
        column = _one(column.unify_dictionaries())
        texts = column.dictionary.cast(field.type)
        if pc.count_distinct(texts, mode="all").as_py() == len(texts):
            return pa.DictionaryArray.from_arrays(column.indices.cast(pa.int32()), texts)
        return column.dictionary_decode().cast(field.type).dictionary_encode()
    return _one(column.cast(field.type)).dictionary_encode()


def _one(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _problems(
    meter_no: pa.DictionaryArray, start: pa.Array, energy_wh: pa.Array, quality: pa.DictionaryArray
) -> Iterator[tuple[str, pa.Array]]:
    micros = start.cast(pa.int64())
    whole = pc.multiply(pc.divide(micros, QUARTER_US), QUARTER_US)
    missing = _holds(quality, lambda text: text == Quality.MISSING.value)
    known = {quality.value for quality in Quality}
    yield "every reading needs a meter number", _holds(meter_no, lambda text: not text)
    yield "every reading needs a start", pc.is_null(start)
    yield "readings start on a quarter of an hour", pc.not_equal(whole, micros)
    yield "readings begin in 1992", pc.less(micros, _micros(EARLIEST))
    yield "unknown quality", _holds(quality, lambda text: text not in known)
    yield (
        "energy must be absent exactly when the quality is missing",
        pc.xor(missing, pc.is_null(energy_wh)),
    )
    yield "energy cannot be negative", pc.less(energy_wh, 0)


def _holds(column: pa.DictionaryArray, rule: Callable[[str | None], bool]) -> pa.Array:
    """Where the rule holds for a text, asked once for each different one."""
    answers = pa.array([rule(text) for text in column.dictionary.to_pylist()], pa.bool_())
    return pc.fill_null(pc.take(answers, column.indices), rule(None))


def _micros(instant: datetime) -> int:
    return round(instant.timestamp()) * 1_000_000


def _numpy(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    values: npt.NDArray[Any] = column.to_numpy()
    return values
