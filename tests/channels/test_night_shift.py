"""The server's round that starts the nightly job."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import Deps
from bot.channels.journal import open_journal
from bot.channels.night_shift import NightShift
from bot.channels.threads import Threads
from bot.domain.period import SHANGHAI
from bot.settings import Settings
from bot.storage import nightly_runs
from tests.channels.conftest import deps_for

EARLY = datetime(2026, 7, 20, 2, 29, tzinfo=SHANGHAI)
DUE = datetime(2026, 7, 20, 2, 30, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


class Server:
    """A bot's parts with a clock to set, and a command that only leaves a mark."""

    def __init__(self, folder: Path, *, at: str | None = "02:30") -> None:
        self.now = DUE
        self.log = io.StringIO()
        self.started = folder / "started"
        settings = Settings(var=folder, nightly_at=at)
        deps = deps_for(settings, "http://127.0.0.1:9")
        self.deps: Deps = replace(deps, now=lambda: self.now)
        self.threads = Threads(1)

    def shift(self, *, status: int = 0, seconds: float = 0.0) -> NightShift:
        """With a job that ends as told."""
        program = (
            f"import pathlib, time; path = pathlib.Path({str(self.started)!r});"
            "path.write_text((path.read_text() if path.exists() else '') + 'x');"
            f"time.sleep({seconds}); raise SystemExit({status})"
        )
        return NightShift(
            deps=self.deps,
            threads=self.threads,
            journal=open_journal(mask=str, level="info", stream=self.log),
            command=(sys.executable, "-c", program),
        )

    def finish(self, night: date) -> None:
        """As the job leaves it."""
        with self.deps.books.service() as session:
            nightly_runs.begin(session, night=night, now=DUE, pieces=[], model_files=None)
            assert nightly_runs.finish(session, night=night, now=DUE)

    def starts(self) -> int:
        return len(self.started.read_text()) if self.started.exists() else 0

    def close(self) -> None:
        self.threads.close()
        self.deps.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with a time set."""
    opened = Server(tmp_path)
    yield opened
    opened.close()


async def test_it_starts_when_its_time_has_come(server: Server) -> None:
    """Not a minute before, and the log says how it ended."""
    shift = server.shift()
    server.now = EARLY
    assert await shift.round() is None
    server.now = DUE

    assert await shift.round() == 0

    assert server.starts() == 1
    assert '"status": 0' in server.log.getvalue()


async def test_a_finished_night_is_not_done_again(server: Server) -> None:
    """The next one is."""
    shift = server.shift()
    server.finish(DUE.date())
    assert await shift.round() is None

    server.now = DUE + timedelta(days=1)

    assert await shift.round() == 0


async def test_a_job_that_failed_goes_on_an_hour_later(server: Server) -> None:
    """Not at every round: what fails at once would fail all night."""
    shift = server.shift(status=1)

    assert await shift.round() == 1
    server.now = DUE + HOUR - timedelta(minutes=1)
    assert await shift.round() is None
    server.now = DUE + HOUR
    assert await shift.round() == 1


async def test_a_server_that_stops_takes_the_job_with_it(server: Server) -> None:
    """No process is left behind; the night goes on at the next start."""
    running = asyncio.create_task(server.shift(seconds=60).round())
    while not server.starts():
        await asyncio.sleep(0.01)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, timeout=10)


async def test_without_a_time_there_are_no_rounds(tmp_path: Path) -> None:
    """Someone else starts the job, or nobody."""
    server = Server(tmp_path, at=None)

    await asyncio.wait_for(server.shift().rounds(), timeout=5)

    assert server.starts() == 0
    server.close()
