"""The grid: substations, feeders, transformer areas, and the premises they supply."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.domain.grid import Feeder, Substation, Supply, TransformerArea
from bot.storage.tables.grid import FeederRow, SubstationRow, SupplyRow, TransformerAreaRow
from bot.storage.upsert import upsert


def save(
    session: Session,
    *,
    substations: Iterable[Substation] = (),
    feeders: Iterable[Feeder] = (),
    areas: Iterable[TransformerArea] = (),
    supplies: Iterable[Supply] = (),
) -> None:
    """Write parts of the grid; what they hang on must be there already or come along."""
    for row_class, nouns in (
        (SubstationRow, substations),
        (FeederRow, feeders),
        (TransformerAreaRow, areas),
        (SupplyRow, supplies),
    ):
        upsert(session, row_class, rows=map(asdict, nouns))


def area_of(session: Session, *, premise_no: str) -> str | None:
    """Code of the area that supplies the premise; None when that is not known."""
    row = session.get(SupplyRow, premise_no)
    return row.area_code if row else None


def areas(session: Session, *, area_codes: Collection[str]) -> list[TransformerArea]:
    """Those of the areas that exist."""
    rows = session.scalars(
        select(TransformerAreaRow).where(TransformerAreaRow.area_code.in_(area_codes))
    )
    return [TransformerArea(row.area_code, row.name, row.feeder_code) for row in rows]


def areas_of_feeders(session: Session, *, feeder_codes: Collection[str]) -> dict[str, set[str]]:
    """Codes of the areas behind each of the feeders; feeders without any are absent."""
    found: dict[str, set[str]] = {}
    rows = session.execute(
        select(TransformerAreaRow.feeder_code, TransformerAreaRow.area_code).where(
            TransformerAreaRow.feeder_code.in_(feeder_codes)
        )
    )
    for feeder_code, area_code in rows:
        found.setdefault(feeder_code, set()).add(area_code)
    return found


def same_feeder(session: Session, *, area_codes: Collection[str]) -> set[str]:
    """Codes of all areas on the feeders of these areas, themselves included."""
    other = aliased(TransformerAreaRow)
    rows = session.scalars(
        select(other.area_code)
        .join(TransformerAreaRow, TransformerAreaRow.feeder_code == other.feeder_code)
        .where(TransformerAreaRow.area_code.in_(area_codes))
    )
    return set(rows)
