"""Import of one file into its database: all its good rows, or none of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from bot.storage.books import Books, Session
from bot.storage.importing.kind import Kind
from bot.storage.importing.problem import Problem
from bot.storage.importing.reader import RawRow, read_header, read_rows, shown
from bot.storage.importing.references import dangling
from bot.storage.importing.report import Report
from bot.storage.importing.staging import Staging
from bot.storage.importing.validation import validate
from bot.storage.tables.base import BillingBase, ServiceBase


def import_records(books: Books, *, kind: Kind, path: Path, dry_run: bool = False) -> Report:
    """Check every row, list the rejected ones beside the file, write the others at once.

    Importing the same file again changes nothing: rows are replaced by their key. With
    `dry_run` nothing is written but the list of rejected rows.

    Raises:
        FileRefused: no row can be read; nothing was written.
    """
    header = read_header(path, kind)
    report = Report(path)
    report.start()
    if header.ignored:
        report.notes.append(
            f"columns not known and ignored: {', '.join(map(shown, header.ignored))}"
        )
    with tempfile.TemporaryDirectory(prefix="xiaowa-import-") as folder:
        staging = Staging(Path(folder))
        try:
            for item in read_rows(path, header):
                report.read += 1
                problems = [item] if isinstance(item, Problem) else _stage(staging, kind, item)
                if problems:
                    report.reject(*problems)
            _check_staged(books, kind, staging, report)
            if dry_run:
                report.notes.append(f"{staging.count()} rows would be written (dry run)")
            else:
                with _book(books, kind, writing=True) as session:
                    rows = (row for _, row in staging.rows())
                    report.written = kind.save(session, rows)
        finally:
            staging.close()
            report.close()
    return report


def _stage(staging: Staging, kind: Kind, raw: RawRow) -> list[Problem]:
    """Keep the row, or say what is wrong with it."""
    row = validate(kind, raw)
    if isinstance(row, list):
        return row
    first = staging.add(line=raw.line, key=[row[name] for name in kind.key], row=row)
    if first is None:
        return []
    key = " ".join(raw.cells.get(name, "") for name in kind.key)
    return [
        Problem(
            raw.line,
            kind.key[-1],
            shown(key),
            f"the same {' and '.join(kind.key)} as in line {first}",
            "keep one of the two rows",
        )
    ]


def _check_staged(books: Books, kind: Kind, staging: Staging, report: Report) -> None:
    """Rules that need the whole file or the database."""
    with books.billing() as billing, books.service(writing=False) as service:
        for session, base in ((billing, BillingBase), (service, ServiceBase)):
            _reject(staging, report, dangling(session, base, kind, staging.rows()))
    if kind.check_all:
        with _book(books, kind, writing=False) as session:
            _reject(staging, report, kind.check_all(session, staging.rows()))


def _book(books: Books, kind: Kind, *, writing: bool) -> AbstractContextManager[Session]:
    return books.service(writing=writing) if kind.of_service else books.billing(writing=writing)


def _reject(staging: Staging, report: Report, problems: Iterable[Problem]) -> None:
    lines = set()
    for problem in problems:
        if problem.line not in lines:
            lines.add(problem.line)
            report.reject(problem)
    staging.drop(lines=lines)
