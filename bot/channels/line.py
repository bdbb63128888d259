"""One customer's line into the web chat: the conversation behind a ticket."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.bootstrap import Deps
from bot.channels.admission import Said
from bot.channels.hub import Hub, Listener
from bot.channels.journal import Journal
from bot.channels.metrics import Metrics
from bot.channels.reception import Receipt, Reception
from bot.channels.security import Guard
from bot.channels.threads import Threads
from bot.channels.throttle import Throttle
from bot.channels.tickets import Tickets
from bot.channels.words import Words
from bot.domain.conversation import Message
from bot.services import conversation


@dataclass(frozen=True, kw_only=True)
class Chat:
    """What every chat channel shares."""

    deps: Deps
    hub: Hub
    reception: Reception
    threads: Threads
    tickets: Tickets
    guard: Guard
    metrics: Metrics
    journal: Journal
    words: Words
    visitors: Throttle
    """How often one conversation may speak."""
    callers: Throttle
    """How often one address may speak; many people can sit behind one."""
    programs: Throttle
    """How often one REST sender may speak."""


@dataclass(frozen=True)
class Line:
    """The conversation of one ticket."""

    chat: Chat
    conversation_id: str

    def wait_s(self, caller: str) -> float:
        """Seconds to wait before speaking; 0 takes a turn."""
        wait_s = self.chat.visitors.wait_s(self.conversation_id)
        wait_s = wait_s or self.chat.callers.wait_s(caller)
        if wait_s:
            self.chat.metrics.refusals.labels("web", "slow_down").inc()
        return wait_s

    async def receive(self, said: Said) -> Receipt:
        """Write a message to the log and let the bot answer."""
        return await self.chat.reception.receive(
            conversation_id=self.conversation_id,
            channel="web",
            cid=said.cid,
            text=said.text,
            payload=said.payload,
        )

    async def last_seq(self) -> int:
        """Number of the newest message; 0 when there is none."""
        return await self.chat.threads.run(
            conversation.last_seq, self.chat.deps.books, conversation_id=self.conversation_id
        )

    async def after(self, seq: int) -> list[Message]:
        """The log that follows number `seq`, in order, at most a page of it."""
        return await self.chat.threads.run(
            conversation.after,
            self.chat.deps.books,
            conversation_id=self.conversation_id,
            seq=seq,
        )

    def listening(self) -> AbstractContextManager[Listener]:
        """Be told of changes for the time of the block."""
        return self.chat.hub.listening(self.conversation_id)
