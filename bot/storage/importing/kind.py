"""A kind of file: its columns, its key, its rules across cells, and where its rows go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import DeclarativeBase, Session

from bot.storage.importing.cells import Read
from bot.storage.importing.problem import BadCell, Problem

Row = dict[str, Any]
StagedRow = tuple[int, Row]
"""Line of the file and the row's values."""


@dataclass(frozen=True)
class Column:
    """One column of a file."""

    name: str
    label: str
    """Chinese header, accepted as well as `name`."""
    read: Read
    meaning: str
    """For the documentation: what it holds, unit included."""
    optional: bool = False
    """Whether the column may be absent and its cells empty."""
    default: Any = None
    """What an empty cell of an optional column means."""
    refers_to: Any = None
    """Mapped column that must hold the value already, e.g. `AccountRow.account_no`."""
    refers_kind: str = ""
    """Kind to import first where `refers_to` does not know the value."""


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Columns that together name a row; the same key again replaces it."""
    save: Callable[[Session, Iterable[Row]], int]
    """Write rows, ordered by key, in the caller's transaction; returns how many."""
    check: Callable[[Row], None] = lambda _row: None
    """Rules across the cells of a row; raises `BadCell`."""
    check_all: Callable[[Session, Iterator[StagedRow]], Iterator[Problem]] | None = None
    """Rules across rows, which come ordered by key: a problem for every row that must go."""
    of_service: bool = False
    """Whether its rows live in the service database; else they live in the billing database."""


def require(rule: bool, reason: str, fix: str, *, column: str) -> None:
    """Reject the row unless the rule holds.

    Raises:
        BadCell: it does not.
    """
    if not rule:
        raise BadCell(reason, fix, column=column)


def columns_of(row_class: type[DeclarativeBase], row: Row) -> Row:
    """The row's cells that are columns of the table."""
    names = {column.key for column in row_class.__mapper__.columns}
    return {name: value for name, value in row.items() if name in names}
