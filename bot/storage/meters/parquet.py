"""Meter data in Parquet files, one folder per local month, queried with DuckDB."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Lock, local

import duckdb
import numpy as np
import pyarrow as pa

from bot.domain.period import Period, add_months
from bot.domain.unable import StoreUnavailable
from bot.domain.usage import DayEnergy, Reading
from bot.storage.meters import month_file
from bot.storage.meters import table as columns
from bot.storage.meters.grid import MeterGrid, fill, months_of

_COMPACT_AT = 8
"""A month with this many files is merged into one when it is next written."""
_NEWEST = "QUALIFY row_number() OVER (PARTITION BY meter_no, start ORDER BY filename DESC) = 1"
_WHOLE = "-whole"
"""Ends the name of a merged file: it holds everything of the files numbered below it."""
_TRIES = 3
_MONTH_QUARTERS = 31 * 96


class ParquetMeterStore:
    """Readings under `folder`/month=YYYY-MM/part-N.parquet, sorted by meter and start.

    A write adds a file to each month it touches; where files disagree the higher number counts.
    Several processes may use one folder: writers wait for each other on a lock file, readers
    never wait. What a merge replaced is passed over by readers and removed by the next write, so
    that a reader who was listing the folder meanwhile still finds it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._database = duckdb.connect(":memory:")
        self._database.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        self._database.execute("SET enable_object_cache = true")
        self._footers = month_file.Footers()
        self._threads = local()
        self._opening = Lock()

    def write(self, readings: pa.Table | Iterable[Reading]) -> int:
        """Store readings and return how many; see `MeterStore.write`."""
        return self.write_all([columns.checked(readings)])

    def write_all(self, tables: Iterable[pa.Table]) -> int:
        """Store many tables as one write; files show up only when all of them are complete."""
        with self._writing():
            staged: list[Path] = []
            numbers: dict[date, int] = {}
            written = 0
            try:
                for table in tables:
                    for month, part in _by_month(columns.checked(table)):
                        self._sweep(month)
                        numbers[month] = numbers.get(month, self._last_number(month)) + 1
                        staged.append(self._staged(month, numbers[month]))
                        month_file.write(part, staged[-1])
                        written += part.num_rows
            except BaseException:
                for path in staged:
                    path.unlink(missing_ok=True)
                raise
            for path in staged:
                path.rename(path.with_suffix(".parquet"))
            for month in numbers:
                if len(self._files(month)) >= _COMPACT_AT:
                    self._merge(month)
        return written

    def readings(self, *, meter_no: str, period: Period) -> list[Reading]:
        """Readings of one meter, in order."""
        return columns.readings_of(meter_no, self._of_meter(meter_no, period))

    def days(self, *, meter_no: str, period: Period) -> list[DayEnergy]:
        """One per local day that has any reading."""
        return columns.days_of(period, self._of_meter(meter_no, period))

    def daily_wh(self, *, meter_nos: Sequence[str], period: Period) -> pa.Table:
        """Energy per meter and local day."""
        found = self._query(
            meter_nos,
            period,
            f"""
            SELECT meter_no,
                   CAST(make_timestamp(epoch_us(start) + {columns.LOCAL_OFFSET_US}) AS DATE) AS day,
                   CAST(sum(coalesce(energy_wh, 0)) AS BIGINT) AS energy_wh,
                   CAST(count(energy_wh) AS INTEGER) AS present,
                   CAST(count(*) FILTER (quality = 'estimated') AS INTEGER) AS estimated
            FROM readings GROUP BY ALL ORDER BY ALL
            """,  # noqa: S608  only constants are formatted in
        )
        return found.cast(columns.DAILY) if found else columns.DAILY.empty_table()

    def slots(self, *, meter_nos: Sequence[str], period: Period) -> MeterGrid:
        """Half-hour days of many meters at once; quick where they lie side by side."""
        asked = sorted(set(meter_nos))
        for attempt in range(_TRIES):
            try:
                return fill(
                    meter_nos,
                    period,
                    ((month, self._of_meters(asked, month)) for month in months_of(period)),
                )
            except OSError as error:
                # A merge removed a file between listing and reading it: list again.
                if attempt == _TRIES - 1:
                    raise StoreUnavailable(store="meters") from error
        raise StoreUnavailable(store="meters")

    def last_day(self, *, meter_no: str) -> Period | None:
        """The newest local day that has any reading."""
        for month in reversed(self._months()):
            period = Period.month_of(month)
            found = self._of_meter(meter_no, period)
            if found.num_rows:
                day = columns.local_day(found["start"].cast(pa.int64())[-1].as_py())
                return Period(day, day + timedelta(days=1))
        return None

    def compact(self) -> None:
        """Merge every month into one file."""
        with self._writing():
            for month in self._months():
                if len(self._files(month)) > 1:
                    self._merge(month)
                self._sweep(month)

    def clear(self) -> None:
        """Remove every reading."""
        with self._writing():
            for month in self._months():
                shutil.rmtree(self._month_folder(month))

    def ping(self) -> None:
        """The folder is there and DuckDB answers."""
        if not self._folder.is_dir():
            raise FileNotFoundError(self._folder)
        self._cursor().execute("SELECT 1").fetchall()

    def close(self) -> None:
        """Close DuckDB."""
        self._database.close()

    def _of_meter(self, meter_no: str, period: Period) -> pa.Table:
        first, after = columns.start_us(period)
        for attempt in range(_TRIES):
            try:
                parts = [
                    self._footers.rows_of(path, meter_no)
                    for month in _months_of(period)
                    for path in self._files(month)
                ]
                break
            except OSError as error:
                # A merge removed a file between listing and reading it: list again.
                if attempt == _TRIES - 1:
                    raise StoreUnavailable(store="meters") from error
        return _latest(parts, first, after)

    def _of_meters(self, meter_nos: Sequence[str], month: Period) -> Iterator[pa.Table]:
        """Rows of one month, those of older files first."""
        for path in self._files(month.start.replace(day=1)):
            yield from self._footers.rows_of_many(path, meter_nos)

    def _query(self, meter_nos: Sequence[str], period: Period, sql: str) -> pa.Table | None:
        """Run `sql` over `readings`, the meters' rows of the period with later files winning.

        Other meters are left out before the newest rows are sought, which sorts what is there.
        """
        first, after = columns.start_us(period)
        for attempt in range(_TRIES):
            files = [self._files(month) for month in _months_of(period)]
            paths = [str(path) for month_files in files for path in month_files]
            if not paths:
                return None
            newest = _NEWEST if any(len(month_files) > 1 for month_files in files) else ""
            source = f"""
                WITH readings AS (
                    SELECT meter_no, start, energy_wh, quality
                    FROM read_parquet($paths, filename = true, hive_partitioning = false)
                    WHERE start >= make_timestamptz({first}) AND start < make_timestamptz({after})
                        AND meter_no IN (SELECT unnest($meters))
                    {newest}
                )
            """  # noqa: S608  only integers and constants are formatted in
            try:
                found = self._cursor().sql(
                    source + sql, params={"paths": paths, "meters": list(meter_nos)}
                )
                return found.to_arrow_table()
            except duckdb.IOException as error:
                # A merge removed a file between listing and reading it: list again.
                if attempt == _TRIES - 1:
                    raise StoreUnavailable(store="meters") from error
        return None

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._threads, "cursor", None)
        if cursor is None:
            with self._opening:
                cursor = self._threads.cursor = self._database.cursor()
        return cursor

    def _files(self, month: date) -> list[Path]:
        """The files that count, oldest first.

        Raises:
            StoreUnavailable: the store's folder is gone, e.g. a disk that is not mounted.
        """
        if not self._folder.is_dir():
            raise StoreUnavailable(store="meters")
        files = sorted(self._month_folder(month).glob("part-*.parquet"))
        merged = [place for place, path in enumerate(files) if path.stem.endswith(_WHOLE)]
        return files[merged[-1] :] if merged else files

    def _sweep(self, month: date) -> None:
        """Remove what a merge replaced."""
        kept = set(self._files(month))
        for path in self._month_folder(month).glob("part-*.parquet"):
            if path not in kept:
                path.unlink()

    def _months(self) -> list[date]:
        names = (path.name.removeprefix("month=") for path in self._folder.glob("month=*"))
        return sorted(date.fromisoformat(f"{name}-01") for name in names)

    def _month_folder(self, month: date) -> Path:
        return self._folder / f"month={month:%Y-%m}"

    def _staged(self, month: date, number: int) -> Path:
        """Where a file is written before it counts."""
        folder = self._month_folder(month)
        folder.mkdir(exist_ok=True)
        return folder / f"part-{number:09d}.writing"

    def _last_number(self, month: date) -> int:
        files = self._files(month)
        return int(files[-1].stem.split("-")[1]) if files else 0

    def _merge(self, month: date) -> None:
        old = self._files(month)
        temporary = self._staged(month, self._last_number(month) + 1)
        row_group = month_file.row_group(sum(month_file.rows_in(path) for path in old))
        self._cursor().execute(
            f"""
            COPY (
                SELECT meter_no, start, energy_wh, quality
                FROM read_parquet($paths, filename = true, hive_partitioning = false)
                {_NEWEST}
                ORDER BY meter_no, start
            ) TO '{str(temporary).replace("'", "''")}'
            (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {row_group})
            """,  # noqa: S608  COPY takes no bound file name; quotes are doubled
            {"paths": [str(path) for path in old]},
        )
        temporary.rename(temporary.with_name(f"{temporary.stem}{_WHOLE}.parquet"))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _months_of(period: Period) -> Iterator[date]:
    month = period.start.replace(day=1)
    while month < period.end:
        yield month
        month = add_months(month, 1)


def _latest(parts: list[pa.Table], first: int, after: int) -> pa.Table:
    """The parts' readings from `first` up to `after`, in order; a later part's reading counts."""
    if not parts:
        return columns.READINGS.empty_table()
    rows = pa.concat_tables(parts)
    starts = rows["start"].cast(pa.int64()).to_numpy()
    order = np.argsort(starts, kind="stable")
    ordered = starts[order]
    last = np.append(ordered[1:] != ordered[:-1], True) if len(order) else np.empty(0, bool)
    return rows.take(pa.array(order[last & (ordered >= first) & (ordered < after)]))


def _by_month(readings: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    """Readings by local month, each sorted by meter and start, the later of two equal ones kept."""
    if not readings.num_rows:
        return
    encoded = readings["meter_no"].chunk(0)
    names = encoded.dictionary.to_numpy(zero_copy_only=False)
    rank = np.empty(len(names), np.int64)
    rank[np.argsort(names)] = np.arange(len(names))
    starts = readings["start"].chunk(0).cast(pa.int64()).to_numpy()
    months = columns.month_of(starts)
    for month in range(months.min(), months.max() + 1):
        rows = np.flatnonzero(months == month)
        if not len(rows):
            continue
        quarter = (starts[rows] - starts[rows[0]]) // columns.QUARTER_US
        # One integer per reading, ordered by meter and start: far cheaper to sort than texts.
        key = rank[encoded.indices.take(pa.array(rows)).to_numpy()] * 2 * _MONTH_QUARTERS + quarter
        if not np.all(key[1:] > key[:-1]):
            order = np.argsort(key, kind="stable")
            rows = rows[order[np.append(key[order][1:] != key[order][:-1], True)]]
        whole = len(rows) == readings.num_rows and bool(np.all(rows[1:] > rows[:-1]))
        part = readings if whole else readings.take(pa.array(rows))
        yield date(1970 + month // 12, month % 12 + 1, 1), part
