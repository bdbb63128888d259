"""Kind of file about work orders: how far they are, as the utility's dispatching knows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from sqlalchemy.orm import Session

from bot.domain import order_no
from bot.domain.work_order import By, OrderStatus, WorkOrder
from bot.storage import work_orders
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, StagedRow, require
from bot.storage.importing.problem import BadCell, Problem

_STATUS = cells.one_of(OrderStatus)


def _number(cell: str) -> str:
    """A work order's number with its letters."""
    spelled = order_no.spelled(cell)
    if len(spelled) != 1:
        raise BadCell(
            "not the number of a work order, or a digit is wrong",
            "write it as the bot gave it, e.g. BX26072000016",
        )
    return spelled[0]


def _check(row: Row) -> None:
    require(
        row["status"] is not OrderStatus.OPEN,
        "an order is open from the start",
        "leave the row out",
        column="status",
    )


def _save(session: Session, rows: Iterable[Row]) -> int:
    taken = 0
    for number, group in groupby(rows, key=lambda row: row["number"]):
        for row in sorted(group, key=lambda row: row["status"].rank):
            work_orders.advance(
                session,
                number=number,
                to=row["status"],
                at=row["at"],
                by=By.UTILITY,
                note=row["note"],
            )
            taken += 1
    return taken


def _check_all(session: Session, staged: Iterator[StagedRow]) -> Iterator[Problem]:
    for number, group in groupby(staged, key=lambda item: item[1]["number"]):
        steps = sorted(group, key=lambda item: item[1]["status"].rank)
        order = work_orders.find(session, number=number)
        for step in steps:
            yield from _against_order(order, *step)
        for earlier, later in pairwise(steps):
            yield from _in_order(earlier, later)


def _against_order(order: WorkOrder | None, line: int, row: Row) -> Iterator[Problem]:
    if order is None:
        reason, fix = "no such work order", "use the number that the bot gave"
        yield Problem(line, "number", row["number"], reason, fix)
        return
    known = {entry.status for entry in order.history}
    if row["at"] < order.opened_at:
        reason = f"before the order was opened ({order.opened_at:%Y-%m-%d %H:%M})"
        yield Problem(line, "at", f"{row['at']:%Y-%m-%d %H:%M}", reason, "correct the time")
    elif row["status"] not in known and (
        order.status.is_final or row["status"].rank < order.status.rank
    ):
        reason = f"the order is {order.status.value} already"
        yield Problem(line, "status", row["status"].value, reason, "leave the row out")


def _in_order(earlier: StagedRow, later: StagedRow) -> Iterator[Problem]:
    line, row = later
    before = earlier[1]["status"]
    if before.is_final:
        reason, fix = f"line {earlier[0]} says {before.value}", "keep one of the two rows"
        yield Problem(line, "status", row["status"].value, reason, fix)
    elif row["at"] < earlier[1]["at"]:
        reason = f"before it was {before.value} (line {earlier[0]})"
        yield Problem(line, "at", f"{row['at']:%Y-%m-%d %H:%M}", reason, "correct one of the times")


WORK_ORDER_PROGRESS = Kind(
    "work-order-progress",
    "how far the work orders are that the bot opened",
    (
        Column(
            "number",
            "工单号",
            _number,
            "work order number as the bot gave it, e.g. `BX26072000016`",
        ),
        Column(
            "status",
            "状态",
            _STATUS,
            "`dispatched`, `arrived` (on the spot, or in touch with the customer), `done` or"
            " `cancelled`",
        ),
        Column("at", "时间", cells.instant, "when it happened"),
        Column(
            "note",
            "说明",
            cells.words(longest=200),
            "what the customer may be told about it",
            optional=True,
            default="",
        ),
    ),
    key=("number", "status"),
    save=_save,
    check=_check,
    check_all=_check_all,
    of_service=True,
)
