"""One small town for all tests of a module, and one of full width that is only planned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.domain.tariff import TariffBook
from bot.storage.books import Books
from bot.storage.demo import directory
from bot.storage.demo.directory import DemoCustomer
from bot.storage.demo.plan import Calendar, Plan, town_calendar
from bot.storage.demo.roster import make_roster
from bot.storage.demo.town import TownSize, build_town
from bot.storage.meters import ParquetMeterStore
from bot.storage.tariffs import load_tariffs

UNTIL = date(2026, 11, 23)
ACCOUNTS, MONTHS, SEED = 24, 4, 7
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Town:
    """A built town and how to look at it."""

    books: Books
    meters: ParquetMeterStore
    tariffs: TariffBook
    folder: Path
    calendar: Calendar
    size: TownSize
    customers: list[DemoCustomer]
    accounts: list[dict[str, Any]]
    """What really happened, by account."""

    def story(self, name: str) -> str:
        """Account number of a story."""
        return next(row["account_no"] for row in self.accounts if row["story"] == name)

    def told(self, account_no: str) -> dict[str, Any]:
        """What really happened to one account."""
        return next(row for row in self.accounts if row["account_no"] == account_no)


def make_town(folder: Path, **changes: Any) -> Town:
    """Build a town in an empty folder."""
    wanted = {"accounts": ACCOUNTS, "months": MONTHS, "seed": SEED, "until": UNTIL, **changes}
    books = Books(
        billing_url=f"sqlite:///{folder / 'billing.db'}",
        service_url=f"sqlite:///{folder / 'service.db'}",
    )
    books.create_all()
    meters = ParquetMeterStore(folder / "meters")
    tariffs = load_tariffs(ROOT / "knowledge" / "tariffs")
    size = build_town(books=books, meters=meters, tariffs=tariffs, folder=folder, **wanted)
    return Town(
        books=books,
        meters=meters,
        tariffs=tariffs,
        folder=folder,
        calendar=town_calendar(months=wanted["months"], until=wanted["until"]),
        size=size,
        customers=directory.load(folder / directory.FILE_NAME),
        accounts=json.loads((folder / "truth" / "accounts.json").read_text("utf-8")),
    )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    built = make_town(tmp_path_factory.mktemp("town"))
    yield built
    built.meters.close()
    built.books.close()


@pytest.fixture(scope="session")
def long_calendar() -> Calendar:
    """Somewhat more than a year, with one Spring Festival."""
    return town_calendar(months=13, until=UNTIL)


@pytest.fixture(scope="session")
def roster(long_calendar: Calendar) -> list[Plan]:
    """The two hundred plans of a town of default size."""
    return make_roster(accounts=200, calendar=long_calendar, seed=SEED)
