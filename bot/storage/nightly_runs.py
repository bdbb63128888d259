"""Nights of the job over all meters: what was begun, which pieces are done, the shared models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.domain.account import SupplyClass
from bot.domain.insight import MeterPlace, NightRun, Piece, PieceState
from bot.storage.tables.billing import AccountRow, PremiseRow
from bot.storage.tables.insight import NightlyModelRow, NightlyPieceRow, NightlyRunRow
from bot.storage.upsert import insert_into


def all_places(session: Session) -> list[MeterPlace]:
    """Every meter that an account names, by region and number."""
    return _places(session.execute(_hanging()))


def places_of(session: Session, *, piece: Piece) -> list[MeterPlace]:
    """The piece's meters as they hang now, by number."""
    statement = _hanging().where(
        PremiseRow.region == piece.region,
        AccountRow.meter_no >= piece.first_meter,
        AccountRow.meter_no <= piece.last_meter,
    )
    return _places(session.execute(statement))


def begin(
    session: Session,
    *,
    night: date,
    now: datetime,
    pieces: Iterable[Piece],
    model_files: Mapping[str, str] | None,
) -> bool:
    """Write down a new night with its pieces and model; False where it was begun before.

    Models and pieces of earlier nights that are over are removed.
    """
    cut = list(pieces)
    statement = (
        insert_into(session, NightlyRunRow)
        .values(night=night, began_at=now, meters=sum(piece.meters for piece in cut))
        .on_conflict_do_nothing()
        .returning(NightlyRunRow.night)
    )
    if session.execute(statement).first() is None:
        return False
    for table in (NightlyPieceRow, NightlyModelRow):
        session.execute(delete(table).where(table.night < night))
    if model_files is not None:
        session.add(NightlyModelRow(night=night, files=dict(model_files)))
    session.add_all(
        NightlyPieceRow(
            night=night,
            piece=piece.number,
            region=piece.region,
            first_meter=piece.first_meter,
            last_meter=piece.last_meter,
            meters=piece.meters,
            state=PieceState.OPEN,
        )
        for piece in cut
    )
    session.flush()
    return True


def find(session: Session, *, night: date) -> NightRun | None:
    """The night's run, or None before it is begun."""
    row = session.get(NightlyRunRow, night)
    return NightRun(row.night, row.began_at, row.finished_at, row.meters) if row else None


def pieces(session: Session, *, night: date) -> list[Piece]:
    """All pieces of a night, in order."""
    rows = session.scalars(
        select(NightlyPieceRow)
        .where(NightlyPieceRow.night == night)
        .order_by(NightlyPieceRow.piece)
    )
    return [_piece(row) for row in rows]


def meters_done(session: Session, *, night: date) -> int:
    """Meters of the pieces that are done."""
    done = select(func.coalesce(func.sum(NightlyPieceRow.meters), 0)).where(
        NightlyPieceRow.night == night, NightlyPieceRow.state == PieceState.DONE
    )
    return int(session.scalar(done) or 0)


def odd_pieces(session: Session, *, night: date) -> dict[int, str]:
    """What went wrong, by piece: of failed ones, and of meters that were left out."""
    rows = session.execute(
        select(NightlyPieceRow.piece, NightlyPieceRow.error)
        .where(NightlyPieceRow.night == night, NightlyPieceRow.error.is_not(None))
        .order_by(NightlyPieceRow.piece)
    )
    return {piece: error for piece, error in rows if error is not None}


def model_files(session: Session, *, night: date) -> dict[str, str] | None:
    """The night's model, or None where there was too little to fit one on."""
    row = session.get(NightlyModelRow, night)
    return dict(row.files) if row else None


def claim(
    session: Session,
    *,
    night: date,
    number: int,
    meters: int,
    now: datetime,
    error: str | None = None,
) -> bool:
    """Mark a piece done in the transaction that writes it; False: someone else has written it.

    `error`: what kept some of its meters out.
    """
    marked = session.execute(
        update(NightlyPieceRow)
        .where(
            NightlyPieceRow.night == night,
            NightlyPieceRow.piece == number,
            NightlyPieceRow.state != PieceState.DONE,
        )
        .values(state=PieceState.DONE, written_at=now, meters=meters, error=error and error[:80])
    )
    return bool(marked.rowcount)  # type: ignore[attr-defined]


def note_failure(session: Session, *, night: date, number: int, error: str) -> None:
    """Note why a piece was not written; a piece that is done stays so."""
    session.execute(
        update(NightlyPieceRow)
        .where(
            NightlyPieceRow.night == night,
            NightlyPieceRow.piece == number,
            NightlyPieceRow.state != PieceState.DONE,
        )
        .values(state=PieceState.FAILED, error=error[:80])
    )


def finish(session: Session, *, night: date, now: datetime) -> bool:
    """Note that a night is over once all its pieces are done; whether it is."""
    left = session.scalar(
        select(func.count())
        .select_from(NightlyPieceRow)
        .where(NightlyPieceRow.night == night, NightlyPieceRow.state != PieceState.DONE)
    )
    if left:
        return False
    session.execute(
        update(NightlyRunRow)
        .where(NightlyRunRow.night == night, NightlyRunRow.finished_at.is_(None))
        .values(finished_at=now)
    )
    return True


def _hanging() -> Any:
    return select(AccountRow.meter_no, PremiseRow.region, AccountRow.supply_class).join(
        PremiseRow, PremiseRow.premise_no == AccountRow.premise_no
    )


def _places(rows: Iterable[Any]) -> list[MeterPlace]:
    """One of each meter; a home where any of its accounts is one."""
    found: dict[str, MeterPlace] = {}
    for meter_no, region, supply_class in rows:
        known = found.get(meter_no)
        if known is None or supply_class is SupplyClass.RESIDENTIAL:
            found[meter_no] = MeterPlace(meter_no, region, supply_class)
    return sorted(found.values(), key=lambda place: (place.region, place.meter_no))


def _piece(row: NightlyPieceRow) -> Piece:
    return Piece(
        number=row.piece,
        region=row.region,
        first_meter=row.first_meter,
        last_meter=row.last_meter,
        meters=row.meters,
        state=row.state,
    )
