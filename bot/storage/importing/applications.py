"""The kind of file about how far applications have come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy.orm import Session

from bot.domain.application import Application, ApplicationStep
from bot.domain.application_no import find_application_number
from bot.domain.procedure import Stage
from bot.storage import applications
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row, StagedRow, require
from bot.storage.importing.problem import BadCell, Problem

_NOT_THE_UTILITY = (Stage.SUBMITTED, Stage.CANCELLED)
_STEPS = [stage.value for stage in Stage if stage not in _NOT_THE_UTILITY]


def _number(cell: str) -> str:
    """An application number with its letters."""
    number = find_application_number(cell)
    if number is None:
        raise BadCell(
            "not the number of an application, or a digit is wrong",
            "write it as the bot gave it, e.g. AP26072000014",
        )
    return number


def _step(cell: str) -> Stage:
    require(cell in _STEPS, "unknown step", f"use one of: {', '.join(_STEPS)}", column="step")
    return Stage(cell)


def _check_all(session: Session, staged: Iterator[StagedRow]) -> Iterator[Problem]:
    for number, group in groupby(staged, key=lambda item: item[1]["number"]):
        application = applications.find(session, number=number)
        for line, row in group:
            yield from _against(application, line, row)


def _against(application: Application | None, line: int, row: Row) -> Iterator[Problem]:
    if application is None:
        reason, fix = "no such application", "use the number that the bot gave"
        yield Problem(line, "number", row["number"], reason, fix)
    elif application.submitted_at is None:
        reason, fix = "the customer has not submitted it", "leave the row out"
        yield Problem(line, "number", row["number"], reason, fix)
    elif row["at"] < application.submitted_at:
        reason = f"before it was submitted ({application.submitted_at:%Y-%m-%d %H:%M})"
        yield Problem(line, "at", f"{row['at']:%Y-%m-%d %H:%M}", reason, "correct the time")


def _save(session: Session, rows: Iterable[Row]) -> int:
    """Record the stages of every application in `rows`, which come number by number."""
    written = 0
    for number, group in groupby(rows, key=lambda row: row["number"]):
        steps = [ApplicationStep(row["step"], row["at"], row["note"]) for row in group]
        applications.reach(session, number=number, steps=steps)
        written += len(steps)
    return written


APPLICATION_PROGRESS = Kind(
    "application-progress",
    "how far applications made here have come",
    (
        Column("number", "申请编号", _number, "application number, as the bot gave it"),
        Column("step", "环节", _step, ", ".join(f"`{step}`" for step in _STEPS)),
        Column("at", "时间", cells.instant, "when it was reached"),
        Column(
            "note",
            "说明",
            cells.words(longest=200),
            "for the customer, in plain words; the reason where it was rejected",
            optional=True,
            default="",
        ),
    ),
    key=("number", "at", "step"),
    save=_save,
    check_all=_check_all,
    of_service=True,
)
