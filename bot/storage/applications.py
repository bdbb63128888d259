"""Applications: found by number, conversation or account, written as a whole with their stages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from bot.domain.application import (
    Application,
    ApplicationStatus,
    ApplicationStep,
    with_steps,
)
from bot.domain.application_no import application_number
from bot.storage.tables.application import ApplicationDayRow, ApplicationRow, ApplicationStepRow
from bot.storage.upsert import insert_into, upsert

_UNDER_WAY = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.IN_PROGRESS,
)


def next_number(session: Session, *, day: date) -> str:
    """A number nobody else gets; one that is not used after all leaves a gap."""
    added = insert_into(session, ApplicationDayRow).values(day=day, serial=1)
    serial: int = session.execute(
        added.on_conflict_do_update(
            index_elements=["day"], set_={"serial": ApplicationDayRow.serial + 1}
        ).returning(ApplicationDayRow.serial)
    ).scalar_one()
    return application_number(day, serial)


def add(session: Session, *, application: Application) -> None:
    """Write a new application."""
    row = {
        **_changing(application),
        "number": application.number,
        "procedure": application.procedure,
        "conversation_id": application.conversation_id,
        "created_at": application.created_at,
    }
    session.execute(insert_into(session, ApplicationRow).values(**row))
    _write_steps(session, [(application.number, step) for step in application.steps])


def save(session: Session, *, application: Application, submit_key: str | None = None) -> None:
    """Write what may change about an application that was found with `lock`.

    A `submit_key` is kept once and for all; its stages are only ever added to.
    """
    changed = _changing(application)
    if submit_key is not None:
        changed["submit_key"] = submit_key
    session.execute(
        update(ApplicationRow)
        .where(ApplicationRow.number == application.number)
        .values(**changed)
        .execution_options(synchronize_session=False)
    )
    _write_steps(session, [(application.number, step) for step in application.steps])


def find(session: Session, *, number: str) -> Application | None:
    """The application with this number, or None."""
    return _first(session, select(ApplicationRow).where(ApplicationRow.number == number))


def lock(session: Session, *, number: str) -> Application | None:
    """As `find`; nobody else changes it until the unit of work ends."""
    wanted = select(ApplicationRow).where(ApplicationRow.number == number)
    return _first(session, wanted.with_for_update())


def submitted_with(session: Session, *, submit_key: str) -> Application | None:
    """The application that this key submitted, or None."""
    return _first(session, select(ApplicationRow).where(ApplicationRow.submit_key == submit_key))


def draft_of(session: Session, *, conversation_id: str, procedure: str) -> Application | None:
    """The newest draft that a conversation made for a procedure, or None."""
    return _first(
        session,
        select(ApplicationRow)
        .where(
            ApplicationRow.conversation_id == conversation_id,
            ApplicationRow.procedure == procedure,
            ApplicationRow.status == ApplicationStatus.DRAFT,
        )
        .order_by(ApplicationRow.created_at.desc(), ApplicationRow.number.desc())
        .limit(1),
    )


def of_conversation(session: Session, *, conversation_id: str) -> list[Application]:
    """Everything a conversation applied for or began to, the last changed first."""
    return _all(session, ApplicationRow.conversation_id == conversation_id)


def of_accounts(session: Session, *, account_nos: Collection[str]) -> list[Application]:
    """Every application for these accounts, the last changed first."""
    return _all(session, ApplicationRow.account_no.in_(account_nos))


def under_way(session: Session) -> list[Application]:
    """Every application the utility has not finished with."""
    return _all(session, ApplicationRow.status.in_(_UNDER_WAY))


def reach(session: Session, *, number: str, steps: Sequence[ApplicationStep]) -> Application | None:
    """Record stages the utility reached; the same again changes nothing. None: no such number."""
    found = lock(session, number=number)
    if found is None:
        return None
    after = with_steps(found, steps)
    save(session, application=after)
    return after


def _changing(application: Application) -> dict[str, Any]:
    return {
        "variants": list(application.variants),
        "fields": dict(application.fields),
        "status": application.status,
        "account_no": application.account_no,
        "contact_phone": application.contact_phone,
        "from_account": list(application.from_account),
        "updated_at": application.updated_at,
        "submitted_at": application.submitted_at,
        "due_on": application.due_on,
    }


def _write_steps(session: Session, steps: Iterable[tuple[str, ApplicationStep]]) -> None:
    rows = [
        {"number": number, "at": step.at, "stage": step.stage, "note": step.note}
        for number, step in steps
    ]
    upsert(session, ApplicationStepRow, rows=rows)


def _all(session: Session, condition: Any) -> list[Application]:
    wanted = (
        select(ApplicationRow)
        .where(condition)
        .order_by(ApplicationRow.updated_at.desc(), ApplicationRow.number.desc())
    )
    rows = session.scalars(wanted.execution_options(populate_existing=True)).all()
    steps = _steps(session, [row.number for row in rows])
    return [_application(row, steps.get(row.number, [])) for row in rows]


def _first(session: Session, wanted: Select[ApplicationRow]) -> Application | None:
    row = session.scalar(wanted.execution_options(populate_existing=True))
    if row is None:
        return None
    return _application(row, _steps(session, [row.number]).get(row.number, []))


def _steps(session: Session, numbers: Collection[str]) -> dict[str, list[ApplicationStep]]:
    found: dict[str, list[ApplicationStep]] = {}
    for row in session.scalars(
        select(ApplicationStepRow)
        .where(ApplicationStepRow.number.in_(numbers))
        .execution_options(populate_existing=True)
    ):
        found.setdefault(row.number, []).append(ApplicationStep(row.stage, row.at, row.note))
    return found


def _application(row: ApplicationRow, steps: list[ApplicationStep]) -> Application:
    return Application(
        number=row.number,
        procedure=row.procedure,
        variants=tuple(row.variants),
        fields=dict(row.fields),
        status=row.status,
        conversation_id=row.conversation_id,
        account_no=row.account_no,
        contact_phone=row.contact_phone,
        from_account=tuple(row.from_account),
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        steps=tuple(sorted(steps, key=lambda step: step.order)),
    )
