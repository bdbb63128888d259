"""A Parquet file of one month's readings by meter and start: written once, read by meter."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROW_GROUP = 8_192
"""Not quite three meters' month: small enough to skip to one meter, big enough to compress."""
_MOST_GROUPS = 8_192
"""More in one file, and its footer alone would fill a process: 4 kB for each group."""
_REMEMBERED_FILES = 1_024
_GROUPS_AT_ONCE = 64
FORMAT: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    # Texts are read back as plain texts, as from files that DuckDB merged.
    "store_schema": False,
    "use_dictionary": ["meter_no", "quality"],
    "column_encoding": {"start": "DELTA_BINARY_PACKED", "energy_wh": "DELTA_BINARY_PACKED"},
}
"""How a file is laid out, in pyarrow's words."""


@dataclass(frozen=True)
class _Footer:
    metadata: pq.FileMetaData
    meters: tuple[tuple[str, str] | None, ...]
    """Lowest and highest meter number of each row group; None where the file does not say."""


class Footers:
    """Footers of files read lately, so that a read goes straight to its rows; thread-safe."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[Path, int, int], _Footer] = OrderedDict()
        self._lock = Lock()

    def rows_of(self, path: Path, meter_no: str) -> pa.Table:
        """The meter's `start`, `energy_wh` and `quality`, in order of start.

        Raises:
            FileNotFoundError: the file was merged into another meanwhile.
        """
        footer = self._footer(path)
        groups = [
            group
            for group, bounds in enumerate(footer.meters)
            if bounds is None or bounds[0] <= meter_no <= bounds[1]
        ]
        with pq.ParquetFile(path, metadata=footer.metadata) as file:
            found = file.read_row_groups(
                groups, columns=["meter_no", "start", "energy_wh", "quality"], use_threads=False
            )
        return found.filter(pc.equal(found["meter_no"], meter_no)).drop_columns(["meter_no"])

    def rows_of_many(self, path: Path, meter_nos: Sequence[str]) -> Iterator[pa.Table]:
        """All rows of the row groups that may hold one of the meters (sorted), a few at a time.

        Other meters' rows come along; texts are dictionary-encoded.

        Raises:
            FileNotFoundError: the file was merged into another meanwhile.
        """
        footer = self._footer(path)
        groups = [
            group
            for group, bounds in enumerate(footer.meters)
            if bounds is None or _any_between(meter_nos, *bounds)
        ]
        with pq.ParquetFile(
            path, metadata=footer.metadata, read_dictionary=["meter_no", "quality"]
        ) as file:
            for offset in range(0, len(groups), _GROUPS_AT_ONCE):
                yield file.read_row_groups(
                    groups[offset : offset + _GROUPS_AT_ONCE],
                    columns=["meter_no", "start", "energy_wh", "quality"],
                    use_threads=False,
                )

    def _footer(self, path: Path) -> _Footer:
        status = path.stat()
        key = (path, status.st_mtime_ns, status.st_size)
        with self._lock:
            if known := self._known.get(key):
                self._known.move_to_end(key)
                return known
        footer = _read_footer(path)
        with self._lock:
            self._known[key] = footer
            while len(self._known) > _REMEMBERED_FILES:
                self._known.popitem(last=False)
        return footer


def row_group(rows: int) -> int:
    """Rows of a row group in a file of so many rows."""
    return max(ROW_GROUP, -(-rows // _MOST_GROUPS))


def rows_in(path: Path) -> int:
    """Rows of a file."""
    return int(pq.read_metadata(path).num_rows)


def write(part: pa.Table, path: Path) -> None:
    """Write readings that are sorted by meter and start."""
    pq.write_table(part, path, row_group_size=row_group(part.num_rows), **FORMAT)


def _any_between(meter_nos: Sequence[str], lowest: str, highest: str) -> bool:
    place = bisect_left(meter_nos, lowest)
    return place < len(meter_nos) and meter_nos[place] <= highest


def _read_footer(path: Path) -> _Footer:
    metadata = pq.read_metadata(path)
    column = metadata.schema.names.index("meter_no")
    bounds: list[tuple[str, str] | None] = []
    for group in range(metadata.num_row_groups):
        statistics = metadata.row_group(group).column(column).statistics
        known = statistics is not None and statistics.has_min_max
        bounds.append((statistics.min, statistics.max) if known else None)
    return _Footer(metadata, tuple(bounds))
