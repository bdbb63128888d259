"""Encodings, headers and rows: what can be read is read, the rest is said clearly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.period import Period
from bot.storage import accounts
from bot.storage.books import Books
from bot.storage.importing import command
from bot.storage.importing.problem import FileRefused
from bot.storage.meters import ParquetMeterStore
from tests.storage.importing.conftest import Import, rejected

ACCOUNT = "3501000000017"
MAY = Period.month(2026, 5)
DOCUMENTATION = Path(__file__).parents[3] / "docs" / "connecting-your-data.md"


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b"")]
)
def test_usual_encodings_are_read(bring: Import, books: Books, encoding: str, mark: bytes) -> None:
    """UTF-8 with and without mark, and what Chinese Windows writes; Chinese headers too."""
    content = "客户编号,姓名,手机号,证件后四位\r\nC1,王小明𠮷,13805910001,1234\r\n"

    report = bring("customers", mark + content.encode(encoding))
    bring("accounts")

    assert (report.written, report.rejected) == (1, 0)
    with books.billing() as session:
        account = accounts.find(session, account_no=ACCOUNT)
    assert account is not None
    assert account.holder_name == "王小明𠮷"


def test_a_few_broken_bytes_reject_their_rows_only(bring: Import) -> None:
    """A UTF-8 file stays UTF-8."""
    rows = "".join(f"C{n},王小明,,\n" for n in range(50))

    report = bring(
        "customers", f"customer_no,name,phone,id_last4\n{rows}".encode() + b"X1,\xff\xfe,,\n"
    )

    assert (report.written, report.rejected) == (50, 1)
    assert rejected(report)[0]["line"] == "52"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no header"),
        (b"\n\n", "no header"),
        ("customer_no,name".encode("utf-16"), "UTF-16"),
        (b"name\n\xe4\xff\xfe\xff\x80\n" * 3, "neither UTF-8 nor GB18030"),
        (b"name,phone\n", "missing: customer_no"),
        (b"customer_no;name\n1;2\n", "missing"),
        (b"customer_no,name,name\n1,2,3\n", "twice"),
        (b'customer_no,"name\n1,2\n', "header"),
        (bytes(range(256)) * 40, "UTF-8|header|missing"),
    ],
)
def test_files_that_cannot_be_read_are_refused(bring: Import, content: bytes, reason: str) -> None:
    """One sentence says why, another what to do."""
    with pytest.raises(FileRefused, match=reason) as refused:
        bring("customers", content)

    assert refused.value.fix


def test_a_missing_file_is_refused(books: Books, meters: ParquetMeterStore) -> None:
    """Not a traceback."""
    with pytest.raises(FileRefused, match="no file"):
        command.import_file(
            books, meters, kind_name="customers", path=Path("nowhere.csv"), tariff_codes=()
        )


def test_a_giant_cell_and_an_open_quote_are_rows_like_others(bring: Import) -> None:
    """The rows before and after them still go in."""
    report = bring(
        "customers",
        "customer_no,name,phone,id_last4\nC1,a,,\nC2,"
        + "x" * 1_000_000
        + ",,\nC3,"
        + "y" * 3_000_000
        + ',,\nC4,b,,\nC5,N\x00UL,,\nC6,"open,,\nC7,c,,\n',
    )

    lines = {row["line"] for row in rejected(report)}
    assert report.written == 2
    assert {"3", "4", "6"} <= lines
    assert all(len(row["value"]) < 100 for row in rejected(report))


def test_formulas_are_not_passed_on_to_spreadsheets(bring: Import) -> None:
    """The list of rejected rows is opened in a spreadsheet by someone."""
    report = bring("customers", "customer_no,name\n=1+1,王\n")

    assert rejected(report)[0]["value"].startswith("'=")
