"""`python -m bot nightly`: the job over all meters, begun or gone on with."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.bootstrap import Deps
    from bot.services.nightly import NightEnded, PieceEnded
    from bot.storage.books import Books
    from bot.storage.meters import MeterStore

_NICE = 10


def register(subparsers: Any) -> argparse.ArgumentParser:
    """Add the `nightly` command; whoever reads the settings calls the arguments' `run`."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "nightly", help="work out features, forecasts and unusual use of every meter"
    )
    parser.add_argument(
        "--night",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="first day without readings (today if not given)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument(
        "--gently", action="store_true", help="let everything else on this machine go first"
    )
    return parser


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Work until every piece of the night is done; 1 when some could not be."""
    # Imported here, so that other commands do not wait for numpy and LightGBM.
    from bot.bootstrap import build
    from bot.storage import nightly_runs

    if arguments.gently:
        os.nice(_NICE)
    deps = build(settings)
    try:
        started = time.monotonic()
        night = arguments.night or deps.now().date()
        ended = work_through(deps, night=night, quiet=arguments.quiet)
        _say(ended, night, time.monotonic() - started)
        with deps.books.service(writing=False) as session:
            for piece, error in nightly_runs.odd_pieces(session, night=night).items():
                print(f"piece {piece}: {error}", file=sys.stderr)
        if ended.finished:
            renew_profiles(deps)
    finally:
        deps.close()
    return 0 if ended.finished else 1


def work_through(deps: Deps, *, night: date, quiet: bool = True) -> NightEnded:
    """Begin the night or go on with it, on the engine that the settings name."""
    from bot.clients.engine import open_engine
    from bot.services import nightly
    from bot.storage import nightly_runs

    settings = deps.settings
    engine = open_engine(settings.nightly_engine, workers=settings.nightly_workers)
    try:
        # The fit is a worker's work too: what it takes of memory is gone when the pieces come.
        for fitted in engine.map(BeginWork(settings, deps.now()), [night]):
            if fitted.error is not None:
                raise fitted.error
        with deps.books.service(writing=False) as session:
            begun = nightly_runs.find(session, night=night)
            done = nightly_runs.meters_done(session, night=night)
        with _Bar(begun.meters if begun else 0, done, quiet=quiet) as bar:
            return nightly.run(
                deps.books,
                night=night,
                engine=engine,
                work=PieceWork(settings, night),
                now=deps.now,
                tell=bar.tell,
            )
    finally:
        engine.close()


def renew_profiles(deps: Deps) -> None:
    """Draw every account's tags anew from what the night worked out."""
    from bot.services import profile

    after: str | None = ""
    while after is not None:
        after = profile.refresh_many(
            deps.books,
            deps.meters,
            tariffs=deps.tariffs,
            rules=deps.profile_rules,
            now=deps.now(),
            after=after,
        )


@dataclass(frozen=True)
class BeginWork:
    """What a worker is sent first: cut the night into pieces and fit its model."""

    settings: Settings
    now: datetime

    def __call__(self, night: date) -> None:
        """Write the night down, unless it was begun before."""
        from bot.services import nightly

        books, meters = _stores(self.settings)
        nightly.begin(
            books,
            meters,
            night=night,
            now=self.now,
            piece_meters=self.settings.nightly_meters,
        )


@dataclass(frozen=True)
class PieceWork:
    """What a worker is sent: where the stores are and which night; it opens them for itself."""

    settings: Settings
    night: date

    def __call__(self, number: int) -> int:
        """Work on a piece; returns how many meters were written."""
        from bot.services import nightly

        books, meters = _stores(self.settings)
        return nightly.work_piece(books, meters, night=self.night, number=number)


@lru_cache(maxsize=1)
def _stores(settings: Settings) -> tuple[Books, MeterStore]:
    """Opened once a process, which gives them back when it ends."""
    from bot.bootstrap import open_meters
    from bot.storage.books import Books

    books = Books(billing_url=settings.billing_database, service_url=settings.service_database)
    return books, open_meters(settings)


class _Bar:
    """Meters done so far, with the time that is left."""

    def __init__(self, meters: int, done: int, *, quiet: bool) -> None:
        from tqdm import tqdm

        self._bar: Any = tqdm(
            total=meters, initial=done, unit=" meters", disable=quiet or None, file=sys.stderr
        )

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def tell(self, piece: PieceEnded) -> None:
        """Move on by a piece."""
        self._bar.update(piece.meters)


def _say(ended: NightEnded, night: date, seconds: float) -> None:
    before = f", {ended.skipped} pieces done before" if ended.skipped else ""
    print(f"{night}: {ended.meters:,} meters in {seconds:.1f} s{before}")
    if not ended.finished:
        print(
            f"{len(ended.failed)} pieces could not be done; start again to try them once more",
            file=sys.stderr,
        )
