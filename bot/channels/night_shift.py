"""Starts the nightly job once a day, in a process of its own that gives way to everything else."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from bot.bootstrap import Deps
from bot.channels.journal import Journal
from bot.channels.rounds import repeat
from bot.channels.threads import Threads
from bot.services import nightly

_EVERY_S = 60.0
_PAUSE = timedelta(hours=1)
COMMAND = (sys.executable, "-m", "bot", "nightly", "--quiet", "--gently")
"""It reads the same settings from the same environment."""


class NightShift:
    """One round starts the day's job when its time has come and it is not finished yet."""

    def __init__(
        self,
        *,
        deps: Deps,
        threads: Threads,
        journal: Journal,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._deps = deps
        self._threads = threads
        self._journal = journal
        self._command = command
        self._not_before: datetime | None = None

    async def rounds(self) -> None:
        """Make rounds until cancelled; none where nobody set a time."""
        if self._deps.settings.nightly_at:
            await repeat(self.round, every_s=_EVERY_S, name="nightly job", journal=self._journal)

    async def round(self) -> int | None:
        """The job's status when it was run, else None.

        A job that failed goes on an hour later.
        """
        now = self._deps.now()
        if not self._is_due(now) or await self._is_finished(now.date()):
            return None
        self._journal.note("nightly job", step="started")
        status = await self._run()
        self._journal.note("nightly job", step="ended", status=status)
        if status:
            self._not_before = now + _PAUSE
        return status

    def _is_due(self, now: datetime) -> bool:
        at = self._deps.settings.nightly_at
        if at is None or (self._not_before and now < self._not_before):
            return False
        return now.time() >= time.fromisoformat(at)

    async def _is_finished(self, night: date) -> bool:
        return await self._threads.run(nightly.is_finished, self._deps.books, night=night)

    async def _run(self) -> int:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                # The server stops: the night goes on where it stood at the next start.
                with suppress(ProcessLookupError):
                    process.terminate()
                await process.wait()
