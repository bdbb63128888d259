"""The grid, place names and outages go into the service database like everything else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.domain.outage import OutageKind, OutageOrigin
from bot.domain.period import SHANGHAI
from bot.services import outage
from bot.storage import grid, outages
from bot.storage.books import Books
from tests.storage.importing.conftest import GOOD, Import, rejected

NOW = datetime(2026, 5, 10, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def town(bring: Import) -> Import:
    """Customers, accounts and a grid."""
    for kind in ("customers", "accounts", "areas", "supplies", "places"):
        assert bring(kind).rejected == 0
    return bring


def test_a_utility_brings_its_grid_and_is_asked_about_places(town: Import, books: Books) -> None:
    """Each premise on its area, each part of an estate by its numbers, other names too."""
    assert town("outages").written == 2

    with books.service(writing=False) as service:
        assert grid.area_of(service, premise_no="3501000000017") == "A1"
        assert grid.same_feeder(service, area_codes=["A1"]) == {"A1", "A2"}
    high, state = outage.by_place(books, text="鼓楼小区八栋", now=NOW)
    low, past = outage.by_place(books, text="鼓楼新村3栋", now=NOW)
    assert (high.area_codes, low.area_codes) == (("A2",), ("A1",))
    assert [one.outage_id for one in state.planned] == ["P1"]
    assert past.ongoing == ()


def test_imported_outages_count_for_the_record(town: Import, books: Books) -> None:
    """What ends_at says of a past one is its first estimate."""
    town("outages")

    with books.service(writing=False) as service:
        record = outages.record(service, kind=OutageKind.FAULT, since=NOW - timedelta(days=365))
        (past,) = outages.by_ids(service, outage_ids=["F1"]).values()
    assert (record.kept, record.count) == (1, 1)
    assert past.origin is OutageOrigin.IMPORT


def test_what_a_row_names_must_be_there(bring: Import) -> None:
    """In whichever database it lives."""
    lonely = bring("supplies")
    bring("areas")
    half = bring("supplies")
    nowhere = bring("outages", GOOD["outages"].replace("A1;A2", "A1;A9"))

    assert {row["column"] for row in rejected(lonely)} <= {"premise_no", "area_code"}
    assert (lonely.written, half.written, nowhere.written) == (0, 0, 1)
    assert [(row["column"], row["value"]) for row in rejected(nowhere)] == [("area_codes", "A9")]


@pytest.mark.parametrize(
    ("kind", "old", "new", "column"),
    [
        ("places", ",1,6", ",6,1", "last_no"),
        ("places", "estate,A1", "park,A1", "kind"),
        ("places", "鼓楼新村;老鼓楼", "鼓" * 61, "aliases"),
        ("outages", "2026-05-20 17:00", "2026-05-20 07:00", "ends_at"),
        ("outages", "2026-05-20 17:00", "", "ends_at"),
        ("outages", "planned", "suspected", "kind"),
        ("outages", "2026-05-01 09:30", "2026-06-01 09:30", "restored_at"),
        ("outages", "A1;A2", ";", "area_codes"),
    ],
)
def test_rows_that_cannot_be_right_are_listed(
    town: Import, kind: str, old: str, new: str, column: str
) -> None:
    """The column to mend is named; the other row is taken."""
    report = town(kind, GOOD[kind].replace(old, new))

    assert (report.written, report.rejected) == (1, 1)
    assert rejected(report)[0]["column"] == column


def test_the_same_part_of_a_place_twice_is_named_even_without_its_optional_columns(
    town: Import,
) -> None:
    """The key has columns that a file may leave out."""
    report = town("places", "name,kind,area_code\n鼓楼路,road,A1\n鼓楼路,road,A1\n")

    assert (report.written, report.rejected) == (1, 1)
    assert "line 2" in rejected(report)[0]["reason"]


def test_places_are_asked_for_right_after_an_import(town: Import, books: Books) -> None:
    """A running bot reads the list again."""
    outage.by_place(books, text="鼓楼小区", now=NOW)
    town("places", "name,kind,area_code\n磨坊村,village,A2\n")

    assert outage.by_place(books, text="磨坊村", now=NOW)[0].area_codes == ("A2",)
