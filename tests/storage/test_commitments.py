"""Published commitments are read exactly, and mistakes are found all at once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.commitment import AreaKind, CommitmentBook, Unit
from bot.domain.work_order import OrderKind
from bot.storage.commitments import CommitmentsWrong, load_commitments

FILE = Path(__file__).resolve().parents[2] / "knowledge" / "commitments.yml"
DAY = date(2026, 7, 20)


@pytest.fixture(scope="module")
def book() -> CommitmentBook:
    return load_commitments(FILE)


@pytest.mark.parametrize(
    ("code", "area", "company", "amount", "unit", "verified"),
    [
        ("repair_arrival", "city", "state_grid", 45, "minutes", True),
        ("repair_arrival", "rural", "state_grid", 90, "minutes", True),
        ("repair_arrival", "remote", "state_grid", 120, "minutes", True),
        ("repair_arrival", None, "state_grid", 120, "minutes", True),
        ("supply_back", "city", "state_grid", 3, "hours", True),
        ("supply_back", "rural", "state_grid", 4, "hours", True),
        ("supply_back", "city", "china_southern", 4, "hours", True),
        ("supply_back", "rural", "china_southern", 5, "hours", True),
        ("planned_outage_notice", None, "state_grid", 7, "days", True),
        ("meter_check", None, "state_grid", 5, "working_days", True),
        ("reading_check", None, "state_grid", 5, "working_days", True),
        ("complaint_contact", None, "state_grid", 24, "hours", False),
        ("complaint_answer", None, "state_grid", 5, "working_days", False),
        ("reconnect", None, "state_grid", 24, "hours", True),
        ("reconnect", None, "china_southern", 12, "hours", True),
        ("connection_high_double", None, "state_grid", 32, "working_days", True),
        ("suggestion_answer", None, "state_grid", 10, "working_days", False),
        ("meter_check", None, "china_southern", 5, "working_days", False),
    ],
)
def test_the_published_figures(
    book: CommitmentBook,
    code: str,
    area: str | None,
    company: str,
    amount: int,
    unit: str,
    verified: bool,
) -> None:
    """As the pages say that were read; what was only recalled is marked."""
    kind = AreaKind(area) if area else None

    found = book.find(code, day=DAY, area=kind, company=company)

    assert found is not None
    assert (found.within.amount, found.within.unit) == (amount, Unit(unit))
    assert found.verified is verified


def test_the_older_complaint_figures_held_before(book: CommitmentBook) -> None:
    """One and seven working days, verified."""
    contact = book.find("complaint_contact", day=date(2022, 1, 1))
    answer = book.find("complaint_answer", day=date(2022, 1, 1))

    assert contact is not None
    assert answer is not None
    assert (contact.within.amount, answer.within.amount) == (1, 7)
    assert contact.verified
    assert answer.verified


@pytest.mark.parametrize("company", ["state_grid", "china_southern"])
def test_every_kind_of_order_has_a_clock_with_either_company(
    book: CommitmentBook, company: str
) -> None:
    """Nobody waits without an idea of how long."""
    other = CommitmentBook(book.all(), company=company, clocks=book.clocks)

    for kind in OrderKind:
        found = other.for_kind(kind.value, day=DAY, area=AreaKind.CITY)
        assert found, kind
        assert all(item.within.longest > timedelta(0) for item in found)


def test_a_verified_figure_says_where_it_was_read(book: CommitmentBook) -> None:
    """And one that was not is never marked so."""
    for item in book.all():
        assert item.source.title
        assert bool(item.source.doc_no or item.source.url) or not item.verified


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("company: state_grid\ncompanies", "company: nobody\ncompanies", "'nobody' is not one of"),
        ("minutes: 45", "minutes: soon", "minutes: write a number"),
        ("minutes: 45", "minutes: 0", "write a whole number above 0"),
        ("minutes: 45", "minits: 45", "write exactly one of minutes, hours, days, working_days"),
        ("{hours: 3,", "{hours: 3, minutes: 3,", "write exactly one of"),
        ("city: {minutes: 45", "town: {minutes: 45", "town: use one of city, rural, remote"),
        ("kept_by: arrived", "kept_by: never", "'never' is not one of arrived, done"),
        ("valid_from: 2023-08-08", "valid_from: once", "write a date such as"),
        ("source: sg_ten\n", "source: hearsay\n", "'hearsay' is not listed under sources"),
        ("verified: true", "verified: maybe", "'maybe' is not one of false, true"),
        ("  repair: [repair_arrival", "  repare: [repair_arrival", "repare: no such kind"),
        ("  repair: [repair_arrival", "  repair: [repair_arival", "has the code repair_arival"),
        ("  praise: [praise_answer]\n", "", "praise: list the commitments"),
        ("    valid_to: 2023-08-08\n", "", "has two versions from 2023-08-08"),
        ("valid_to: 2023-08-08", "valid_to: 2001-08-08", "must be later than valid_from"),
        ("    start: arrived", "    start: arivd", "'arivd' is not one of opened, arrived, ahead"),
        ("doc_no: shadafang.com 2017 刊载", "", "a verified commitment cites its doc_no or url"),
        ("hours: 12\n", "hours: 12\n    hour: 1\n", "hour: unknown key; did you mean hours?"),
        ("start: opened\n    kept_by: done\n    valid_from: 2011-01-01\n    source: sg_older\n"
         "    verified: true\n    hours: 24", "start: arrived\n    kept_by: done\n"
         "    valid_from: 2011-01-01\n    source: sg_older\n    verified: true\n    days: 1",
         "is given in minutes or hours"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Place and fix; the file as published has none."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "commitments.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(CommitmentsWrong) as wrong:
        load_commitments(path)

    assert said in str(wrong.value)
    assert all(mistake.startswith("commitments.yml") for mistake in wrong.value.mistakes)


@pytest.mark.parametrize("content", ["", "[]", "a: [", "commitments: 3", "\x07"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: str) -> None:
    """Garbage ends in mistakes, never in a crash or an empty book."""
    path = tmp_path / "commitments.yml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(CommitmentsWrong):
        load_commitments(path)
