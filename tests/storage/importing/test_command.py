"""Files go in whole, again and again, and every row that cannot is listed with the remedy."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.period import SHANGHAI, Period
from bot.domain.tariff import TariffBook
from bot.domain.usage import Quality
from bot.storage import accounts, balances, bills, contracts, payments, weather
from bot.storage.books import Books
from bot.storage.importing import command
from bot.storage.importing.catalogue import KINDS
from bot.storage.meters import ParquetMeterStore
from tests.storage.importing.conftest import GOOD, Import, rejected

ACCOUNT = "3501000000017"
MAY = Period.month(2026, 5)
DOCUMENTATION = Path(__file__).parents[3] / "docs" / "connecting-your-data.md"


def bring_all(bring: Import) -> None:
    for kind in KINDS:
        report = bring(kind)
        assert report.rejected == 0, rejected(report)


def test_a_utility_brings_its_own_data(
    bring: Import, books: Books, meters: ParquetMeterStore
) -> None:
    """Every kind of file arrives where the bot looks for it."""
    bring_all(bring)

    with books.billing() as session:
        account = accounts.find(session, account_no=ACCOUNT)
        history = bills.history(session, account_no=ACCOUNT, months=12)
        terms = contracts.terms_on(session, account_no=ACCOUNT, day=date(2026, 5, 1))
        paid = payments.of_account(session, account_no=ACCOUNT)
        balance = balances.current(session, account_no=ACCOUNT)
        days = weather.daily(session, region="fujian", period=MAY)
        last4 = accounts.id_last4(session, account_no=ACCOUNT)
    assert account is not None
    assert (account.holder_name, account.meter_no) == ("王小明", "M1")
    assert last4 == "123X"
    assert [bill.bill_id for bill in history] == ["B2", "B1"]
    assert [line.amount_yuan for line in history[1].lines] == [Decimal("75.00"), Decimal("25.00")]
    assert terms.tariff_code == "res_month"
    assert paid[0].paid_at == datetime(2026, 6, 5, 10, tzinfo=SHANGHAI)
    assert balance is not None
    assert balance.credit_yuan == Decimal("-3.20")
    assert days[0].max_c == 25
    found = meters.readings(meter_no="M1", period=MAY)
    assert [(r.energy_wh, r.quality) for r in found] == [
        (125, Quality.ACTUAL),
        (None, Quality.MISSING),
        (200, Quality.ESTIMATED),
    ]


def test_importing_again_changes_nothing(
    bring: Import, books: Books, meters: ParquetMeterStore
) -> None:
    """The natural key decides: a second import replaces each row by itself."""
    bring_all(bring)
    with books.billing() as session:
        before = bills.history(session, account_no=ACCOUNT, months=12)
    readings = meters.readings(meter_no="M1", period=MAY)

    bring_all(bring)

    with books.billing() as session:
        assert bills.history(session, account_no=ACCOUNT, months=12) == before
        assert len(payments.of_account(session, account_no=ACCOUNT)) == 1
    assert meters.readings(meter_no="M1", period=MAY) == readings


def test_good_rows_go_in_and_bad_ones_are_listed(bring: Import) -> None:
    """Each bad cell has its line, its column, a reason and a remedy."""
    report = bring(
        "customers",
        "customer_no,name,phone,id_last4\n"
        "C1,王小明,13805910001,1234\n"
        "C2,,12,12345\n"
        "C1,重复,,\n"
        "3.50E+12,李,,\n"
        "C5,a,b,c,d\n"
        "\n"
        "C6,陈,,\n",
    )

    listed = [(row["line"], row["column"]) for row in rejected(report)]
    assert (report.read, report.written, report.rejected) == (6, 2, 4)
    assert listed == [
        ("3", "name"),
        ("3", "phone"),
        ("3", "id_last4"),
        ("4", "customer_no"),
        ("5", "customer_no"),
        ("6", ""),
    ]
    assert all(row["reason"] and row["how_to_fix"] for row in rejected(report))


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("1,234.56", "thousands separators"),
        ("12.345", "decimals"),
        ("十元", "not a number"),
        ("¥5", "not a number"),
        ("NaN", "not a number"),
        ("1e5", "not a number"),
        ("9" * 16, "not a number"),
        ("9" * 15, "above"),
    ],
)
def test_amounts_that_cannot_be_money(bring: Import, amount: str, reason: str) -> None:
    """The reason says what is wrong with the figure."""
    bring("customers")
    bring("accounts")

    report = bring(
        "balances", f'account_no,credit_yuan,as_of\n{ACCOUNT},"{amount}",2026-07-01 08:00\n'
    )

    assert report.written == 0
    assert reason in rejected(report)[0]["reason"]


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31", "1.5.2026", "昨天", "20261"]
)
def test_days_that_cannot_be(bring: Import, day: str) -> None:
    """No such day, an absurd year, another spelling: rejected, not guessed."""
    report = bring("weather", f"region,day,mean_c,max_c,min_c\nfujian,{day},20,25,16\n")

    assert (report.written, report.rejected) == (0, 1)
    assert rejected(report)[0]["column"] == "day"


@pytest.mark.parametrize("day", ["2026-05-01", "2026/5/1", "20260501", "２０２６-05-01"])
def test_days_in_usual_spellings(bring: Import, day: str) -> None:
    """What spreadsheets and databases write is understood."""
    assert bring("weather", f"region,day,mean_c,max_c,min_c\nfujian,{day},20,25,16\n").written == 1


def test_what_a_row_names_must_be_there(bring: Import) -> None:
    """Accounts need customers, bills need accounts, readings need meters."""
    for kind in ("accounts", "contracts", "bills", "bill_lines", "payments", "balances"):
        report = bring(kind)
        assert report.written == 0, kind
        assert rejected(report)[0]["reason"] == "not known"
    readings = bring("readings")
    assert (readings.written, readings.rejected) == (0, 3)
    assert "accounts" in rejected(readings)[0]["how_to_fix"]


def test_lines_must_sum_to_their_bill(bring: Import, books: Books) -> None:
    """A bill one fen off is rejected with all its lines; others are taken."""
    for kind in ("customers", "accounts", "bills", "bill_lines"):
        bring(kind)

    report = bring(
        "bill_lines",
        GOOD["bill_lines"].replace("25.00", "25.01")
        + "B2,1,energy,第一档电量,211,kWh,0.5,105.50,2026-06-01,2026-07-01,t1\n",
    )

    with books.billing() as session:
        history = bills.history(session, account_no=ACCOUNT, months=12)
    assert (report.written, report.rejected) == (1, 2)
    assert "100.01" in rejected(report)[0]["reason"]
    assert [len(bill.lines) for bill in history] == [1, 2]


def test_fewer_lines_replace_more(bring: Import, books: Books) -> None:
    """A corrected bill has exactly the lines of the newest file."""
    for kind in ("customers", "accounts", "bills", "bill_lines"):
        bring(kind)

    header, first, _ = GOOD["bill_lines"].splitlines()
    bring("bill_lines", f"{header}\n{first.replace('75.00', '100.00')}\n")

    with books.billing() as session:
        bill = bills.by_id(session, bill_id="B1")
    assert bill is not None
    assert [line.amount_yuan for line in bill.lines] == [Decimal("100.00")]


def test_an_unknown_tariff_is_named_with_the_known_ones(bring: Import) -> None:
    """A contract without a tariff could never be priced."""
    bring("customers")
    bring("accounts")

    report = bring("contracts", GOOD["contracts"].replace("res_month", "old_rate"))

    assert report.written == 0
    assert "res_month" in rejected(report)[0]["how_to_fix"]


def test_a_dry_run_writes_nothing_but_the_list(bring: Import, books: Books) -> None:
    """It says how many rows would have been written."""
    report = bring("customers", GOOD["customers"] + "C2,,,\n", dry_run=True)

    assert (report.written, report.rejected) == (0, 1)
    assert report.notes == ["1 rows would be written (dry run)"]
    assert bring("accounts").written == 0


def test_a_failure_while_writing_leaves_nothing(
    bring: Import, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction per file."""
    from dataclasses import replace

    from bot.storage.importing import people

    def fail(session: object, rows: object) -> int:
        people.CUSTOMERS.save(session, rows)  # type: ignore[arg-type]
        raise InterruptedError

    monkeypatch.setitem(KINDS, "customers", replace(people.CUSTOMERS, save=fail))
    with pytest.raises(InterruptedError):
        bring("customers")

    assert bring("accounts").written == 0


def test_the_list_of_an_earlier_import_goes_away(bring: Import) -> None:
    """After a clean import no list of rejected rows is left."""
    bring("customers", "customer_no,name\n,\n1,\n")

    report = bring("customers")

    assert not report.rejected_path.exists()


def test_the_command_ends_with_a_status_a_script_can_use(
    tmp_path: Path, books: Books, meters: ParquetMeterStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 all taken, 1 some rejected, 2 refused; the summary says where the list is."""
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())

    def status(content: str) -> int:
        path = tmp_path / "c.csv"
        path.write_text(content)
        given = parser.parse_args(["import", "customers", str(path)])
        ended: int = given.run(
            given,
            books=books,
            meters=meters,
            tariffs=TariffBook([]),
            folder=tmp_path,
            today=date(2026, 11, 1),
        )
        return ended

    assert status("customer_no,name,odd\nC1,a,1\n") == 0
    assert status("customer_no,name\nC1,\n") == 1
    assert status("name\na\n") == 2
    said = capsys.readouterr()
    assert "1 rows read, 1 written, 0 rejected" in said.out
    assert "odd" in said.out
    assert "c.csv.rejected.csv" in said.out
    assert "customer_no" in said.err


def test_every_kind_and_column_is_documented() -> None:
    """docs/connecting-your-data.md has a row for each column of each kind."""
    text = DOCUMENTATION.read_text(encoding="utf-8")

    for kind in KINDS.values():
        section = text.split(f"### {kind.name}\n", 1)[1].split("\n###", 1)[0]
        for column in kind.columns:
            needed = "no" if column.optional else "yes"
            row = f"| `{column.name}` | {column.label} | {needed} | {column.meaning} |"
            assert row in section, f"{kind.name}: {row}"
