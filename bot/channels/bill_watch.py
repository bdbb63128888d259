"""Keeps the promises of a forecast: settles it by the bill, and warns at the customer's limit."""

from __future__ import annotations

from bot.bootstrap import Deps
from bot.channels.journal import Journal
from bot.channels.rounds import repeat
from bot.channels.threads import Threads
from bot.channels.words import Words
from bot.services import bill_limit, forecast_past
from bot.services.bill_limit import AlertWording

_EVERY_S = 3600.0
"""Readings come by the day; by the hour, a warning kept back at night goes out in the morning."""


class BillWatch:
    """One round settles forecasts and puts warnings into the outbox; again does nothing twice."""

    def __init__(self, *, deps: Deps, threads: Threads, journal: Journal, words: Words) -> None:
        self._deps = deps
        self._threads = threads
        self._journal = journal
        self._words = words

    async def rounds(self) -> None:
        """Make rounds until cancelled."""
        await repeat(self.round, every_s=_EVERY_S, name="bill watch", journal=self._journal)

    async def round(self) -> tuple[int, int]:
        """Returns how many forecasts were settled and how many customers warned."""
        deps = self._deps
        settled = await self._threads.run(forecast_past.settle, deps.books, now=deps.now())
        warned = await self._threads.run(
            bill_limit.due_alerts,
            deps.books,
            deps.meters,
            deps.forecasts,
            tariffs=deps.tariffs,
            wording=AlertWording(
                passed=self._words["bill_limit_passed"],
                expected=self._words["bill_limit_expected"],
            ),
            quiet=deps.account_rules.notices.quiet,
            now=deps.now(),
        )
        if settled or warned:
            self._journal.note("bill_watch", settled=settled, warned=warned)
        return settled, warned
