"""Promises of work orders, kept as they were worded and sourced when they were made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.promise import Promise
from bot.domain.source import Source
from bot.storage.tables.work_order import PromiseRow
from bot.storage.upsert import table_of, upsert


def save(session: Session, *, number: str, promises: Sequence[Promise]) -> None:
    """Write an order's promises over its earlier ones; none is ever taken away."""
    rows = [
        {
            "number": number,
            "place": place,
            "code": promise.code,
            "says": promise.says,
            "kept_by": promise.kept_by,
            "due_at": promise.due_at,
            "minutes_after_arrival": promise.minutes_after_arrival,
            "whole_days": promise.whole_days,
            "source_title": promise.source.title,
            "source_doc_no": promise.source.doc_no,
            "source_url": promise.source.url,
            "verified": promise.verified,
            "kept_at": promise.kept_at,
        }
        for place, promise in enumerate(promises, start=1)
    ]
    upsert(session, PromiseRow, rows=rows)


def of(session: Session, *, numbers: Sequence[str]) -> dict[str, tuple[Promise, ...]]:
    """The promises of these orders, each order's in the order in which they were made."""
    table = table_of(PromiseRow)
    rows = session.execute(
        select(table).where(table.c.number.in_(numbers)).order_by(table.c.number, table.c.place)
    )
    found: dict[str, list[Promise]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(
            Promise(
                code=row.code,
                says=row.says,
                kept_by=row.kept_by,
                due_at=row.due_at,
                minutes_after_arrival=row.minutes_after_arrival,
                whole_days=row.whole_days,
                source=Source(row.source_title, row.source_doc_no, row.source_url),
                verified=row.verified,
                kept_at=row.kept_at,
            )
        )
    return {number: tuple(promises) for number, promises in found.items()}
