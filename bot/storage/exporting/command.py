"""`python -m bot export phone-changes`: approved changes as a file for the utility's records."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.domain.phone_change import PhoneChange, PhoneChangeStatus
from bot.storage import phone_changes
from bot.storage.books import Books
from bot.storage.meters import MeterStore

KINDS = ("phone-changes",)
COLUMNS = ("change_id", "customer_no", "account_no", "old_phone", "new_phone", "asked_at")


def register(subparsers: Any) -> argparse.ArgumentParser:
    """Add the `export` command; whoever builds the stores passes them to `run`."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "export",
        help="write files for your own systems",
        description="phone-changes: registered phones that were changed with proof, each once",
    )
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--to", type=Path, metavar="file.csv", help="default: in the var folder")
    parser.set_defaults(run=run)
    return parser


def run(
    arguments: argparse.Namespace,
    *,
    books: Books,
    meters: MeterStore,
    tariffs: Any,
    folder: Path,
    today: date,
    now: datetime,
) -> int:
    """Write the file; 0 also when there is nothing to write, 1 when the file exists already."""
    del meters, tariffs
    path = arguments.to or folder / f"phone-changes-{today:%Y%m%d}-{now:%H%M%S}.csv"
    if path.exists():
        print(f"{path}: exists already; name another file with --to", file=sys.stderr)
        return 1
    written = export_phone_changes(books, path=path, now=now)
    print(f"{path}: {written} changes" if written else "no changes are waiting")
    return 0


def export_phone_changes(books: Books, *, path: Path, now: datetime) -> int:
    """Write every approved change and mark it as handed over; returns how many.

    The file is complete before anything is marked: a crash in between writes the same changes,
    with the same `change_id`, into the next file too.
    """
    with books.service(writing=False) as service:
        waiting = phone_changes.standing(service, statuses=(PhoneChangeStatus.APPROVED,))
    if not waiting:
        return 0
    _write(path, waiting)
    with books.service() as service:
        for change in waiting:
            phone_changes.move(
                service,
                change_id=change.change_id,
                coming_from=(PhoneChangeStatus.APPROVED,),
                to=PhoneChangeStatus.EXPORTED,
                now=now,
            )
    return len(waiting)


def _write(path: Path, changes: Sequence[PhoneChange]) -> None:
    draft = path.with_name(f".{path.name}.part")
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for change in changes:
            asked_at = change.asked_at.isoformat(timespec="seconds")
            writer.writerow([*(getattr(change, name) for name in COLUMNS[:-1]), asked_at])
    draft.replace(path)
