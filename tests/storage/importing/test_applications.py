"""A utility reports how far applications are; only what can be true is taken."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.application import Application, ApplicationStatus, ApplicationStep
from bot.domain.procedure import Stage
from bot.storage import applications
from bot.storage.books import Books
from tests.storage.applied import APPLIED, SUBMITTED
from tests.storage.importing.conftest import Import, rejected

KIND = "application-progress"
HEADER = "number,step,at,note\n"


def now_there(books: Books) -> Application:
    with books.service(writing=False) as session:
        found = applications.find(session, number=APPLIED.number)
    assert found is not None
    return found


def test_stages_arrive_in_their_order(bring: Import, books: Books) -> None:
    """Rows may stand in any order; the newest stage decides the status."""
    assert bring(KIND).rejected == 0

    there = now_there(books)
    assert [step.stage for step in there.steps] == [
        Stage.SUBMITTED,
        Stage.ACCEPTED,
        Stage.SURVEY,
    ]
    assert there.status is ApplicationStatus.IN_PROGRESS
    assert there.steps[-1].note == "看过车位，可以装"


def test_importing_again_changes_nothing(bring: Import, books: Books) -> None:
    """The same file twice is the same as once."""
    bring(KIND)
    once = now_there(books)

    assert bring(KIND).written == 2
    assert now_there(books) == once


def test_a_rejection_says_why(bring: Import, books: Books) -> None:
    """The note is what the customer is told."""
    bring(KIND, HEADER + f"{APPLIED.number},rejected,2026-05-07 09:00,车位证明看不清\n")

    there = now_there(books)
    assert there.status is ApplicationStatus.REJECTED
    assert there.steps[-1] == ApplicationStep(Stage.REJECTED, there.updated_at, "车位证明看不清")


def test_what_a_customer_called_off_stays_called_off(bring: Import, books: Books) -> None:
    """The utility's file may be a day late."""
    called_off = ApplicationStep(Stage.CANCELLED, SUBMITTED)
    with books.service() as session:
        applications.reach(session, number=APPLIED.number, steps=[called_off])

    bring(KIND)

    assert now_there(books).status is ApplicationStatus.CANCELLED


def test_what_cannot_be_true_is_listed(bring: Import, books: Books) -> None:
    """Wrong digit, no such number, unknown step, before it was submitted."""
    rows = (
        "AP26042900015,accepted,2026-05-01 09:00,\n"
        "AP26043000012,accepted,2026-05-01 09:00,\n"
        f"{APPLIED.number},submitted,2026-05-01 09:00,\n"
        f"{APPLIED.number},accepted,2026-04-29 09:59,\n"
    )

    listed = rejected(bring(KIND, HEADER + rows))

    assert [row["reason"].split(",")[0] for row in sorted(listed, key=lambda row: row["line"])] == [
        "not the number of an application",
        "no such application",
        "unknown step",
        "before it was submitted (2026-04-29 10:00)",
    ]
    assert now_there(books) == APPLIED


def test_a_draft_cannot_have_progress(bring: Import, books: Books) -> None:
    """Nobody has handed it in."""
    draft = replace(
        APPLIED,
        number="AP26043000012",
        status=ApplicationStatus.DRAFT,
        submitted_at=None,
        due_on=None,
        steps=(),
    )
    with books.service() as session:
        applications.add(session, application=draft)

    listed = rejected(bring(KIND, HEADER + f"{draft.number},accepted,2026-05-01 09:00,\n"))

    assert listed[0]["reason"] == "the customer has not submitted it"
