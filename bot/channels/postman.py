"""Delivers the outbox, a little after each turn and on a steady beat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.bootstrap import Deps
from bot.channels.journal import Journal
from bot.channels.metrics import Metrics
from bot.channels.threads import Threads
from bot.clients.sms import DeskPhone
from bot.services import delivery
from bot.services.delivery import ChatSender, Sender


class Postman:
    """One round takes what is due; rounds of several processes do not get in each other's way."""

    def __init__(self, *, deps: Deps, threads: Threads, metrics: Metrics, journal: Journal) -> None:
        self._deps = deps
        self._threads = threads
        self._metrics = metrics
        self._journal = journal
        self._senders: Mapping[str, Sender] = {
            "sms": deps.sms,
            "crew": DeskPhone(sms=deps.sms, phone=deps.settings.crew_desk),
            "chat": ChatSender(books=deps.books, now=deps.now),
        }
        self._called = asyncio.Event()

    def call(self) -> None:
        """There may be something new to deliver."""
        self._called.set()

    async def rounds(self) -> None:
        """Make rounds until cancelled."""
        while True:
            try:
                await self.round()
            except Exception as error:
                self._journal.failure("postman", error)
            await self._pause()

    async def round(self) -> int:
        """Deliver what is due; returns the number of attempts."""
        attempts = await self._threads.run(
            delivery.deliver_due, self._deps.books, senders=self._senders, now=self._deps.now()
        )
        for attempt in attempts:
            self._metrics.deliveries.labels(attempt.channel, attempt.outcome).inc()
            if attempt.error is not None:
                self._journal.failure(f"delivery by {attempt.channel}", attempt.error)
        return len(attempts)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._deps.settings.watch_every_s):
                await self._called.wait()
        except TimeoutError:
            pass
        self._called.clear()
