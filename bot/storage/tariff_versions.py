"""Tariff versions as they stood when bills were made, so that a bill's price can be traced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.tariff import Tariff, TariffBook
from bot.storage.tables.billing import TariffRow
from bot.storage.upsert import upsert


def record(session: Session, *, book: TariffBook) -> list[str]:
    """Write every version of the book; returns ids whose content is not what was recorded before.

    Rows are only added: a version that was changed under the same id stands beside its old form.
    """
    known: dict[str, set[str]] = {}
    for tariff_id, content_hash in session.execute(
        select(TariffRow.tariff_id, TariffRow.content_hash)
    ):
        known.setdefault(tariff_id, set()).add(content_hash)
    rows = [_row(tariff) for tariff in book.all()]
    upsert(session, TariffRow, rows=rows)
    return [
        row["tariff_id"]
        for row in rows
        if row["tariff_id"] in known and row["content_hash"] not in known[row["tariff_id"]]
    ]


def hashes(session: Session, *, tariff_id: str) -> list[str]:
    """Content hashes recorded under this id; more than one says the version was changed."""
    return list(
        session.scalars(
            select(TariffRow.content_hash)
            .where(TariffRow.tariff_id == tariff_id)
            .order_by(TariffRow.content_hash)
        )
    )


def content_hash(tariff: Tariff) -> str:
    """SHA-256 of everything the version says."""
    return sha256(_spelled(tariff).encode()).hexdigest()


def _row(tariff: Tariff) -> dict[str, Any]:
    source = " ".join(part for part in (tariff.source.title, tariff.source.doc_no) if part)
    return {
        "tariff_id": tariff.tariff_id,
        "content_hash": content_hash(tariff),
        "code": tariff.code,
        "valid_from": tariff.valid_from,
        "valid_to": tariff.valid_to,
        "source": source,
        "verified": tariff.verified,
    }


def _spelled(value: Any) -> str:
    """A value in one fixed spelling: neither the order of a mapping nor of a set matters."""
    if is_dataclass(value):
        named = (f"{field.name}={_spelled(getattr(value, field.name))}" for field in fields(value))
        return f"{type(value).__name__}({', '.join(named)})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(sorted(f"{key!r}: {_spelled(value[key])}" for key in value)) + "}"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(_spelled, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    return repr(value)
