"""Automatic deductions: at most one of an account that is not over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, select, update
from sqlalchemy.orm import Session

from bot.domain.auto_pay import LIVE, AutoPay, AutoPayStatus
from bot.storage.tables.cashier import AutoPayRow
from bot.storage.upsert import insert_into


def add(session: Session, *, auto_pay: AutoPay) -> bool:
    """Keep a request; False when the account has one already, then nothing changes."""
    added = session.execute(
        insert_into(session, AutoPayRow)
        .values(**asdict(auto_pay), live_account_no=auto_pay.account_no)
        .on_conflict_do_nothing(index_elements=["live_account_no"])
        .returning(AutoPayRow.auto_pay_id)
    )
    return added.first() is not None


def live(session: Session, *, account_no: str) -> AutoPay | None:
    """The one that is not over, or None."""
    return _first(session, select(AutoPayRow).where(AutoPayRow.live_account_no == account_no))


def find(session: Session, *, auto_pay_id: str) -> AutoPay | None:
    """The one with this id, or None."""
    return _first(session, select(AutoPayRow).where(AutoPayRow.auto_pay_id == auto_pay_id))


def move(
    session: Session,
    *,
    auto_pay_id: str,
    coming_from: Collection[AutoPayStatus],
    to: AutoPayStatus,
    now: datetime,
) -> bool:
    """Change the status if it is one of `coming_from`; False when somebody was faster."""
    values: dict[str, Any] = {"status": to, "changed_at": now}
    if to not in LIVE:
        values["live_account_no"] = None
    moved = session.execute(
        update(AutoPayRow)
        .where(AutoPayRow.auto_pay_id == auto_pay_id, AutoPayRow.status.in_(list(coming_from)))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", moved).rowcount == 1


def _first(session: Session, statement: Select[AutoPayRow]) -> AutoPay | None:
    row = session.scalar(statement, execution_options={"populate_existing": True})
    if row is None:
        return None
    return AutoPay(
        auto_pay_id=row.auto_pay_id,
        account_no=row.account_no,
        customer_no=row.customer_no,
        way=row.way,
        status=row.status,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
    )
