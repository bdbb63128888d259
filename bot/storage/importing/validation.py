"""From cells to values: every rule of a kind applied to one row, all problems collected."""

from __future__ import annotations

from bot.storage.importing.kind import Kind, Row
from bot.storage.importing.problem import BadCell, Problem
from bot.storage.importing.reader import RawRow, shown


def validate(kind: Kind, raw: RawRow) -> Row | list[Problem]:
    """The row's values, or everything that is wrong with it."""
    row: Row = {}
    problems: list[Problem] = []
    for column in kind.columns:
        cell = raw.cells.get(column.name, "")
        try:
            row[column.name] = (
                column.read(cell) if cell else _empty(column.optional, column.default)
            )
        except BadCell as bad:
            problems.append(_problem(raw, column.name, bad))
    if problems:
        return problems
    try:
        kind.check(row)
    except BadCell as bad:
        return [_problem(raw, bad.column, bad)]
    return row


def _empty(optional: bool, default: object) -> object:
    if not optional:
        raise BadCell("empty", "every row needs it")
    return default


def _problem(raw: RawRow, column: str, bad: BadCell) -> Problem:
    return Problem(raw.line, column, shown(raw.cells.get(column, "")), bad.reason, bad.fix)
