"""The kinds of file about demand response: programmes and events, and who is never asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from bot.domain.demand_response import EnrolmentStatus, Programme
from bot.domain.dr_protection import Protected, Protection
from bot.storage import dr_enrolments, dr_events
from bot.storage.books import Books
from bot.storage.dr_files import ResponseFileWrong, load_response
from bot.storage.importing import cells
from bot.storage.importing.kind import Column, Kind, Row
from bot.storage.importing.problem import BadCell, FileRefused
from bot.storage.importing.report import Report

RESPONSE = "demand_response"
"""Name of the kind that is a YAML or JSON file and no table."""
_REASONS = {reason.value: reason for reason in Protection}


def import_response(books: Books, *, path: Path, dry_run: bool = False) -> Report:
    """Import programmes and events; all of them or, with one mistake, none.

    Raises:
        FileRefused: naming every mistake; nothing was written.
    """
    try:
        file = load_response(path)
    except ResponseFileWrong as wrong:
        raise FileRefused("; ".join(wrong.mistakes), "correct these keys") from wrong
    with books.service() as service:
        known = {item.programme_id for item in dr_events.programmes(service)}
        known |= {item.programme_id for item in file.programmes}
        for event in file.events:
            if event.programme_id not in known:
                reason = f"event {event.event_id}: no programme {event.programme_id}"
                raise FileRefused(reason, "write the programme into the file, or correct the id")
        for programme in file.programmes:
            _require_kept(service, programme)
        report = Report(path, read=len(file.programmes) + len(file.events))
        if not dry_run:
            report.written = dr_events.save_programmes(service, programmes=file.programmes)
            report.written += dr_events.save_events(service, events=file.events)
    return report


def _require_kept(service: Session, programme: Programme) -> None:
    """What was read out before a yes holds: money terms stay while such an event is unsettled."""
    before = dr_events.programme(service, programme_id=programme.programme_id)
    if before is None or _money(before) == _money(programme):
        return
    for event in dr_events.of_programme(service, programme_id=programme.programme_id):
        if event.settled_at is not None or event.cancelled_at is not None:
            continue
        joined = dr_enrolments.of_event(service, event_id=event.event_id)
        if any(item.status is EnrolmentStatus.ACCEPTED for item in joined):
            reason = f"{programme.programme_id}: customers said yes to event {event.event_id}"
            raise FileRefused(reason, "give the new terms a programme id of their own")


def _money(programme: Programme) -> tuple[object, ...]:
    return (
        programme.yuan_per_kwh,
        programme.least_share,
        programme.most_share,
        programme.baseline,
    )


def _reason(cell: str) -> Protection:
    found = _REASONS.get(cell.lower())
    if found is None:
        raise BadCell("unknown value", f"use one of: {', '.join(_REASONS)}")
    return found


def _save(session: Session, rows: Iterable[Row]) -> int:
    return dr_enrolments.protect(
        session, protected=(Protected(**row, source="import") for row in rows)
    )


PROTECTIONS = Kind(
    "response_protections",
    "accounts that demand response must never ask: life-support at home, places of care",
    (
        Column("account_no", "户号", cells.number_of(), "number of the account"),
        Column("reason", "原因", _reason, "`life_support` or `medical`"),
        Column("since", "登记时间", cells.instant, "when this was written down"),
    ),
    key=("account_no",),
    save=_save,
    of_service=True,
)
