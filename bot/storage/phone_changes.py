"""Requests to change a registered phone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from bot.domain.phone_change import PhoneChange, PhoneChangeStatus
from bot.storage.tables.rights import PhoneChangeRow


def add(session: Session, *, change: PhoneChange) -> None:
    """Keep a request."""
    session.execute(insert(PhoneChangeRow), [asdict(change)])


def find(session: Session, *, change_id: str) -> PhoneChange | None:
    """The request, or None."""
    row = session.get(PhoneChangeRow, change_id, populate_existing=True)
    return _change(row) if row else None


def standing(
    session: Session, *, statuses: Iterable[PhoneChangeStatus], customer_no: str | None = None
) -> list[PhoneChange]:
    """Requests in these statuses, of one customer or of all, oldest first."""
    statement = select(PhoneChangeRow).where(PhoneChangeRow.status.in_(list(statuses)))
    if customer_no is not None:
        statement = statement.where(PhoneChangeRow.customer_no == customer_no)
    rows = session.scalars(statement.order_by(PhoneChangeRow.asked_at, PhoneChangeRow.change_id))
    return [_change(row) for row in rows]


def move(
    session: Session,
    *,
    change_id: str,
    coming_from: Collection[PhoneChangeStatus],
    to: PhoneChangeStatus,
    now: datetime,
    decided_by: str | None = None,
) -> bool:
    """Change the status if it is one of `coming_from`; False when somebody was faster."""
    values: dict[str, Any] = {"status": to, "changed_at": now}
    if decided_by is not None:
        values["decided_by"] = decided_by
    moved = session.execute(
        update(PhoneChangeRow)
        .where(
            PhoneChangeRow.change_id == change_id,
            PhoneChangeRow.status.in_(list(coming_from)),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", moved).rowcount == 1


def _change(row: PhoneChangeRow) -> PhoneChange:
    return PhoneChange(
        change_id=row.change_id,
        customer_no=row.customer_no,
        account_no=row.account_no,
        old_phone=row.old_phone,
        new_phone=row.new_phone,
        way=row.way,
        method=row.method,
        status=row.status,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
        decided_by=row.decided_by,
    )
