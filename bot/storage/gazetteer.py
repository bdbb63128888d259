"""The gazetteer: the utility's own place names and the areas that supply them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.gazetteer import GazetteerEntry
from bot.storage.tables.grid import GazetteerRow, PlaceRow
from bot.storage.upsert import insert_into, upsert

_ONLY = "places"


def entries(session: Session) -> list[GazetteerEntry]:
    """Every entry."""
    return [
        GazetteerEntry(
            name=row.name,
            kind=row.kind,
            area_code=row.area_code,
            aliases=tuple(row.aliases),
            district=row.district,
            first_no=row.first_no,
            last_no=row.last_no,
        )
        for row in session.scalars(select(PlaceRow))
    ]


def save(session: Session, *, entries: Iterable[GazetteerEntry]) -> int:
    """Write entries; returns how many."""
    rows = ({**asdict(entry), "aliases": list(entry.aliases)} for entry in entries)
    written = upsert(session, PlaceRow, rows=rows)
    touch(session)
    return written


def revision(session: Session) -> int:
    """Grows with every change; 0 while there never was one."""
    row = session.get(GazetteerRow, _ONLY)
    return row.revision if row else 0


def touch(session: Session) -> None:
    """Let every process read the list again."""
    session.execute(
        insert_into(session, GazetteerRow)
        .values(gazetteer=_ONLY, revision=1)
        .on_conflict_do_update(
            index_elements=["gazetteer"], set_={"revision": GazetteerRow.revision + 1}
        )
    )
