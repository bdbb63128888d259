"""A web chat client such as the widget: keeps what is not acknowledged, resumes by number."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestClient


@dataclass
class Visitor:
    """A browser tab with its outbox and its copy of the log."""

    client: TestClient[Any, Any]
    visitor: str | None = None
    outbox: dict[str, str] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    connections: int = 0

    @property
    def cursor(self) -> int:
        """Number of the last entry seen."""
        return self.log[-1]["seq"] if self.log else 0

    async def ticket(self) -> str:
        """A session for this visitor."""
        answer = await self.client.post("/chat/session", json={"visitor": self.visitor})
        session = await answer.json()
        self.visitor = session["visitor"]
        return str(session["ticket"])

    async def connect(self) -> ClientWebSocketResponse:
        """An open socket that has said who it is."""
        socket = await self.client.ws_connect("/ws/chat")
        await socket.send_json({"ticket": await self.ticket(), "after": self.cursor})
        self.connections += 1
        return socket

    def take(self, frame: dict[str, Any]) -> None:
        """Act on a frame as the widget does; an entry out of order is a failure."""
        if "ack" in frame:
            self.outbox.pop(frame["ack"], None)
        elif "speaker" in frame and frame["seq"] > self.cursor:
            assert frame["seq"] == self.cursor + 1, "a gap in the log"
            self.log.append(frame)
            if frame["cid"]:
                self.outbox.pop(frame["cid"], None)

    async def talk(self, texts: dict[str, str], *, chaos: random.Random, abort: float) -> None:
        """Send every text and wait for as many replies, over a line that keeps breaking."""
        self.outbox = dict(texts)
        while self.outbox or len(self.log) < 2 * len(texts):
            try:
                async with asyncio.timeout(30):
                    await self._until_broken(len(texts), chaos, abort)
            except (ClientError, ConnectionError):
                continue

    async def _until_broken(self, count: int, chaos: random.Random, abort: float) -> None:
        socket = await self.connect()
        try:
            for cid, text in list(self.outbox.items()):
                await socket.send_json({"cid": cid, "text": text})
                if chaos.random() < abort:
                    return self._cut(socket)
            while self.outbox or len(self.log) < 2 * count:
                frame = await socket.receive()
                if frame.type is not WSMsgType.TEXT:
                    return None
                self.take(frame.json())
                if chaos.random() < abort:
                    return self._cut(socket)
        finally:
            await socket.close()
        return None

    def _cut(self, socket: ClientWebSocketResponse) -> None:
        """Pull the plug: no closing handshake, whatever is under way is lost."""
        transport = socket._response.connection and socket._response.connection.transport
        if transport:
            transport.abort()


async def frames(socket: ClientWebSocketResponse, count: int) -> list[dict[str, Any]]:
    """The next frames."""
    return [await socket.receive_json(timeout=5) for _ in range(count)]


async def until(socket: ClientWebSocketResponse, key: str) -> dict[str, Any]:
    """The next frame that has a key, skipping others."""
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=5)
        if key in frame:
            return frame
