"""Accepted rows on disk until the whole file was read: any size, nothing half-written."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.storage.importing.kind import Row, StagedRow


class Staging:
    """A private file of accepted rows by line, and the keys they hold."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "staged.db", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE staged (line INTEGER PRIMARY KEY, key TEXT UNIQUE, row BLOB);"
            "BEGIN"
        )

    def add(self, *, line: int, key: Iterable[object], row: Row) -> int | None:
        """Keep a row; when its key is there already nothing is kept and that line is returned."""
        spelled = "\x1f".join(str(part) for part in key)
        # Written and read back by this very process from a folder only it can enter.
        kept = self._database.execute(
            "INSERT OR IGNORE INTO staged VALUES (?, ?, ?)", (line, spelled, pickle.dumps(row))
        )
        if kept.rowcount:
            return None
        found = self._database.execute("SELECT line FROM staged WHERE key = ?", (spelled,))
        first: int = found.fetchone()[0]
        return first

    def drop(self, *, lines: Iterable[int]) -> None:
        """Forget rows that turned out wrong after all."""
        self._database.executemany("DELETE FROM staged WHERE line = ?", [(line,) for line in lines])

    def rows(self) -> Iterator[StagedRow]:
        """Line and row of everything kept, rows of one key prefix side by side."""
        cursor = self._database.execute("SELECT line, row FROM staged ORDER BY key")
        return ((line, pickle.loads(blob)) for line, blob in cursor)  # noqa: S301  our own file

    def count(self) -> int:
        """How many rows are kept."""
        found: int = self._database.execute("SELECT count(*) FROM staged").fetchone()[0]
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
