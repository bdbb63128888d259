"""Tells open connections of this process that their conversation has moved on."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Listener:
    """One open connection: what it has not yet been told.

    It carries no messages, only that there are some: the log is the truth, and a slow
    connection can therefore never pile anything up here.
    """

    def __init__(self) -> None:
        self._stirred = asyncio.Event()
        self.typing = False

    def stir(self) -> None:
        """Something has changed."""
        self._stirred.set()

    async def changed(self) -> None:
        """Return once something has changed since the last call."""
        await self._stirred.wait()
        self._stirred.clear()


class Hub:
    """The open connections of each conversation, and how far each log is known to be."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._last_seq: dict[str, int] = {}
        self._typing: set[str] = set()

    @contextmanager
    def listening(self, conversation_id: str) -> Iterator[Listener]:
        """Be told of changes for the time of the block."""
        listener = Listener()
        listener.typing = conversation_id in self._typing
        self._listeners[conversation_id].add(listener)
        try:
            yield listener
        finally:
            rest = self._listeners[conversation_id]
            rest.discard(listener)
            if not rest:
                del self._listeners[conversation_id]
                self._last_seq.pop(conversation_id, None)

    def advance(self, conversation_id: str, seq: int) -> None:
        """The log now reaches `seq`."""
        if conversation_id not in self._listeners:
            return
        if seq > self._last_seq.get(conversation_id, 0):
            self._last_seq[conversation_id] = seq
            self._stir(conversation_id)

    def typing(self, conversation_id: str, typing: bool) -> None:
        """The bot begins or ends to write."""
        if typing:
            self._typing.add(conversation_id)
        else:
            self._typing.discard(conversation_id)
        for listener in self._listeners.get(conversation_id, ()):
            listener.typing = typing
        self._stir(conversation_id)

    def conversations(self) -> list[str]:
        """Conversations with an open connection here."""
        return list(self._listeners)

    @property
    def connections(self) -> int:
        """Number of open connections."""
        return sum(map(len, self._listeners.values()))

    def _stir(self, conversation_id: str) -> None:
        for listener in self._listeners.get(conversation_id, ()):
            listener.stir()
