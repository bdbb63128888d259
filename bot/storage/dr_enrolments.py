"""Who takes part in demand response events, who wants none of it, and who is never asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, func, select, update
from sqlalchemy.orm import Session

from bot.domain.account import Account
from bot.domain.demand_response import Enrolment, EnrolmentStatus
from bot.domain.dr_protection import Protected, Protection
from bot.storage.tables.demand_response import (
    DrEventRow,
    DrOptOutRow,
    DrProtectionRow,
    EnrolmentRow,
)
from bot.storage.tables.work_order import ReporterRow, WorkOrderRow
from bot.storage.upsert import insert_into, upsert


def invite(session: Session, *, enrolment: Enrolment) -> bool:
    """Keep an invitation; False when the account has any answer or invitation already."""
    added = session.execute(
        insert_into(session, EnrolmentRow)
        .values(**asdict(enrolment))
        .on_conflict_do_nothing(index_elements=["event_id", "account_no"])
        .returning(EnrolmentRow.account_no)
    )
    return added.first() is not None


def answer(session: Session, *, enrolment: Enrolment) -> None:
    """Keep what a customer answered to an event, whatever stood there before."""
    values = asdict(enrolment)
    statement = insert_into(session, EnrolmentRow).values(**values)
    kept = ("event_id", "account_no", "invited_at")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["event_id", "account_no"],
            set_={name: statement.excluded[name] for name in values if name not in kept},
        )
    )


def move(
    session: Session,
    *,
    event_id: str,
    account_no: str,
    coming_from: Collection[EnrolmentStatus],
    to: EnrolmentStatus,
    now: datetime,
) -> bool:
    """Change the status if it is one of `coming_from`; False when it is not."""
    column = "ended_at" if to is EnrolmentStatus.OPTED_OUT else "answered_at"
    moved = session.execute(
        update(EnrolmentRow)
        .where(
            EnrolmentRow.event_id == event_id,
            EnrolmentRow.account_no == account_no,
            EnrolmentRow.status.in_(list(coming_from)),
        )
        .values({"status": to, column: now})
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", moved).rowcount == 1


def find(session: Session, *, event_id: str, account_no: str) -> Enrolment | None:
    """Where an account stands with an event; None when it was neither asked nor asked itself."""
    found = _load(
        session,
        select(EnrolmentRow).where(
            EnrolmentRow.event_id == event_id, EnrolmentRow.account_no == account_no
        ),
    )
    return found[0] if found else None


def of_event(session: Session, *, event_id: str) -> list[Enrolment]:
    """Everyone who was asked or answered, by account number."""
    return _load(
        session,
        select(EnrolmentRow)
        .where(EnrolmentRow.event_id == event_id)
        .order_by(EnrolmentRow.account_no),
    )


def of_account(session: Session, *, account_no: str) -> list[Enrolment]:
    """Every event the account was asked to or answered, the newest event first."""
    return _load(
        session,
        select(EnrolmentRow)
        .join(DrEventRow, DrEventRow.event_id == EnrolmentRow.event_id)
        .where(EnrolmentRow.account_no == account_no)
        .order_by(DrEventRow.starts_at.desc(), EnrolmentRow.event_id),
    )


def asked_between(
    session: Session, *, account_no: str, after: datetime, before: datetime, besides: str
) -> int:
    """To how many events that begin in this time, `besides` one, the account was asked."""
    count = session.scalar(
        select(func.count())
        .select_from(EnrolmentRow)
        .join(DrEventRow, DrEventRow.event_id == EnrolmentRow.event_id)
        .where(
            EnrolmentRow.account_no == account_no,
            EnrolmentRow.event_id != besides,
            EnrolmentRow.status != EnrolmentStatus.DECLINED,
            DrEventRow.starts_at >= after,
            DrEventRow.starts_at < before,
            DrEventRow.cancelled_at.is_(None),
        )
    )
    return int(count or 0)


def opt_out(session: Session, *, account: Account, now: datetime) -> None:
    """This holder wants no part of demand response."""
    row = {
        "account_no": account.account_no,
        "customer_no": account.customer_no,
        "since": now,
        "ended_at": None,
    }
    upsert(session, DrOptOutRow, rows=[row])


def opt_in(session: Session, *, account: Account, now: datetime) -> None:
    """The holder may be asked again."""
    session.execute(
        update(DrOptOutRow)
        .where(
            DrOptOutRow.account_no == account.account_no,
            DrOptOutRow.customer_no == account.customer_no,
            DrOptOutRow.ended_at.is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def is_opted_out(session: Session, *, account: Account) -> bool:
    """Whether this holder wants no part of demand response."""
    found = session.scalar(
        select(DrOptOutRow.since).where(
            DrOptOutRow.account_no == account.account_no,
            DrOptOutRow.customer_no == account.customer_no,
            DrOptOutRow.ended_at.is_(None),
        )
    )
    return found is not None


def protect(session: Session, *, protected: Iterable[Protected]) -> int:
    """Write accounts that are never asked; returns how many."""
    return upsert(session, DrProtectionRow, rows=(asdict(item) for item in protected))


def protection(session: Session, *, account_no: str) -> Protection | None:
    """Why the account is never asked: on the list, or life-support was named in a work order."""
    listed = session.scalar(
        select(DrProtectionRow.reason).where(DrProtectionRow.account_no == account_no)
    )
    if listed is not None:
        return listed
    ordered = session.scalar(
        select(WorkOrderRow.number)
        .where(WorkOrderRow.life_support, WorkOrderRow.account_no == account_no)
        .limit(1)
    )
    reported = session.scalar(
        select(ReporterRow.key)
        .where(ReporterRow.life_support, ReporterRow.account_no == account_no)
        .limit(1)
    )
    named = ordered or reported
    return Protection.LIFE_SUPPORT if named is not None else None


def _load(session: Session, statement: Select[EnrolmentRow]) -> list[Enrolment]:
    rows = session.scalars(statement, execution_options={"populate_existing": True})
    return [
        Enrolment(
            event_id=row.event_id,
            account_no=row.account_no,
            customer_no=row.customer_no,
            status=row.status,
            planned_w=row.planned_w,
            invited_at=row.invited_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]
