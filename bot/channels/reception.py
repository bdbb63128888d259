"""The one path of every customer message: log, turn, brain, reply, push."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakValueDictionary

from bot.bootstrap import Deps
from bot.channels.hub import Hub
from bot.channels.journal import Journal
from bot.channels.metrics import Metrics
from bot.channels.threads import Threads
from bot.channels.utterance import for_brain
from bot.channels.words import Words
from bot.domain.conversation import Message
from bot.domain.reply import Reply
from bot.domain.unable import BrainUnavailable
from bot.services import conversation
from bot.services.conversation import Answered, Worker


@dataclass(frozen=True)
class Receipt:
    """What the customer's client is told: the message is in the log, as number `seq`."""

    conversation_id: str
    seq: int
    is_new: bool


class Reception:
    """Receives messages and lets the bot answer them, one turn at a time per conversation."""

    def __init__(
        self,
        *,
        deps: Deps,
        hub: Hub,
        threads: Threads,
        metrics: Metrics,
        words: Words,
        journal: Journal,
    ) -> None:
        self._deps = deps
        self._hub = hub
        self._threads = threads
        self._metrics = metrics
        self._words = words
        self._journal = journal
        lease = timedelta(seconds=deps.settings.lease_s)
        self._worker = Worker(name=secrets.token_hex(8), lease=lease)
        self._desks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._arrivals: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._awaited: dict[tuple[str, int], asyncio.Future[tuple[Reply, ...]]] = {}

    async def receive(
        self,
        *,
        conversation_id: str,
        channel: str,
        cid: str,
        text: str,
        payload: str | None = None,
    ) -> Receipt:
        """Write the message to the log and let its turn begin; the same `cid` counts once."""
        # Threads overtake each other; what arrived first must be written first.
        async with self._arrivals.setdefault(conversation_id, asyncio.Lock()):
            received = await self._threads.run(
                conversation.receive,
                self._deps.books,
                conversation_id=conversation_id,
                channel=channel,
                cid=cid,
                text=text,
                payload=payload,
                worker=self._worker,
                now=self._deps.now(),
            )
        self._hub.advance(conversation_id, received.message.seq)
        self._begin(received.turn)
        return Receipt(conversation_id, received.message.seq, received.is_new)

    async def replies(self, receipt: Receipt, *, within_s: float) -> tuple[Reply, ...]:
        """The replies to a received message, whichever process answers it.

        Raises:
            TimeoutError: it is still not answered; asking again with the same `cid` is safe.
        """
        key = (receipt.conversation_id, receipt.seq)
        awaited = self._awaited.setdefault(key, asyncio.get_running_loop().create_future())
        wait_s = self._deps.settings.watch_every_s if receipt.is_new else 0.0
        try:
            async with asyncio.timeout(within_s):
                while not awaited.done():
                    await asyncio.wait({awaited}, timeout=wait_s)
                    wait_s = self._deps.settings.watch_every_s
                    if not awaited.done() and (written := await self._written(receipt)) is not None:
                        return written
                return awaited.result()
        finally:
            self._awaited.pop(key, None)

    async def resume(self) -> None:
        """Take up what another process, or this one before a crash, left without an answer."""
        left = await self._threads.run(
            conversation.left_waiting, self._deps.books, now=self._deps.now()
        )
        for conversation_id in left:
            if conversation_id not in self._desks:
                self._begin(await self._take(conversation_id))

    async def close(self, *, within_s: float) -> None:
        """Let running turns finish; what does not finish in time is left for another worker."""
        running = list(self._desks.items())
        if not running:
            return
        await asyncio.wait([task for _, task in running], timeout=within_s)
        unfinished = [(name, task) for name, task in running if not task.done()]
        for _, task in unfinished:
            task.cancel()
        await asyncio.gather(*(task for _, task in unfinished), return_exceptions=True)
        for conversation_id, _ in unfinished:
            await self._threads.run(
                conversation.leave,
                self._deps.books,
                conversation_id=conversation_id,
                worker=self._worker,
            )

    @property
    def turns(self) -> int:
        """Conversations in which a turn is running."""
        return len(self._desks)

    def _begin(self, turn: Message | None) -> None:
        if turn is None:
            return
        conversation_id = turn.conversation_id
        if conversation_id in self._desks:
            # The running desk looks once more before it closes.
            self._again.add(conversation_id)
        else:
            self._desks[conversation_id] = asyncio.create_task(self._work(turn))
            self._hub.typing(conversation_id, True)

    async def _work(self, turn: Message) -> None:
        """Answer this message and whatever follows it in the conversation, in order."""
        conversation_id = turn.conversation_id
        current: Message | None = turn
        try:
            while current is not None:
                current = await self._turn(current)
                if current is None and conversation_id in self._again:
                    self._again.discard(conversation_id)
                    current = await self._take(conversation_id)
        except Exception as error:
            # The message still waits in the log: it is taken up again when the lease has run out.
            self._journal.failure("turn", error)
            self._metrics.turns.labels(turn_channel(conversation_id), "failed").inc()
        finally:
            self._again.discard(conversation_id)
            del self._desks[conversation_id]
            self._hub.typing(conversation_id, False)

    async def _turn(self, message: Message) -> Message | None:
        started = time.perf_counter()
        replies, outcome = await self._ask(message)
        asked = time.perf_counter()
        try:
            answered = await self._answer(message, replies)
        except Exception as error:
            # What cannot be written must not be tried for ever, with everything behind it waiting.
            # With the books themselves out of reach this fails too, and the message stays.
            self._journal.failure("answer", error)
            replies, outcome = self._apology(), "failed"
            answered = await self._answer(message, replies)
        if answered.written:
            self._hub.advance(message.conversation_id, answered.written[-1].seq)
            awaited = self._awaited.get((message.conversation_id, message.seq))
            if awaited is not None and not awaited.done():
                awaited.set_result(tuple(replies))
        else:
            outcome = "taken_over"
        self._record(message, outcome, started, asked)
        return answered.next

    async def _ask(self, message: Message) -> tuple[Sequence[Reply], str]:
        age = self._deps.now() - message.at
        if age.total_seconds() > self._deps.settings.stale_after_s:
            return (Reply(self._words["late"]),), "late"
        text = message.payload or for_brain(message.reply.text)
        try:
            replies = await self._deps.brain.respond(
                conversation_id=message.conversation_id, text=text
            )
        except BrainUnavailable as unable:
            self._metrics.brain_failures.labels(unable.facts.get("reason", "unknown")).inc()
            return self._apology(), "brain_unavailable"
        except Exception as error:
            self._journal.failure("brain", error)
            return self._apology(), "failed"
        return replies, "answered"

    def _apology(self) -> tuple[Reply, ...]:
        return (Reply(self._words["brain_down"]),)

    async def _answer(self, message: Message, replies: Sequence[Reply]) -> Answered:
        return await self._threads.run(
            conversation.answer,
            self._deps.books,
            message=message,
            replies=replies,
            worker=self._worker,
            now=self._deps.now(),
        )

    async def _take(self, conversation_id: str) -> Message | None:
        return await self._threads.run(
            conversation.take,
            self._deps.books,
            conversation_id=conversation_id,
            worker=self._worker,
            now=self._deps.now(),
        )

    async def _written(self, receipt: Receipt) -> tuple[Reply, ...] | None:
        written = await self._threads.run(
            conversation.replies_to,
            self._deps.books,
            conversation_id=receipt.conversation_id,
            seq=receipt.seq,
        )
        return None if written is None else tuple(message.reply for message in written)

    def _record(self, message: Message, outcome: str, started: float, asked: float) -> None:
        ended = time.perf_counter()
        channel = turn_channel(message.conversation_id)
        self._metrics.turns.labels(channel, outcome).inc()
        self._metrics.turn_seconds.labels(channel).observe(ended - started)
        self._metrics.brain_seconds.observe(asked - started)
        self._journal.turn(
            conversation_id=message.conversation_id,
            seq=message.seq,
            outcome=outcome,
            brain_ms=(asked - started) * 1000,
            total_ms=(ended - started) * 1000,
        )


def turn_channel(conversation_id: str) -> str:
    """The channel, which every conversation id begins with."""
    return conversation_id.split("-", 1)[0]
