"""Work orders: opened once per key, found by number, conversation or account, saved as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.order_no import order_no
from bot.domain.work_order import (
    PRIVATE_KINDS,
    By,
    Entry,
    OrderKind,
    OrderStatus,
    Report,
    WorkOrder,
    advanced,
)
from bot.storage import order_promises
from bot.storage.tables.work_order import (
    OrderDayRow,
    OrderEntryRow,
    OrderViewerRow,
    ReporterRow,
    WorkOrderRow,
)
from bot.storage.upsert import insert_into, table_of

_OPEN = [status for status in OrderStatus if not status.is_final]


def next_number(session: Session, *, kind: OrderKind, day: date) -> str:
    """A number nobody else gets; one that is not used after all leaves a gap."""
    added = insert_into(session, OrderDayRow).values(day=day, running=1)
    running: int = session.execute(
        added.on_conflict_do_update(
            index_elements=["day"], set_={"running": OrderDayRow.running + 1}
        ).returning(OrderDayRow.running)
    ).scalar_one()
    return order_no(kind.prefix, day=day, running=running)


def add(session: Session, *, order: WorkOrder) -> bool:
    """Write a new order; False when its key was used before, then nothing changes."""
    report = order.report
    row = {
        **_changing(order),
        "number": order.number,
        "key": order.key,
        "kind": order.kind,
        "conversation_id": report.conversation_id,
        "account_no": report.account_no,
        "symptom": report.symptom,
        "description": report.description,
        "life_support": report.life_support,
        "opened_at": order.opened_at,
        "rating_note": None,
    }
    added = session.execute(
        insert_into(session, WorkOrderRow)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(WorkOrderRow.number)
    )
    if added.first() is None:
        return False
    _write_parts(session, order)
    return True


def save(session: Session, *, order: WorkOrder) -> None:
    """Write what may change about an order that was found with `lock`; history only grows."""
    session.execute(
        update(WorkOrderRow)
        .where(WorkOrderRow.number == order.number)
        .values(**_changing(order))
        .execution_options(synchronize_session=False)
    )
    _write_parts(session, order)


def rate(session: Session, *, number: str, rating: int, note: str) -> bool:
    """Keep the customer's stars; False when there are some already."""
    rated = session.execute(
        update(WorkOrderRow)
        .where(WorkOrderRow.number == number, WorkOrderRow.rating.is_(None))
        .values(rating=rating, rating_note=note)
        .returning(WorkOrderRow.number)
        .execution_options(synchronize_session=False)
    )
    return rated.first() is not None


def advance(
    session: Session, *, number: str, to: OrderStatus, at: datetime, by: By, note: str = ""
) -> bool:
    """Move an order forward; False when there is none, or it is that far already."""
    before = find(session, number=number, lock=True)
    if before is None:
        return False
    after = advanced(before, to, at=at, by=by, note=note)
    if after is before:
        return False
    save(session, order=after)
    return True


def find(session: Session, *, number: str, lock: bool = False) -> WorkOrder | None:
    """The order with this number, or None; `lock` makes other writers wait."""
    query = select(WorkOrderRow).where(WorkOrderRow.number == number)
    found = _orders(session, query.with_for_update() if lock else query)
    return found[0] if found else None


def by_key(session: Session, *, key: str) -> WorkOrder | None:
    """The order that was opened under this (hashed) key, or None."""
    found = _orders(session, select(WorkOrderRow).where(WorkOrderRow.key == key))
    return found[0] if found else None


def seen_by(
    session: Session,
    *,
    conversation_id: str,
    account_numbers: Collection[str],
    viewed_since: datetime,
    number: str | None = None,
    limit: int = 20,
) -> list[WorkOrder]:
    """Orders that the conversation may see, newest first; only `number` where given.

    It sees those it reported or joined, those of accounts it has proven (unless they are
    private), and those it opened with their query code after `viewed_since`.
    """
    reported = select(ReporterRow.number).where(ReporterRow.conversation_id == conversation_id)
    viewed = select(OrderViewerRow.number).where(
        OrderViewerRow.conversation_id == conversation_id,
        OrderViewerRow.proven_at > viewed_since,
    )
    of_account = and_(
        WorkOrderRow.account_no.in_(account_numbers), WorkOrderRow.kind.not_in(PRIVATE_KINDS)
    )
    query = (
        select(WorkOrderRow)
        .where(or_(WorkOrderRow.number.in_(reported), WorkOrderRow.number.in_(viewed), of_account))
        .order_by(WorkOrderRow.opened_at.desc(), WorkOrderRow.number.desc())
        .limit(limit)
    )
    return _orders(session, query.where(WorkOrderRow.number == number) if number else query)


def waiting(session: Session, *, limit: int = 1000) -> list[WorkOrder]:
    """Orders neither done nor cancelled, oldest first."""
    return _orders(
        session,
        select(WorkOrderRow)
        .where(WorkOrderRow.status.in_(_OPEN))
        .order_by(WorkOrderRow.opened_at, WorkOrderRow.number)
        .limit(limit),
    )


def of_event(session: Session, *, event_id: str) -> list[WorkOrder]:
    """Every order that belongs to an outage, oldest first."""
    return _orders(
        session,
        select(WorkOrderRow)
        .where(WorkOrderRow.event_id == event_id)
        .order_by(WorkOrderRow.opened_at, WorkOrderRow.number),
    )


def _write_parts(session: Session, order: WorkOrder) -> None:
    order_promises.save(session, number=order.number, promises=order.promises)
    if order.history:
        rows = [
            {
                "number": order.number,
                "seq": entry.seq,
                "at": entry.at,
                "act": entry.act,
                "by": entry.by,
                "status": entry.status,
                "note": entry.note,
            }
            for entry in order.history
        ]
        statement = insert_into(session, OrderEntryRow)
        session.execute(statement.on_conflict_do_nothing(index_elements=["number", "seq"]), rows)


def _changing(order: WorkOrder) -> dict[str, Any]:
    """The columns that change while an order lives; its rating has a way of its own."""
    return {
        "status": order.status,
        "urgency": order.urgency,
        "points": order.points,
        "event_id": order.event_id,
        "place": order.report.place,
        "areas": list(order.report.areas),
        "phone": order.report.phone,
        "query_code": order.query_code,
        "urges": order.urges,
        "urged_at": order.urged_at,
    }


def _orders(session: Session, query: Select[WorkOrderRow]) -> list[WorkOrder]:
    """The orders of a query with their promises, history and live reporters; four queries."""
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    numbers = [row.number for row in rows]
    if not numbers:
        return []
    promises = order_promises.of(session, numbers=numbers)
    histories = _histories(session, numbers)
    reporters = _reporters(session, numbers)
    return [
        WorkOrder(
            number=row.number,
            key=row.key,
            kind=row.kind,
            status=row.status,
            urgency=row.urgency,
            points=row.points,
            report=_report(row),
            event_id=row.event_id,
            opened_at=row.opened_at,
            promises=promises.get(row.number, ()),
            history=histories.get(row.number, ()),
            reporters=reporters.get(row.number, 0),
            urges=row.urges,
            urged_at=row.urged_at,
            rating=row.rating,
            query_code=row.query_code,
        )
        for row in rows
    ]


def _reporters(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(ReporterRow.number, func.count().label("live"))
        .where(ReporterRow.number.in_(numbers), ReporterRow.left_at.is_(None))
        .group_by(ReporterRow.number)
    )
    return {row.number: row.live for row in rows if row.number}


def _histories(session: Session, numbers: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
    table = table_of(OrderEntryRow)
    rows = session.execute(
        select(table)
        .where(table.c.number.in_(numbers))
        .order_by(table.c.number, table.c.at, table.c.seq)
    )
    return _grouped(
        (row.number, Entry(row.seq, row.at, row.act, row.by, row.status, row.note)) for row in rows
    )


def _grouped(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    groups: dict[str, list[Entry]] = {}
    for number, entry in pairs:
        groups.setdefault(number, []).append(entry)
    return {number: tuple(entries) for number, entries in groups.items()}


def _report(row: WorkOrderRow) -> Report:
    return Report(
        conversation_id=row.conversation_id,
        place=row.place,
        areas=tuple(row.areas),
        account_no=row.account_no,
        phone=row.phone,
        symptom=row.symptom,
        description=row.description,
        life_support=row.life_support,
    )
