"""`python -m bot demo`: build the demo town, replacing an earlier one."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.unable import TariffMissing

if TYPE_CHECKING:
    from bot.domain.tariff import TariffBook
    from bot.storage.books import Books
    from bot.storage.meters import MeterStore

ACCOUNTS, MONTHS, SEED = 200, 25, 7


def register(subparsers: Any) -> argparse.ArgumentParser:
    """Add the `demo` command; whoever builds the stores calls the arguments' `run` with them."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "demo", help="build the demo town, replacing an earlier one"
    )
    parser.add_argument("--accounts", type=_at_least_one, default=ACCOUNTS)
    parser.add_argument("--months", type=_at_least_one, default=MONTHS, help="billed months")
    parser.add_argument("--seed", type=_seed, default=SEED, help="same seed, same town")
    parser.add_argument(
        "--until",
        type=_day,
        metavar="YYYY-MM-DD",
        help="first day without readings (today if not given)",
    )
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
    """Build the town; 0 when it stands.

    1 when the database belongs to real customers or no tariff reaches back far enough; then
    nothing was changed.
    """
    # Imported here, so that other commands do not wait for numpy and pyarrow.
    from bot.storage.demo.demolition import RealCustomers, take_down_town
    from bot.storage.demo.plan import town_calendar
    from bot.storage.demo.town import build_town, require_prices

    began = time.monotonic()
    until = arguments.until or today
    try:
        whole = town_calendar(months=arguments.months, until=until).whole
        require_prices(tariffs=tariffs, whole=whole)
        take_down_town(books=books, meters=meters)
    except (RealCustomers, TariffMissing) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    size = build_town(
        books=books,
        meters=meters,
        tariffs=tariffs,
        accounts=arguments.accounts,
        months=arguments.months,
        seed=arguments.seed,
        until=until,
        folder=folder,
    )
    print(
        f"{size.accounts} accounts, {size.readings:,} readings, {size.bills:,} bills,"
        f" {size.payments:,} payments in {time.monotonic() - began:.1f} s"
    )
    return 0


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _seed(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-11-23") from error
