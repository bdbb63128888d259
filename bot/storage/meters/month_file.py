"""A Parquet file of one month's readings by meter and start: written once, read by meter."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROW_GROUP = 8_192
"""Not quite three meters' month: small enough to skip to one meter, big enough to compress."""
_REMEMBERED_FILES = 1_024


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


def write(part: pa.Table, path: Path) -> None:
    """Write readings that are sorted by meter and start."""
    pq.write_table(
        part,
        path,
        compression="zstd",
        compression_level=1,
        row_group_size=ROW_GROUP,
        # Texts are read back as plain texts, as from files that DuckDB merged.
        store_schema=False,
        use_dictionary=["meter_no", "quality"],
        column_encoding={"start": "DELTA_BINARY_PACKED", "energy_wh": "DELTA_BINARY_PACKED"},
    )


def _read_footer(path: Path) -> _Footer:
    metadata = pq.read_metadata(path)
    column = metadata.schema.names.index("meter_no")
    bounds: list[tuple[str, str] | None] = []
    for group in range(metadata.num_row_groups):
        statistics = metadata.row_group(group).column(column).statistics
        known = statistics is not None and statistics.has_min_max
        bounds.append((statistics.min, statistics.max) if known else None)
    return _Footer(metadata, tuple(bounds))
