"""The utility's word on work orders: forward only, once, and every row that cannot is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.work_order import Act, By, OrderStatus, WorkOrder
from bot.storage import work_orders
from bot.storage.books import Books
from tests.domain.test_commitment import at
from tests.domain.test_work_order import ORDER
from tests.storage.importing.conftest import Import, rejected

KIND = "work-order-progress"
HEAD = "number,status,at,note\n"
NUMBER = ORDER.number


def stored(books: Books) -> WorkOrder:
    with books.service(writing=False) as session:
        found = work_orders.find(session, number=NUMBER)
    assert found is not None
    return found


def test_progress_reaches_the_order_in_the_order_of_its_steps(bring: Import, books: Books) -> None:
    """However the rows lie in the file; promises are kept and their clocks started."""
    report = bring(KIND)

    order = stored(books)
    assert (report.written, report.rejected) == (3, 0)
    assert order.status is OrderStatus.DONE
    assert [(entry.status, entry.note) for entry in order.history if entry.act is Act.MOVED] == [
        (OrderStatus.DISPATCHED, ""),
        (OrderStatus.ARRIVED, ""),
        (OrderStatus.DONE, "更换了熔断器"),
    ]
    assert {entry.by for entry in order.history[1:]} == {By.UTILITY}
    assert [promise.kept_at for promise in order.promises] == [
        at("2026-07-20 10:31"),
        at("2026-07-20 11:30"),
    ]
    assert order.promises[1].due_at == at("2026-07-20 13:31")


def test_importing_again_changes_nothing(bring: Import, books: Books) -> None:
    """History is never told twice, nor changed."""
    bring(KIND)
    before = stored(books)

    report = bring(KIND)

    assert report.rejected == 0
    assert stored(books) == before


def test_it_comes_bit_by_bit(bring: Import, books: Books) -> None:
    """Each file says a little more, or the whole story again."""
    bring(KIND, f"{HEAD}{NUMBER},dispatched,2026-07-20 10:04,\n")
    assert stored(books).status is OrderStatus.DISPATCHED

    bring(KIND)

    assert stored(books).status is OrderStatus.DONE


def test_a_dry_run_moves_nothing(bring: Import, books: Books) -> None:
    """It only checks."""
    bring(KIND, dry_run=True)

    assert stored(books) == replace(ORDER, reporters=0)


@pytest.mark.parametrize(
    ("rows", "column", "reason"),
    [
        ("BX26072000024,done,2026-07-20 11:00,", "number", "no such work order"),
        ("BX26072000017,done,2026-07-20 11:00,", "number", "a digit is wrong"),
        ("26072000016,done,2026-07-20 11:00,", "number", "a digit is wrong"),
        (f"{NUMBER},open,2026-07-20 11:00,", "status", "open from the start"),
        (f"{NUMBER},finished,2026-07-20 11:00,", "status", "unknown value"),
        (f"{NUMBER},done,soon,", "at", "not a day and time"),
        (f"{NUMBER},done,2026-07-20 09:59,", "at", "before the order was opened"),
        (
            f"{NUMBER},arrived,2026-07-20 11:00,\n{NUMBER},done,2026-07-20 10:59,",
            "at",
            "before it was arrived (line 2)",
        ),
        (
            f"{NUMBER},done,2026-07-20 11:00,\n{NUMBER},cancelled,2026-07-20 11:00,",
            "status",
            "line 2 says done",
        ),
        (
            f"{NUMBER},done,2026-07-20 11:00,\n{NUMBER},done,2026-07-20 11:05,",
            "status",
            "the same number and status as in line 2",
        ),
    ],
)
def test_a_row_that_cannot_be_is_listed(bring: Import, rows: str, column: str, reason: str) -> None:
    """With what is wrong and what to do."""
    report = bring(KIND, f"{HEAD}{rows}\n")

    (bad,) = rejected(report)
    assert bad["column"] == column
    assert reason in bad["reason"]
    assert bad["how_to_fix"]


@pytest.mark.parametrize("later", ["dispatched", "arrived", "cancelled"])
def test_nothing_happens_to_what_is_done(bring: Import, books: Books, later: str) -> None:
    """Steps that were left out stay out; the order's history is not rewritten."""
    bring(KIND, f"{HEAD}{NUMBER},done,2026-07-20 11:00,\n")
    before = stored(books)

    report = bring(KIND, f"{HEAD}{NUMBER},{later},2026-07-20 11:30,\n")

    assert "the order is done already" in rejected(report)[0]["reason"]
    assert stored(books) == before
