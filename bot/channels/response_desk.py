"""Keeps demand response going: asks customers to events, settles those that are over."""

from __future__ import annotations

from bot.bootstrap import Deps
from bot.channels.journal import Journal
from bot.channels.rounds import repeat
from bot.channels.threads import Threads
from bot.channels.words import Words
from bot.services import dr_invitation, dr_settlement

_EVERY_S = 900.0
"""Events are known a day ahead and readings come by the day: no need to hurry."""


class ResponseDesk:
    """One round settles what is over and asks to what is to come; again does nothing twice."""

    def __init__(self, *, deps: Deps, threads: Threads, journal: Journal, words: Words) -> None:
        self._deps = deps
        self._threads = threads
        self._journal = journal
        self._words = words

    async def rounds(self) -> None:
        """Make rounds until cancelled."""
        await repeat(self.round, every_s=_EVERY_S, name="response desk", journal=self._journal)

    async def round(self) -> tuple[int, int]:
        """Returns how many events were settled and how many customers were asked."""
        deps = self._deps
        settled = await self._threads.run(
            dr_settlement.settle_due, deps.books, deps.meters, now=deps.now()
        )
        rounds = await self._threads.run(
            dr_invitation.invite_all,
            deps.books,
            deps.meters,
            tariffs=deps.tariffs,
            rules=deps.account_rules.notices,
            wording=self._words["response_invitation"],
            now=deps.now(),
        )
        asked = sum(len(one.asked) for one in rounds)
        if settled or asked:
            self._journal.note("demand_response", settled=len(settled), asked=asked)
        return len(settled), asked
