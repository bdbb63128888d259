"""Import of quarter-hour readings into the meter store: staged first, then moved as one write."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bot.domain.usage import Quality
from bot.storage.books import Books
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, require
from bot.storage.importing.problem import Problem
from bot.storage.importing.reader import RawRow, read_header, read_rows, shown
from bot.storage.importing.references import existing, unknown_reference
from bot.storage.importing.report import Report
from bot.storage.importing.validation import validate
from bot.storage.meters import MeterStore
from bot.storage.meters.table import READINGS
from bot.storage.tables.billing import MeterRow

_CHUNK_ROWS = 500_000
_METER_NO = Column(
    "meter_no",
    "电表号",
    cells.number_of(),
    "meter",
    refers_to=MeterRow.meter_no,
    refers_kind="accounts",
)
_STAGED = READINGS.append(pa.field("line", pa.int64()))


def _check(row: Row) -> None:
    if row["quality"] is None:
        row["quality"] = Quality.MISSING if row["energy_kwh"] is None else Quality.ACTUAL
    require(
        (row["quality"] is Quality.MISSING) == (row["energy_kwh"] is None),
        "energy must be empty exactly when the quality is missing",
        "leave energy_kwh empty for a missing reading, or give its quality",
        column="energy_kwh",
    )


def _not_for_the_database(*_: Any) -> int:
    raise TypeError("readings go to the meter store")


READINGS_KIND = Kind(
    "readings",
    "quarter-hour energy of meters",
    (
        _METER_NO,
        Column("start", "起始时间", cells.quarter_hour, "start of the quarter hour"),
        Column(
            "energy_kwh",
            "电量",
            cells.decimal(places=3, least="0", most="1000000"),
            "energy in that quarter, kWh with up to three decimals; empty when missing",
            optional=True,
        ),
        Column(
            "quality",
            "质量",
            cells.one_of(Quality),
            "`actual`, `estimated` or `missing`; empty means actual, or missing without energy",
            optional=True,
        ),
    ),
    key=("meter_no", "start"),
    save=_not_for_the_database,
    check=_check,
)


def import_readings(
    books: Books, meters: MeterStore, *, path: Path, dry_run: bool = False
) -> Report:
    """Check every row, list the rejected ones beside the file, write the others at once.

    A reading that is there already is replaced. With `dry_run` nothing is written but the list
    of rejected rows.

    Raises:
        FileRefused: no row can be read; nothing was written.
    """
    header = read_header(path, READINGS_KIND)
    report = Report(path)
    report.start()
    with tempfile.TemporaryDirectory(prefix="xiaowa-import-") as folder:
        staging = _Staging(Path(folder), books)
        try:
            for item in read_rows(path, header):
                report.read += 1
                for problems in staging.take(item):
                    report.reject(*problems)
            for problems in staging.finish():
                report.reject(*problems)
            if dry_run:
                report.notes.append(f"{staging.kept} rows would be written (dry run)")
            else:
                report.written = meters.write_all(staging.tables())
        finally:
            report.close()
    return report


@dataclass
class _Staging:
    """Readings on their way: a growing chunk in memory, full chunks as files in `folder`."""

    folder: Path
    books: Books
    kept: int = 0
    _rows: list[tuple[int, Row]] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _dropped: set[int] = field(default_factory=set)
    _files: list[Path] = field(default_factory=list)

    def take(self, item: RawRow | Problem) -> Iterator[list[Problem]]:
        """Take one row in; gives the problems of each row that is rejected by now."""
        if isinstance(item, Problem):
            yield [item]
            return
        row = validate(READINGS_KIND, item)
        if isinstance(row, list):
            yield row
            return
        self._rows.append((item.line, row))
        if len(self._rows) >= _CHUNK_ROWS:
            yield from self._flush()

    def finish(self) -> Iterator[list[Problem]]:
        """After the last row: problems of rows that repeat an earlier one."""
        yield from self._flush()
        if not self._files:
            return
        for line, first, meter_no in _repeated(self._files, self.folder):
            self._dropped.add(line)
            self.kept -= 1
            yield [
                Problem(
                    line,
                    "start",
                    shown(meter_no),
                    f"the same meter_no and start as in line {first}",
                    "keep one of the two rows",
                )
            ]

    def tables(self) -> Iterator[pa.Table]:
        """What may be written, one chunk at a time."""
        dropped = np.fromiter(self._dropped, np.int64, len(self._dropped))
        for path in self._files:
            table = pq.read_table(path)
            keep = ~np.isin(table["line"].to_numpy(), dropped)
            yield table.filter(pa.array(keep)).select(READINGS.names)

    def _flush(self) -> Iterator[list[Problem]]:
        rows, self._rows = self._rows, []
        named = {row["meter_no"] for _, row in rows} - self._known
        with self.books.billing() as session:
            self._known |= existing(session, MeterRow.meter_no, named)
        good = []
        for line, row in rows:
            if row["meter_no"] in self._known:
                good.append((line, row))
            else:
                yield [unknown_reference(line, _METER_NO, row["meter_no"])]
        if good:
            self._files.append(self.folder / f"{len(self._files):06d}.parquet")
            pq.write_table(_table(good), self._files[-1])
            self.kept += len(good)


def _table(rows: list[tuple[int, Row]]) -> pa.Table:
    energies = [row["energy_kwh"] for _, row in rows]
    columns = {
        "meter_no": [row["meter_no"] for _, row in rows],
        "start": [row["start"] for _, row in rows],
        "energy_wh": [None if energy is None else int(energy * 1000) for energy in energies],
        "quality": [row["quality"].value for _, row in rows],
        "line": [line for line, _ in rows],
    }
    return pa.table(columns, schema=_STAGED)


def _repeated(files: list[Path], folder: Path) -> list[tuple[int, int, str]]:
    """(line, first line, meter) of every row whose meter and start an earlier row has."""
    with duckdb.connect(config={"temp_directory": str(folder)}) as database:
        return database.execute(
            """
            WITH staged AS (SELECT meter_no, start, line FROM read_parquet($files)),
            twice AS (
                SELECT meter_no, start, min(line) AS first
                FROM staged GROUP BY ALL HAVING count(*) > 1
            )
            SELECT line, first, meter_no FROM staged JOIN twice USING (meter_no, start)
            WHERE line > first ORDER BY line
            """,
            {"files": [str(path) for path in files]},
        ).fetchall()
