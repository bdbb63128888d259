"""Bills and their lines, and the metered facts a bill was priced from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.domain.bill import Bill, BillLine
from bot.domain.period import Period
from bot.domain.usage import BillableUsage
from bot.storage.tables.billing import BillLineRow, BillRow
from bot.storage.upsert import upsert

_BATCH = 500


def history(session: Session, *, account_no: str, months: int) -> list[Bill]:
    """The newest `months` bills of the account with their lines, newest first; two queries."""
    return _load(session, _of(account_no).order_by(BillRow.period_start.desc()).limit(months))


def covering(session: Session, *, account_no: str, period: Period) -> list[Bill]:
    """Bills that bill at least one day of the period, oldest first."""
    return _load(
        session,
        _of(account_no)
        .where(BillRow.period_start < period.end, BillRow.period_end > period.start)
        .order_by(BillRow.period_start),
    )


def unpaid(session: Session, *, account_no: str) -> list[Bill]:
    """Bills on which something is still owed, oldest first."""
    return _load(
        session,
        _of(account_no)
        .where(BillRow.paid_yuan < BillRow.amount_yuan)
        .order_by(BillRow.period_start),
    )


def by_id(session: Session, *, bill_id: str) -> Bill | None:
    """The bill, or None."""
    found = _load(session, select(BillRow).where(BillRow.bill_id == bill_id))
    return found[0] if found else None


def lock_unpaid(session: Session, *, bill_ids: Collection[str]) -> dict[str, Decimal]:
    """What is owed on each of these bills; nobody else books on them in this unit of work."""
    rows = session.execute(
        select(BillRow.bill_id, BillRow.amount_yuan, BillRow.paid_yuan)
        .where(BillRow.bill_id.in_(sorted(bill_ids)))
        .order_by(BillRow.bill_id)
        .with_for_update()
    )
    return {row.bill_id: row.amount_yuan - row.paid_yuan for row in rows}


def pay(session: Session, *, bill_id: str, amount_yuan: Decimal) -> None:
    """Book money on a bill that `lock_unpaid` has shown to owe it."""
    session.execute(
        update(BillRow)
        .where(BillRow.bill_id == bill_id)
        .values(paid_yuan=BillRow.paid_yuan + amount_yuan)
        .execution_options(synchronize_session=False)
    )


def usage_of(session: Session, *, bill_id: str) -> BillableUsage | None:
    """What the bill was priced from apart from readings; `days` is empty, the meter store has them.

    None when there is no such bill.
    """
    row = session.get(BillRow, bill_id)
    if row is None:
        return None
    corrected = row.correction_start is not None and row.correction_end is not None
    return BillableUsage(
        period=Period(row.period_start, row.period_end),
        days=(),
        tier_kwh_before=row.tier_kwh_before,
        reactive_kvarh=row.reactive_kvarh,
        max_demand_kw=row.max_demand_kw,
        correction_kwh=row.correction_kwh,
        correction_of=_period(row.correction_start, row.correction_end) if corrected else None,
    )


def save(session: Session, *, bills: Iterable[tuple[Bill, BillableUsage]]) -> int:
    """Write bills with their lines and the usage facts behind them; returns how many.

    A bill that is there already is replaced whole. Only the facts of the usage that are not
    readings are kept.
    """
    remaining, written = iter(bills), 0
    while batch := list(islice(remaining, _BATCH)):
        written += upsert(session, BillRow, rows=(_bill_row(*pair) for pair in batch))
        ids = [bill.bill_id for bill, _ in batch]
        session.execute(delete(BillLineRow).where(BillLineRow.bill_id.in_(ids)))
        lines = [row for bill, _ in batch for row in line_rows(bill)]
        if lines:
            session.execute(insert(BillLineRow), lines)
    return written


def line_rows(bill: Bill) -> list[dict[str, Any]]:
    """The bill's lines as table rows, numbered in the order printed."""
    return [
        {
            "bill_id": bill.bill_id,
            "line_no": number,
            "kind": line.kind,
            "label": line.label,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price_yuan": line.unit_price_yuan,
            "amount_yuan": line.amount_yuan,
            "period_start": line.period.start,
            "period_end": line.period.end,
            "tariff_id": line.tariff_id,
            "tier": line.tier,
            "band": line.band,
        }
        for number, line in enumerate(bill.lines, start=1)
    ]


def _bill_row(bill: Bill, usage: BillableUsage) -> dict[str, Any]:
    return {
        "bill_id": bill.bill_id,
        "account_no": bill.account_no,
        "period_start": bill.period.start,
        "period_end": bill.period.end,
        "energy_kwh": bill.energy_kwh,
        "amount_yuan": bill.amount_yuan,
        "paid_yuan": bill.paid_yuan,
        "issued_on": bill.issued_on,
        "due_on": bill.due_on,
        "estimated": bill.estimated,
        "tier_kwh_before": usage.tier_kwh_before,
        "reactive_kvarh": usage.reactive_kvarh,
        "max_demand_kw": usage.max_demand_kw,
        "correction_kwh": usage.correction_kwh,
        "correction_start": usage.correction_of and usage.correction_of.start,
        "correction_end": usage.correction_of and usage.correction_of.end,
    }


def _of(account_no: str) -> Select[BillRow]:
    return select(BillRow).where(BillRow.account_no == account_no)


def _load(session: Session, statement: Select[BillRow]) -> list[Bill]:
    rows = session.scalars(statement).all()
    lines = _lines(session, [row.bill_id for row in rows])
    return [
        Bill(
            bill_id=row.bill_id,
            account_no=row.account_no,
            period=Period(row.period_start, row.period_end),
            energy_kwh=row.energy_kwh,
            amount_yuan=row.amount_yuan,
            paid_yuan=row.paid_yuan,
            issued_on=row.issued_on,
            due_on=row.due_on,
            estimated=row.estimated,
            lines=tuple(lines[row.bill_id]),
        )
        for row in rows
    ]


def _lines(session: Session, bill_ids: Sequence[str]) -> dict[str, list[BillLine]]:
    found: dict[str, list[BillLine]] = defaultdict(list)
    if not bill_ids:
        return found
    rows = session.scalars(
        select(BillLineRow).where(BillLineRow.bill_id.in_(bill_ids)).order_by(BillLineRow.line_no)
    )
    for row in rows:
        found[row.bill_id].append(
            BillLine(
                kind=row.kind,
                label=row.label,
                quantity=row.quantity,
                unit=row.unit,
                unit_price_yuan=row.unit_price_yuan,
                amount_yuan=row.amount_yuan,
                period=Period(row.period_start, row.period_end),
                tariff_id=row.tariff_id,
                tier=row.tier,
                band=row.band,
            )
        )
    return found


def _period(start: Any, end: Any) -> Period:
    return Period(start, end)
