"""Payment orders: at most one open order for any bill or balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.domain.payment_order import OrderPart, OrderStatus, PaymentOrder
from bot.storage.tables.cashier import PaymentHoldRow, PaymentOrderPartRow, PaymentOrderRow
from bot.storage.upsert import insert_into


class HoldTaken(Exception):
    """Another open order pays something of this one, or has its key; nothing may be written."""


def open_(session: Session, *, order: PaymentOrder) -> None:
    """Write an open order and hold what it pays.

    Raises:
        HoldTaken: end the unit of work with it, so that nothing stays written.
    """
    added = session.execute(
        insert_into(session, PaymentOrderRow)
        .values(
            order_id=order.order_id,
            account_no=order.account_no,
            purpose=order.purpose,
            status=order.status,
            created_at=order.created_at,
            expires_at=order.expires_at,
            conversation_id=order.conversation_id,
            key=order.key,
            link=order.link,
            paid_at=order.paid_at,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(PaymentOrderRow.order_id)
    )
    if added.first() is None:
        raise HoldTaken
    for subject in order.holds:
        held = session.execute(
            insert_into(session, PaymentHoldRow)
            .values(subject=subject, order_id=order.order_id)
            .on_conflict_do_nothing(index_elements=["subject"])
            .returning(PaymentHoldRow.subject)
        )
        if held.first() is None:
            raise HoldTaken
    parts = [
        {
            "order_id": order.order_id,
            "part_no": number,
            "bill_id": part.bill_id,
            "amount_yuan": part.amount_yuan,
        }
        for number, part in enumerate(order.parts, start=1)
    ]
    session.execute(insert(PaymentOrderPartRow), parts)


def find(session: Session, *, order_id: str) -> PaymentOrder | None:
    """The order, or None."""
    return _first(session, select(PaymentOrderRow).where(PaymentOrderRow.order_id == order_id))


def by_key(session: Session, *, key: str) -> PaymentOrder | None:
    """The order of this wish that is open or paid, or None."""
    return _first(session, select(PaymentOrderRow).where(PaymentOrderRow.key == key))


def holding(session: Session, *, subjects: Collection[str]) -> list[PaymentOrder]:
    """Open orders that pay any of these, oldest first."""
    held = select(PaymentHoldRow.order_id).where(PaymentHoldRow.subject.in_(list(subjects)))
    return _load(session, select(PaymentOrderRow).where(PaymentOrderRow.order_id.in_(held)))


def of_account(
    session: Session, *, account_no: str, since: datetime | None = None
) -> list[PaymentOrder]:
    """Orders of the account, oldest first."""
    statement = select(PaymentOrderRow).where(PaymentOrderRow.account_no == account_no)
    if since is not None:
        statement = statement.where(PaymentOrderRow.created_at >= since)
    return _load(session, statement)


def open_ones(session: Session, *, limit: int = 200) -> list[PaymentOrder]:
    """Orders that are open, oldest first."""
    statement = select(PaymentOrderRow).where(PaymentOrderRow.status == OrderStatus.OPEN)
    return _load(session, statement, limit=limit)


def set_link(session: Session, *, order_id: str, link: str) -> bool:
    """Where an open order can be paid; False when it is open no more."""
    linked = session.execute(
        update(PaymentOrderRow)
        .where(PaymentOrderRow.order_id == order_id, PaymentOrderRow.status == OrderStatus.OPEN)
        .values(link=link)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", linked).rowcount == 1


def close(
    session: Session,
    *,
    order_id: str,
    status: OrderStatus,
    coming_from: Collection[OrderStatus],
    paid_at: datetime | None = None,
) -> bool:
    """Give the order its last status and let go of what it held; False when it had one.

    An order that came to nothing gives its key back too, so that the wish may be repeated.
    """
    values: dict[str, Any] = {"status": status}
    if status is not OrderStatus.PAID:
        values["key"] = PaymentOrderRow.key + f"/{order_id}"
    if paid_at is not None:
        values["paid_at"] = paid_at
    closed = session.execute(
        update(PaymentOrderRow)
        .where(PaymentOrderRow.order_id == order_id, PaymentOrderRow.status.in_(list(coming_from)))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(PaymentHoldRow)
        .where(PaymentHoldRow.order_id == order_id)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", closed).rowcount == 1


def _first(session: Session, statement: Select[PaymentOrderRow]) -> PaymentOrder | None:
    found = _load(session, statement)
    return found[0] if found else None


def _load(
    session: Session, statement: Select[PaymentOrderRow], *, limit: int | None = None
) -> list[PaymentOrder]:
    ordered = statement.order_by(PaymentOrderRow.created_at, PaymentOrderRow.order_id).limit(limit)
    rows = session.scalars(ordered, execution_options={"populate_existing": True}).all()
    parts: dict[str, list[OrderPart]] = defaultdict(list)
    found = session.scalars(
        select(PaymentOrderPartRow)
        .where(PaymentOrderPartRow.order_id.in_([row.order_id for row in rows]))
        .order_by(PaymentOrderPartRow.part_no)
    )
    for part in found:
        parts[part.order_id].append(OrderPart(part.bill_id, part.amount_yuan))
    return [
        PaymentOrder(
            order_id=row.order_id,
            account_no=row.account_no,
            purpose=row.purpose,
            parts=tuple(parts[row.order_id]),
            status=row.status,
            created_at=row.created_at,
            expires_at=row.expires_at,
            conversation_id=row.conversation_id,
            key=row.key,
            link=row.link,
            paid_at=row.paid_at,
        )
        for row in rows
    ]
