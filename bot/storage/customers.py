"""Customers: the people and companies that hold accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from bot.domain.account import Customer
from bot.storage.tables.billing import CustomerRow
from bot.storage.upsert import upsert


def save(session: Session, *, customers: Iterable[Customer]) -> int:
    """Write customers by customer number; returns how many."""
    return upsert(
        session,
        CustomerRow,
        rows=(
            {
                "customer_no": customer.customer_no,
                "name": customer.name,
                "phone": customer.phone,
                "id_last4": customer.id_last4.upper(),
            }
            for customer in customers
        ),
    )


def find(session: Session, *, customer_no: str) -> Customer | None:
    """The customer, or None; holds personal data, for `services.access` only."""
    row = session.get(CustomerRow, customer_no)
    return Customer(row.customer_no, row.name, row.phone, row.id_last4) if row else None


def change_phone(session: Session, *, customer_no: str, old: str, new: str) -> bool:
    """Change the registered phone from `old`; False when another one is registered by now."""
    changed = session.execute(
        update(CustomerRow)
        .where(CustomerRow.customer_no == customer_no, CustomerRow.phone == old)
        .values(phone=new)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", changed).rowcount == 1
