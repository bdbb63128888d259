"""Looks after what others must answer: payments, invoices, the utility's customer records."""

from __future__ import annotations

from collections.abc import Callable

from bot.bootstrap import Deps
from bot.channels.journal import Journal
from bot.channels.rounds import repeat
from bot.channels.threads import Threads
from bot.channels.words import Words
from bot.domain.unable import Unable
from bot.services import invoice, phone_change, settlement
from bot.services.settlement import Till

EVERY_S = 20.0
"""Callbacks do the work; this is for those that got lost."""


class Cashier:
    """One round asks about everything that is open; a round too many changes nothing."""

    def __init__(self, *, deps: Deps, threads: Threads, journal: Journal, words: Words) -> None:
        self._deps = deps
        self._threads = threads
        self._journal = journal
        self._words = words

    async def rounds(self) -> None:
        """Make rounds until cancelled."""
        await repeat(self.round, every_s=EVERY_S, name="cashier", journal=self._journal)

    async def round(self) -> None:
        """Ask each of them once; one that does not answer keeps nobody else waiting."""
        for name, work in (
            ("payments", self._payments),
            ("invoices", self._invoices),
            ("customer records", self._records),
        ):
            try:
                await self._threads.run(work)
            except Exception as error:
                self._journal.failure(f"cashier: {name}", error)

    def _payments(self) -> None:
        deps = self._deps
        till = Till(deps.books, deps.payments, self._words["receipt"], deps.now())
        _unless_away(lambda: settlement.refresh_open(till))

    def _invoices(self) -> None:
        _unless_away(lambda: invoice.issue_waiting(self._deps.books, platform=self._deps.invoices))

    def _records(self) -> None:
        deps = self._deps
        phone_change.make_waiting(deps.books, records=deps.records, now=deps.now())


def _unless_away(work: Callable[[], object]) -> None:
    """Who does not answer now is asked again in the next round."""
    try:
        work()
    except Unable:
        return
