"""The nightly job over all meters: figures, outlook and unusual use of each, ready for the day.

A night is cut into pieces. The work on a piece is one transaction that also marks it done, so a
night that was broken off, however hard, goes on where it stood, and nothing is written twice.
"""

from __future__ import annotations

import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import numpy as np

from bot.analytics import cycle_energy
from bot.analytics.cycle_energy import CycleModel
from bot.analytics.daily_energy_panel import Panel
from bot.clients.engine import Engine
from bot.domain.insight import MeterPlace, NightRun, Piece, PieceState
from bot.domain.unable import NotEnoughReadings
from bot.services import nightly_meters
from bot.services.nightly_meters import history_before, homes_of, panel_of
from bot.storage import insights, nightly_runs, weather
from bot.storage.books import Books
from bot.storage.meters import MeterStore

PIECE_METERS = 1_000
SAMPLE = 2_000
"""Meters the model is fitted on; more would hardly teach it anything and cost the same again."""
_READ_AT_ONCE = 250


@dataclass(frozen=True)
class PieceEnded:
    """One piece that was worked on, for whoever watches."""

    number: int
    meters: int
    """Written; 0 when it failed or was written by someone else meanwhile."""
    error: str | None = None
    """Kind of failure; nothing of the piece was written."""


@dataclass(frozen=True)
class NightEnded:
    """How a start of the job went."""

    finished: bool
    """Every piece of the night is done."""
    meters: int
    """Written by this start."""
    skipped: int
    """Pieces that were done before it."""
    failed: tuple[PieceEnded, ...]


def begin(
    books: Books,
    meters: MeterStore,
    *,
    night: date,
    now: datetime,
    piece_meters: int = PIECE_METERS,
) -> NightRun:
    """The night's run: the one begun before, or a new one with its pieces and fitted model."""
    with books.service(writing=False) as session:
        known = nightly_runs.find(session, night=night)
    if known is not None:
        return known
    with books.billing() as session:
        places = nightly_runs.all_places(session)
    model = _fit(meters, places, night)
    with books.service() as session:
        nightly_runs.begin(
            session,
            night=night,
            now=now,
            pieces=cut(places, piece_meters),
            model_files=None if model is None else _files_of(model),
        )
        begun = nightly_runs.find(session, night=night)
    if begun is None:
        raise LookupError(f"the night {night} was not written down")
    return begun


def run(
    books: Books,
    *,
    night: date,
    engine: Engine,
    work: Callable[[int], int],
    now: Callable[[], datetime],
    tell: Callable[[PieceEnded], None] = lambda _: None,
) -> NightEnded:
    """Have the engine do `work` on every piece that is not done, and note what failed.

    `work` is `work_piece` with stores of its own, which may be another process's or machine's.
    """
    with books.service(writing=False) as session:
        pieces = nightly_runs.pieces(session, night=night)
    left = [piece.number for piece in pieces if piece.state is not PieceState.DONE]
    written, failed = 0, []
    for ended in engine.map(work, left):
        if ended.error is None:
            told = PieceEnded(ended.item, ended.result or 0)
            written += told.meters
        else:
            told = PieceEnded(ended.item, 0, type(ended.error).__name__)
            failed.append(told)
            with books.service() as session:
                nightly_runs.note_failure(
                    session, night=night, number=ended.item, error=told.error or ""
                )
        tell(told)
    with books.service() as session:
        finished = nightly_runs.finish(session, night=night, now=now())
    return NightEnded(finished, written, len(pieces) - len(left), tuple(failed))


def is_finished(books: Books, *, night: date) -> bool:
    """Whether every piece of the night is done."""
    with books.service(writing=False) as session:
        begun = nightly_runs.find(session, night=night)
    return begun is not None and begun.finished_at is not None


def work_piece(books: Books, meters: MeterStore, *, night: date, number: int) -> int:
    """Work on one piece and write it whole; returns how many meters, 0 where it was done before.

    Raises:
        LookupError: the night has no such piece.
    """
    with books.service(writing=False) as session:
        begun = nightly_runs.find(session, night=night)
        pieces = nightly_runs.pieces(session, night=night)
        files = nightly_runs.model_files(session, night=night)
    piece = next((piece for piece in pieces if piece.number == number), None)
    if begun is None or piece is None:
        raise LookupError(f"night {night} has no piece {number}")
    if piece.state is PieceState.DONE:
        return 0
    span = history_before(night)
    with books.billing() as session:
        places = nightly_runs.places_of(session, piece=piece)
        known = weather.daily(session, region=piece.region, period=span)
    found = nightly_meters.insights_of(
        places=places,
        grid=meters.slots(meter_nos=[place.meter_no for place in places], period=span),
        around=nightly_meters.surroundings(span, {day.day: day.mean_c for day in known}),
        model=None if files is None else _model_of(files),
        night=night,
        # The start of the night, so that a piece says the same whenever it is worked on.
        now=begun.began_at,
    )
    with books.service(writing=True) as session:
        if not nightly_runs.claim(
            session,
            night=night,
            number=number,
            meters=len(found.insights),
            now=begun.began_at,
            error=_told_odd(found.odd),
        ):
            return 0
        return insights.save(session, insights=found.insights)


def cut(places: Sequence[MeterPlace], piece_meters: int) -> Iterator[Piece]:
    """Pieces of one region each and of nearly the same size; `places` by region and number."""
    number = 0
    for region, group in groupby(places, key=lambda place: place.region):
        of_region = list(group)
        count = -(-len(of_region) // piece_meters)
        for part in np.array_split(np.arange(len(of_region)), count):
            first, last = of_region[part[0]].meter_no, of_region[part[-1]].meter_no
            yield Piece(number, region, first, last, len(part))
            number += 1


def _told_odd(odd: dict[str, str]) -> str | None:
    """How many meters were left out, and the kinds of errors; no numbers of meters."""
    return f"left out {len(odd)}: {', '.join(sorted(set(odd.values())))}" if odd else None


def _fit(meters: MeterStore, places: Sequence[MeterPlace], night: date) -> CycleModel | None:
    """A model of days fitted on meters drawn evenly from all; None on thin data."""
    if not places:
        return None
    picked = np.unique(np.linspace(0, len(places) - 1, min(SAMPLE, len(places))).astype(int))
    sample = [places[place] for place in picked]
    span = history_before(night)
    parts = [
        panel_of(
            meters.slots(
                meter_nos=[place.meter_no for place in sample[first : first + _READ_AT_ONCE]],
                period=span,
            )
        )
        for first in range(0, len(sample), _READ_AT_ONCE)
    ]
    panel = Panel(np.concatenate([part.kwh for part in parts]), parts[0].days)
    try:
        return cycle_energy.fit(panel, homes=homes_of(sample), around=cycle_energy.around_of(panel))
    except NotEnoughReadings:
        return None


def _files_of(model: CycleModel) -> dict[str, str]:
    """The model's own files in base64, to be kept where every worker finds them."""
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder))
        return {
            path.name: b64encode(path.read_bytes()).decode("ascii")
            for path in sorted(Path(folder).iterdir())
        }


def _model_of(files: dict[str, str]) -> CycleModel | None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_bytes(b64decode(text))
        return CycleModel.load(Path(folder))
