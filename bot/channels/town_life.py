"""Demo mode: the demo town's utility goes on working on what customers reported and applied for."""

from __future__ import annotations

from bot.bootstrap import Deps
from bot.channels.journal import Journal
from bot.channels.rounds import repeat
from bot.channels.threads import Threads
from bot.services import demo

_EVERY_S = 15.0


class TownLife:
    """One round moves work orders and applications as far as they would be by now."""

    def __init__(self, *, deps: Deps, threads: Threads, journal: Journal) -> None:
        self._deps = deps
        self._threads = threads
        self._journal = journal

    async def rounds(self) -> None:
        """Make rounds until cancelled; none outside demo mode."""
        if self._deps.settings.demo:
            await repeat(self.round, every_s=_EVERY_S, name="town life", journal=self._journal)

    async def round(self) -> int:
        """Returns how many steps were made."""
        now = self._deps.now()
        moved = await self._threads.run(demo.dispatch, self._deps.books, now=now)
        if self._deps.work_through_applications:
            moved += await self._threads.run(self._deps.work_through_applications, now)
        return moved
