"""A brain that answers by script, behind a real HTTP server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Script = Callable[[str, str], Awaitable[Any]]


class ScriptedBrain:
    """Speaks Rasa's REST channel; what it heard is kept in order."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.busy: set[str] = set()
        self.overlaps = 0
        self.delay_s = 0.0
        self.script: Script = echo
        self.url = ""

    def app(self) -> web.Application:
        """The server's application."""
        app = web.Application()
        app.router.add_post("/webhooks/rest/webhook", self._turn)
        app.router.add_post("/model/parse", self._parse)
        app.router.add_get("/status", self._status)
        return app

    async def _turn(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        sender, text = body["sender"], body["message"]
        self.heard.append((sender, text))
        self.overlaps += sender in self.busy
        self.busy.add(sender)
        try:
            await asyncio.sleep(self.delay_s)
            answer = await self.script(sender, text)
        finally:
            self.busy.discard(sender)
        return answer if isinstance(answer, web.StreamResponse) else web.json_response(answer)

    async def _parse(self, request: web.Request) -> web.Response:
        return web.json_response({"text": (await request.json())["text"]})

    async def _status(self, _request: web.Request) -> web.Response:
        return web.json_response({"model_file": "brain.tar.gz"})


async def echo(sender: str, text: str) -> Any:
    """Say the same back."""
    return [{"recipient_id": sender, "text": f"听到：{text}"}]


async def offer_help(sender: str, text: str) -> Any:
    """Offer one button, and say what was heard."""
    button = {"title": "查电费", "payload": "/query_bill"}
    return [{"recipient_id": sender, "text": f"听到：{text}", "buttons": [button]}]
