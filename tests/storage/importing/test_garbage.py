"""Whatever is in a file, the import ends with a report or a refusal, and accounts for every row."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.books import Books
from bot.storage.importing.catalogue import KINDS
from bot.storage.importing.command import import_file
from bot.storage.importing.problem import FileRefused
from bot.storage.importing.report import Report
from bot.storage.meters import ParquetMeterStore
from tests.storage.importing.conftest import GOOD

CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1,000.5",
            "1e9",
            "NaN",
            "2026-05-01",
            "9999-99-99",
            "2026-05-01 00:15",
            "3501000000017",
            "M1",
            "C1",
            "residential",
            "１２",
            "true",
            "\x00",
            '"',
            "\n",
            "B1",
            "😀",
        ]
    ),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.datetimes().map(str),
)
RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Books, ParquetMeterStore, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        books = Books(billing_url=f"sqlite:///{place}/b.db", service_url=f"sqlite:///{place}/s.db")
        books.create_all()
        meters = ParquetMeterStore(place / "meters")
        for kind in KINDS:
            bring(books, meters, place, kind, GOOD[kind].encode())
        yield books, meters, place
        books.close()
        meters.close()


def bring(
    books: Books, meters: ParquetMeterStore, place: Path, kind: str, content: bytes
) -> Report:
    path = place / f"{kind}.csv"
    path.write_bytes(content)
    return import_file(books, meters, kind_name=kind, path=path, tariff_codes={"res_month"})


@RELAXED
@given(kind=st.sampled_from(sorted(KINDS)), content=st.binary(max_size=2_000))
def test_any_bytes(
    stores: tuple[Books, ParquetMeterStore, Path], kind: str, content: bytes
) -> None:
    """Bytes that are no CSV at all are refused, never a crash."""
    with pytest.raises(FileRefused):
        bring(*stores, kind, content)


@RELAXED
@given(kind=st.sampled_from(sorted(KINDS)), content=st.binary(max_size=500))
def test_any_bytes_after_a_good_header(
    stores: tuple[Books, ParquetMeterStore, Path], kind: str, content: bytes
) -> None:
    """Every row read is either written or listed."""
    header = GOOD[kind].splitlines()[0].encode()
    try:
        report = bring(*stores, kind, header + b"\n" + content)
    except FileRefused as refused:
        assert refused.fix  # noqa: PT017
        return
    assert report.read == report.written + report.rejected


@RELAXED
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
def test_any_cells(
    stores: tuple[Books, ParquetMeterStore, Path], data: st.DataObject, kind: str
) -> None:
    """Well-formed rows of odd cells: every one is written or listed with a reason and a remedy."""
    names = [column.name for column in KINDS[kind].columns]
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=6)
    )
    content = io.StringIO()
    csv.writer(content).writerows([names, *rows])

    report = bring(*stores, kind, content.getvalue().encode("utf-8", "surrogatepass"))

    assert report.read == report.written + report.rejected
    if report.rejected:
        with report.rejected_path.open(encoding="utf-8-sig", newline="") as file:
            listed = list(csv.DictReader(file))
        assert len({row["line"] for row in listed}) == report.rejected
        assert all(row["reason"] and row["how_to_fix"] for row in listed)
