"""What became of a file: counts, notes, and the file of rejected rows."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.storage.importing.problem import Problem

TITLES = ("line", "column", "value", "reason", "how_to_fix")


@dataclass
class Report:
    """Counts rows and writes every problem to `<file>.rejected.csv` as it is found.

    The file is UTF-8 with a mark, so that spreadsheet programs show Chinese; when nothing is
    rejected there is none, and one of an earlier import is removed.
    """

    source: Path
    read: int = 0
    rejected: int = 0
    """Rows; one row may have several problems."""
    written: int = 0
    notes: list[str] = field(default_factory=list)
    _file: TextIO | None = None

    @property
    def rejected_path(self) -> Path:
        """Where rejected rows are listed."""
        return self.source.with_name(self.source.name + ".rejected.csv")

    def start(self) -> None:
        """Forget an earlier import's rejected rows."""
        self.rejected_path.unlink(missing_ok=True)

    def reject(self, *problems: Problem) -> None:
        """One row is rejected for these reasons."""
        self.rejected += 1
        if self._file is None:
            self._file = self.rejected_path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(TITLES)
        csv.writer(self._file).writerows(
            (problem.line, problem.column, problem.value, problem.reason, problem.fix)
            for problem in problems
        )

    def close(self) -> None:
        """The list of rejected rows is complete."""
        if self._file:
            self._file.close()
            self._file = None
