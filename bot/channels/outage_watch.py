"""Keeps the word on outages fresh: asks the feed on a steady beat, ends suspicions gone quiet.

Whoever asked to be told that an outage is over is told in the same round.
"""

from __future__ import annotations

from typing import Any

from bot.bootstrap import Deps
from bot.channels.journal import Journal
from bot.channels.rounds import repeat
from bot.channels.threads import Threads
from bot.channels.words import Words
from bot.clients.outage_feed import FeedUnusable
from bot.services import outage_feed, restoration, suspicion
from bot.services.outage_feed import TakenFeed

_MOST_NAMED = 20
"""Problems of one document that the log names; it counts the others."""


class OutageWatch:
    """One round takes in what the feed says; rounds of several processes do no harm."""

    def __init__(self, *, deps: Deps, threads: Threads, journal: Journal, words: Words) -> None:
        self._deps = deps
        self._words = words
        self._threads = threads
        self._journal = journal
        self._trouble: tuple[Any, ...] = ()

    async def rounds(self) -> None:
        """Make rounds until cancelled."""
        await repeat(
            self.round,
            every_s=self._deps.settings.outage_feed_every_s,
            name="outage watch",
            journal=self._journal,
        )

    async def round(self) -> TakenFeed | None:
        """Ask the feed once; None without one, or when it could not be used.

        Then what was taken before stays, and so does its age.
        """
        taken = await self._take()
        await self._tell_restored()
        await self._threads.run(
            suspicion.expire_suspected,
            self._deps.books,
            now=self._deps.now(),
            rules=self._deps.outage_rules,
        )
        return taken

    async def _tell_restored(self) -> None:
        """Whoever asked to be told learns that the outage is over."""
        await self._threads.run(
            restoration.tell_all_restored,
            self._deps.books,
            restored=self._words["restored"],
            listed_no_more=self._words["listed_no_more"],
            now=self._deps.now(),
            rules=self._deps.outage_rules,
        )

    async def _take(self) -> TakenFeed | None:
        feed = self._deps.outage_feed
        if feed is None:
            return None
        try:
            document = await feed.fetch()
        except FeedUnusable as unusable:
            self._note_trouble("outage_feed_unusable", (unusable.reason,))
            return None
        taken = await self._threads.run(
            outage_feed.take, self._deps.books, document=document, now=self._deps.now()
        )
        problems = tuple((p.place, p.outage_id, p.reason) for p in taken.problems)
        if taken.refused:
            self._note_trouble("outage_feed_refused", (taken.refused,))
        else:
            self._note_trouble("outage_feed_problems", problems)
        return taken

    def _note_trouble(self, event: str, trouble: tuple[Any, ...]) -> None:
        """Say it once, not every minute; and say when it is over."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble:
            self._journal.note(event, count=len(trouble), named=trouble[:_MOST_NAMED])
        else:
            self._journal.note("outage_feed_fine")
