"""References between files: what a row names must have been imported before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

from bot.storage.importing.kind import Column, Kind, StagedRow
from bot.storage.importing.problem import Problem

_BATCH = 500


def dangling(
    session: Session, base: type[DeclarativeBase], kind: Kind, staged: Iterator[StagedRow]
) -> Iterator[Problem]:
    """A problem for every row that names something which the database of `base` does not know."""
    referring = [
        column
        for column in kind.columns
        if column.refers_to is not None and issubclass(column.refers_to.class_, base)
    ]
    while referring and (batch := list(islice(staged, _BATCH))):
        for column in referring:
            named = {row[column.name] for _, row in batch}
            unknown = named - existing(session, column.refers_to, named)
            for line, row in batch:
                if row[column.name] in unknown:
                    yield unknown_reference(line, column, row[column.name])


def existing(session: Session, mapped: Any, values: Iterable[str]) -> set[str]:
    """Those of the values that the mapped column holds."""
    found: set[str] = set()
    remaining = iter(values)
    while batch := list(islice(remaining, _BATCH)):
        found.update(session.scalars(select(mapped).where(mapped.in_(batch))))
    return found


def unknown_reference(line: int, column: Column, value: str) -> Problem:
    """The problem of a row that names what is not there."""
    return Problem(
        line, column.name, value, "not known", f"import it with `{column.refers_kind}` first"
    )
