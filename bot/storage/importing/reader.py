"""Rows of a CSV file, one at a time, each as cells under its columns' names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.storage.importing.encoding import detect
from bot.storage.importing.kind import Column, Kind
from bot.storage.importing.problem import FileRefused, Problem

_LONGEST_LINE = 1 << 20
_SHOWN = 60


@dataclass(frozen=True)
class RawRow:
    """One row that has a cell for every column of the header."""

    line: int
    cells: dict[str, str]
    """Trimmed text by column name; only columns that the kind knows."""


@dataclass(frozen=True)
class Header:
    """The file's encoding and its columns in the file's order."""

    encoding: str
    names: tuple[str | None, ...]
    """None where the kind does not know the column; its cells are ignored."""
    ignored: tuple[str, ...]


def read_header(path: Path, kind: Kind) -> Header:
    """The file's header.

    Raises:
        FileRefused: the file is empty or unreadable, or a column is missing or there twice.
    """
    if not path.is_file():
        raise FileRefused(f"there is no file {path}", "check the name")
    encoding = detect(path)
    with _opened(path, encoding) as file:
        try:
            titles = next(csv.reader(_lines(file), strict=True), [])
        except csv.Error as error:
            raise FileRefused(f"the header cannot be read: {error}", _wanted(kind)) from None
    by_title = {title: column.name for column in kind.columns for title in _titles(column)}
    cleaned = [title.strip() for title in titles]
    names = tuple(by_title.get(title.lower()) for title in cleaned)
    _check_header(kind, cleaned, names)
    ignored = tuple(
        title for title, name in zip(cleaned, names, strict=True) if name is None and title
    )
    return Header(encoding, names, ignored)


def read_rows(path: Path, header: Header) -> Iterator[RawRow | Problem]:
    """Every row after the header: its cells, or what makes it unreadable as a row."""
    with _opened(path, header.encoding) as file:
        rows = csv.reader(_lines(file), strict=True)
        next(rows)
        while True:
            line = rows.line_num + 1
            try:
                values = next(rows, None)
            except csv.Error:
                yield Problem(
                    line,
                    "",
                    "",
                    "a quote is not closed, or a cell is far too long",
                    'close every ", and write a quote inside a cell as ""',
                )
                continue
            if values is None:
                return
            if not any(value.strip() for value in values):
                continue
            if len(values) != len(header.names):
                yield Problem(
                    line,
                    "",
                    shown(",".join(values)),
                    f"{len(values)} cells, the header has {len(header.names)}",
                    'put text that contains a comma in quotes: "…,…"',
                )
                continue
            named = zip(header.names, values, strict=True)
            yield RawRow(line, {name: value.strip() for name, value in named if name})


def shown(value: str) -> str:
    """A value cut to a readable length and harmless in a spreadsheet."""
    cut = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    clean = "".join(char if char.isprintable() else "�" for char in cut)
    # A spreadsheet would run what looks like a formula.
    return "'" + clean if clean.startswith(("=", "+", "@", "-")) else clean


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="surrogateescape", newline="")


def _lines(file: TextIO) -> Iterator[str]:
    """Lines of bounded length, so that a file without line ends cannot fill the memory."""
    while line := file.readline(_LONGEST_LINE):
        yield line
        while len(line) == _LONGEST_LINE and not line.endswith("\n"):
            line = file.readline(_LONGEST_LINE)


def _titles(column: Column) -> tuple[str, ...]:
    return column.name, column.label


def _check_header(kind: Kind, titles: list[str], names: tuple[str | None, ...]) -> None:
    if not any(titles):
        raise FileRefused("the file has no header", _wanted(kind))
    known = [name for name in names if name]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise FileRefused(f"columns given twice: {', '.join(twice)}", "keep one of each")
    missing = [
        column.name for column in kind.columns if not column.optional and column.name not in known
    ]
    if missing:
        separator = len(titles) == 1 and any(mark in titles[0] for mark in ";\t|")
        fix = "separate cells by commas" if separator else _wanted(kind)
        raise FileRefused(f"columns missing: {', '.join(missing)}", fix)


def _wanted(kind: Kind) -> str:
    needed = ", ".join(column.name for column in kind.columns if not column.optional)
    extra = ", ".join(column.name for column in kind.columns if column.optional)
    return f"the first line must name {needed}" + (f" and may name {extra}" if extra else "")
