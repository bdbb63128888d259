"""The amounts above which customers want to be warned."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.domain.bill_alert import AlertLevel, BillLimit
from bot.storage.tables.forecast import BillLimitRow
from bot.storage.upsert import upsert


def save(session: Session, *, limit: BillLimit) -> None:
    """Write a limit, replacing this holder's earlier one."""
    upsert(session, BillLimitRow, rows=[asdict(limit)])


def find(session: Session, *, account_no: str, customer_no: str) -> BillLimit | None:
    """This holder's limit, or None."""
    row = session.get(BillLimitRow, (account_no, customer_no))
    return _limit(row) if row else None


def remove(session: Session, *, account_no: str, customer_no: str) -> bool:
    """Forget a limit; False when there was none."""
    gone = session.execute(
        delete(BillLimitRow).where(
            BillLimitRow.account_no == account_no, BillLimitRow.customer_no == customer_no
        )
    )
    return bool(getattr(gone, "rowcount", 0))


def many(session: Session, *, after: str = "", limit: int = 500) -> list[BillLimit]:
    """Limits of accounts after `after`, in order of their numbers."""
    rows = session.scalars(
        select(BillLimitRow)
        .where(BillLimitRow.account_no > after)
        .order_by(BillLimitRow.account_no, BillLimitRow.customer_no)
        .limit(limit)
    )
    return [_limit(row) for row in rows]


def told(
    session: Session, *, account_no: str, customer_no: str, month: date, level: AlertLevel
) -> None:
    """Remember that a month was warned of."""
    session.execute(
        update(BillLimitRow)
        .where(BillLimitRow.account_no == account_no, BillLimitRow.customer_no == customer_no)
        .values(told_month=month, told_level=level)
        .execution_options(synchronize_session=False)
    )


def _limit(row: BillLimitRow) -> BillLimit:
    return BillLimit(
        account_no=row.account_no,
        customer_no=row.customer_no,
        limit_yuan=row.limit_yuan,
        set_at=row.set_at,
        source=row.source,
        told_month=row.told_month,
        told_level=row.told_level,
    )
