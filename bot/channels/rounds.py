"""Work that is done again and again while the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.channels.journal import Journal


async def repeat(
    work: Callable[[], Awaitable[object]], *, every_s: float, name: str, journal: Journal
) -> None:
    """Work, wait, and again until cancelled; a failed round is noted and the next one comes."""
    while True:
        try:
            await work()
        except Exception as error:
            journal.failure(name, error)
        await asyncio.sleep(every_s)
