"""What can be wrong with a file or a row, said so that the person who made it can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Why one row was rejected."""

    line: int
    """Line of the file on which the row begins, the header being 1."""
    column: str
    """Empty when the whole row is meant."""
    value: str
    """What stood there, cut to a readable length."""
    reason: str
    fix: str


class BadCell(ValueError):
    """A cell, or several cells together, that cannot be taken."""

    def __init__(self, reason: str, fix: str, *, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix
        self.column = column


class FileRefused(Exception):
    """A file of which no row can be read; nothing was written."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(f"{reason}\n{fix}")
        self.reason = reason
        self.fix = fix
