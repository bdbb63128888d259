"""Requests to pay in parts, and the plans that run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bot.domain.instalment import Instalment, InstalmentPart, InstalmentStatus
from bot.storage.tables.cashier import InstalmentRow
from bot.storage.upsert import insert_into

RUNNING = frozenset({InstalmentStatus.AGREED, InstalmentStatus.CHECKING})


def add(session: Session, *, instalment: Instalment) -> bool:
    """Keep a request; False when it would be the account's second running plan."""
    runs = instalment.status in RUNNING
    added = session.execute(
        insert_into(session, InstalmentRow)
        .values(
            instalment_id=instalment.instalment_id,
            account_no=instalment.account_no,
            customer_no=instalment.customer_no,
            live_account_no=instalment.account_no if runs else None,
            bill_ids=list(instalment.bill_ids),
            total_yuan=instalment.total_yuan,
            parts=[_as_json(part) for part in instalment.parts],
            status=instalment.status,
            reason=instalment.reason,
            asked_at=instalment.asked_at,
            changed_at=instalment.changed_at,
        )
        .on_conflict_do_nothing(index_elements=["live_account_no"])
        .returning(InstalmentRow.instalment_id)
    )
    return added.first() is not None


def of_account(session: Session, *, account_no: str) -> list[Instalment]:
    """Every request of the account, newest first."""
    rows = session.scalars(
        select(InstalmentRow)
        .where(InstalmentRow.account_no == account_no)
        .order_by(InstalmentRow.asked_at.desc(), InstalmentRow.instalment_id),
        execution_options={"populate_existing": True},
    )
    return [
        Instalment(
            instalment_id=row.instalment_id,
            account_no=row.account_no,
            customer_no=row.customer_no,
            bill_ids=tuple(row.bill_ids),
            total_yuan=row.total_yuan,
            parts=tuple(_part(part) for part in row.parts),
            status=row.status,
            reason=row.reason,
            asked_at=row.asked_at,
            changed_at=row.changed_at,
        )
        for row in rows
    ]


def move(
    session: Session,
    *,
    instalment_id: str,
    coming_from: Collection[InstalmentStatus],
    to: InstalmentStatus,
    now: datetime,
) -> bool:
    """Change the status if it is one of `coming_from`; False when somebody was faster."""
    values: dict[str, Any] = {"status": to, "changed_at": now}
    if to not in RUNNING:
        values["live_account_no"] = None
    moved = session.execute(
        update(InstalmentRow)
        .where(
            InstalmentRow.instalment_id == instalment_id,
            InstalmentRow.status.in_(list(coming_from)),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", moved).rowcount == 1


def _as_json(part: InstalmentPart) -> dict[str, str]:
    return {"due_on": part.due_on.isoformat(), "amount_yuan": str(part.amount_yuan)}


def _part(row: dict[str, str]) -> InstalmentPart:
    return InstalmentPart(date.fromisoformat(row["due_on"]), Decimal(row["amount_yuan"]))
