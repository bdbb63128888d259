"""Insert-or-update in bulk, in the dialect of the database at hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

_BATCH_ROWS = 2_000


def insert_into(session: Session, row_class: type[DeclarativeBase]) -> Any:
    """An INSERT of the session's dialect, which has `on_conflict_…` on both databases."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table_of(row_class))


def upsert(
    session: Session, row_class: type[DeclarativeBase], *, rows: Iterable[dict[str, Any]]
) -> int:
    """Write rows, replacing those with the same primary key; streams, returns how many.

    Every row must have the same columns. Within one call a later row wins.
    """
    table = table_of(row_class)
    keys = [column.name for column in table.primary_key]
    written = 0
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH_ROWS)):
        statement = insert_into(session, row_class)
        replaced = {name: statement.excluded[name] for name in batch[0] if name not in keys}
        if replaced:
            statement = statement.on_conflict_do_update(index_elements=keys, set_=replaced)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        session.execute(statement, batch)
        written += len(batch)
    return written


def table_of(row_class: type[DeclarativeBase]) -> Table:
    """The plain table behind a mapped class."""
    table = row_class.__table__
    assert isinstance(table, Table)  # noqa: S101  a mapped class always has one
    return table
