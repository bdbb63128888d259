"""`python -m bot demo` replaces an earlier town and never touches real customers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.domain.period import Period
from bot.storage import accounts, bills
from bot.storage.books import Books
from bot.storage.demo import command
from bot.storage.demo.town import build_town
from bot.storage.meters import MeterStore, ParquetMeterStore
from bot.storage.tables.billing import AccountRow, BillRow
from bot.storage.tariffs import load_tariffs
from tests.storage.demo.conftest import ROOT

TODAY = date(2026, 11, 23)


class Office:
    """Stores in a folder, and the command run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.books = Books(
            billing_url=f"sqlite:///{folder / 'billing.db'}",
            service_url=f"sqlite:///{folder / 'service.db'}",
        )
        self.books.create_all()
        self.meters = ParquetMeterStore(folder / "meters")

    def demo(self, *arguments: str) -> int:
        return command.run(
            parse("demo", *arguments),
            books=self.books,
            meters=self.meters,
            tariffs=load_tariffs(ROOT / "knowledge" / "tariffs"),
            folder=self.folder,
            today=TODAY,
        )

    def count(self, table: type[AccountRow] | type[BillRow]) -> int:
        with self.books.billing() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path)
    yield opened
    opened.meters.close()
    opened.books.close()


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    return parser.parse_args(arguments)


def test_the_options_have_their_promised_defaults() -> None:
    """200 accounts, 25 months, seed 7, ending today."""
    given = parse("demo")

    assert (given.accounts, given.months, given.seed, given.until) == (200, 25, 7, None)


@pytest.mark.parametrize(
    "wrong", [["--accounts", "0"], ["--months", "-1"], ["--seed", "-1"], ["--until", "soon"]]
)
def test_a_wrong_option_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With a sentence that names the option."""
    with pytest.raises(SystemExit):
        parse("demo", *wrong)

    assert wrong[0] in capsys.readouterr().err


def test_a_smaller_town_replaces_a_bigger_one(office: Office) -> None:
    """Nothing of the earlier town is left."""
    assert office.demo("--accounts", "6", "--months", "2") == 0
    assert office.demo("--accounts", "3", "--months", "1", "--until", "2026-10-11") == 0

    assert office.count(AccountRow) == 3
    assert office.count(BillRow) == 3
    months = {path.name for path in (office.folder / "meters").glob("month=*")}
    assert months == {"month=2026-09", "month=2026-10"}


def test_a_database_with_real_customers_is_left_alone(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """One strange account number is enough."""
    office.demo("--accounts", "2", "--months", "1")
    with office.books.billing(writing=True) as session:
        townsman = accounts.many(session, limit=1)[0]
        stranger = replace(townsman, account_no="3501000000017", meter_no="9000000001")
        accounts.save(session, accounts=[stranger])

    assert office.demo("--accounts", "1", "--months", "1") == 1

    assert "3501000000017" in capsys.readouterr().err
    assert office.count(AccountRow) == 3
    assert office.count(BillRow) == 2


def test_a_town_older_than_its_prices_is_refused(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """The earlier town still stands."""
    office.demo("--accounts", "2", "--months", "1")

    assert office.demo("--accounts", "2", "--months", "200") == 1

    assert "tariff_missing" in capsys.readouterr().err
    assert office.count(AccountRow) == 2


def test_every_database_can_hold_the_town(books: Books, meters: MeterStore, tmp_path: Path) -> None:
    """SQLite and PostgreSQL, files and tables; building again changes nothing."""
    given = parse("demo", "--accounts", "2", "--months", "1")
    seen = []
    for _ in range(2):
        ended = command.run(
            given,
            books=books,
            meters=meters,
            tariffs=load_tariffs(ROOT / "knowledge" / "tariffs"),
            folder=tmp_path,
            today=TODAY,
        )
        with books.billing() as session:
            account = accounts.many(session)[1]
            history = bills.history(session, account_no=account.account_no, months=9)
        days = meters.days(meter_no=account.meter_no, period=Period.month(2026, 10))
        seen.append((ended, account, history, days))

    assert seen[0] == seen[1]
    assert seen[0][0] == 0
    assert len(seen[0][3]) == 31


@pytest.mark.parametrize("size", [{"accounts": 0, "months": 1}, {"accounts": 1, "months": 0}])
def test_an_empty_town_is_refused(office: Office, size: dict[str, int]) -> None:
    """A town has at least one account and one month."""
    with pytest.raises(ValueError, match="at least one"):
        build_town(
            books=office.books,
            meters=office.meters,
            tariffs=load_tariffs(ROOT / "knowledge" / "tariffs"),
            seed=7,
            until=TODAY,
            folder=office.folder,
            **size,
        )
