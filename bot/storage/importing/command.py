"""`python -m bot import`: read a utility's own CSV files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.domain.tariff import TariffBook
from bot.storage.books import Books
from bot.storage.importing.catalogue import KINDS
from bot.storage.importing.demand_response import RESPONSE, import_response
from bot.storage.importing.kind import Kind, Row, require
from bot.storage.importing.people import CONTRACTS
from bot.storage.importing.problem import FileRefused
from bot.storage.importing.readings import READINGS_KIND, import_readings
from bot.storage.importing.records import import_records
from bot.storage.importing.report import Report
from bot.storage.meters import MeterStore

DONE, SOME_REJECTED, REFUSED = 0, 1, 2


def register(subparsers: Any) -> argparse.ArgumentParser:
    """Add the `import` command and its options; whoever builds the stores passes them to `run`."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import",
        help="import your own customers, bills and readings from CSV",
        description="Columns of each kind: docs/connecting-your-data.md",
    )
    kinds = [*KINDS, RESPONSE]
    parser.add_argument("kind", choices=kinds, metavar="kind", help=", ".join(kinds))
    parser.add_argument("files", nargs="+", type=Path, metavar="file.csv")
    parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
    parser.set_defaults(run=run)
    return parser


def run(
    arguments: argparse.Namespace,
    *,
    books: Books,
    meters: MeterStore,
    tariffs: TariffBook,
    folder: Path,
    today: date,
) -> int:
    """Import the files one after the other.

    0 when every row was taken, 1 when some were rejected, 2 when a file could not be read.
    """
    del folder, today
    status = DONE
    for path in arguments.files:
        try:
            report = import_file(
                books,
                meters,
                kind_name=arguments.kind,
                path=path,
                tariff_codes={tariff.code for tariff in tariffs.all()},
                dry_run=arguments.dry_run,
            )
        except FileRefused as refused:
            print(f"{path}: refused: {refused.reason}\n  {refused.fix}", file=sys.stderr)
            return REFUSED
        print(summary(report, arguments.kind))
        status = max(status, SOME_REJECTED if report.rejected else DONE)
    return status


def import_file(
    books: Books,
    meters: MeterStore,
    *,
    kind_name: str,
    path: Path,
    tariff_codes: Collection[str],
    dry_run: bool = False,
) -> Report:
    """Import one file of the kind.

    Raises:
        FileRefused: no row can be read; nothing was written.
    """
    if kind_name == RESPONSE:
        return import_response(books, path=path, dry_run=dry_run)
    kind = KINDS[kind_name]
    if kind is READINGS_KIND:
        return import_readings(books, meters, path=path, dry_run=dry_run)
    if kind is CONTRACTS:
        kind = _with_known_tariffs(kind, tariff_codes)
    return import_records(books, kind=kind, path=path, dry_run=dry_run)


def summary(report: Report, kind_name: str) -> str:
    """The report in a few lines for the person at the terminal."""
    lines = [
        f"{report.source}: {kind_name}: {report.read} rows read,"
        f" {report.written} written, {report.rejected} rejected",
        *report.notes,
    ]
    if report.rejected:
        lines.append(f"rejected rows, with reasons: {report.rejected_path}")
    return "\n  ".join(lines)


def _with_known_tariffs(kind: Kind, codes: Collection[str]) -> Kind:
    def check(row: Row) -> None:
        kind.check(row)
        require(
            row["tariff_code"] in codes,
            "no such tariff",
            f"use one of: {', '.join(sorted(codes))}; or add it to knowledge/tariffs/",
            column="tariff_code",
        )

    return replace(kind, check=check)
