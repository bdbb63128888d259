"""A small server that speaks the web chat protocol faithfully and can be told to misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]
Answer = Callable[[Json], list[Json]]
"""What the bot says to a customer's message, as entries without seq."""


def echo(message: Json) -> list[Json]:
    """Say the same back."""
    return [{"text": f"收到:{message['text']}"}]


@dataclass
class Faults:
    """Switches of misbehaviour; counters say how often more."""

    refuse_sockets: bool = False
    refuse_everything: bool = False
    drop_before_ack: int = 0
    drop_mid_push: int = 0
    slow_down: int = 0
    expire_tickets: int = 0
    refuse_text: str | None = None
    answer_after_s: float = 0.0


@dataclass
class Talk:
    """One visitor's conversation."""

    log: list[Json] = field(default_factory=list)
    sockets: set[web.WebSocketResponse] = field(default_factory=set)
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)

    def knows(self, cid: str) -> int | None:
        return next((entry["seq"] for entry in self.log if entry["cid"] == cid), None)


class FakeServer:
    """Log, ack, seq, resume, polling; `talks` is the truth that tests compare with."""

    def __init__(self, dist: Path) -> None:
        self.dist = dist
        self.faults = Faults()
        self.answer: Answer = echo
        self.talks: dict[str, Talk] = {}
        self.received: list[Json] = []
        self.demo = False
        self.sms: list[Json] = []
        self.base = ""
        self._jobs: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        app = web.Application(middlewares=[self._outage])
        app.add_routes(
            [
                web.post("/chat/session", self._session),
                web.get("/chat/poll", self._poll),
                web.post("/chat/send", self._send),
                web.get("/ws/chat", self._socket),
                web.get("/demo/customers", self._customers),
                web.get("/demo/sms", self._sms),
                web.get("/host", self._host),
                web.get("/", self._index),
                web.static("/", self.dist),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        for job in self._jobs:
            job.cancel()
        await self.cut()
        await self._runner.cleanup()

    @property
    def talk(self) -> Talk:
        """The only conversation there is."""
        (talk,) = self.talks.values()
        return talk

    async def cut(self) -> None:
        """Break every socket without a goodbye."""
        for talk in self.talks.values():
            for socket in list(talk.sockets):
                _break(socket)

    async def push(self, **entry: Any) -> None:
        """Let somebody say something of their own accord."""
        await self._append(self.talk, entry)

    async def say_typing(self, on: bool) -> None:
        for socket in self.talk.sockets:
            await socket.send_json({"typing": on})

    @web.middleware
    async def _outage(self, request: web.Request, handler: Any) -> web.StreamResponse:
        talking = request.path.startswith(("/chat/", "/ws/"))
        if talking and self.faults.refuse_everything:
            raise web.HTTPServiceUnavailable
        response: web.StreamResponse = await handler(request)
        return response

    async def _session(self, request: web.Request) -> web.Response:
        visitor = (await request.json())["visitor"] or f"visitor-{len(self.talks) + 1}"
        self.talks.setdefault(visitor, Talk())
        return web.json_response(
            {"visitor": visitor, "ticket": f"ticket:{visitor}", "conversation": f"c-{visitor}"}
        )

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if self.faults.refuse_sockets:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        hello = await socket.receive_json()
        talk = self._talk_of(hello["ticket"])
        if talk is None:
            await socket.send_json({"error": {"code": "ticket", "text": "expired"}})
            await socket.close()
            return socket
        await socket.send_json({"ready": True, "seq": len(talk.log)})
        for entry in talk.log[hello["after"] :]:
            await socket.send_json(entry)
        talk.sockets.add(socket)
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._take(talk, json.loads(frame.data), socket)
        finally:
            talk.sockets.discard(socket)
        return socket

    async def _take(self, talk: Talk, message: Json, socket: web.WebSocketResponse) -> None:
        verdict = await self._judge(talk, message)
        if self.faults.drop_before_ack > 0:
            self.faults.drop_before_ack -= 1
            _break(socket)
        else:
            await self._tell(talk, socket, verdict)

    async def _tell(self, talk: Talk, socket: web.WebSocketResponse, frame: Json) -> None:
        try:
            if not socket.closed:
                await socket.send_json(frame)
        except ConnectionError:
            talk.sockets.discard(socket)

    async def _judge(self, talk: Talk, message: Json) -> Json:
        self.received.append(message)
        cid = message["cid"]
        if self.faults.slow_down > 0:
            self.faults.slow_down -= 1
            return {"slow_down": 0.5, "cid": cid}
        if self.faults.refuse_text is not None and message["text"] == self.faults.refuse_text:
            return {"error": {"code": "invalid", "text": "这句话没能收下"}, "cid": cid}
        known = talk.knows(cid)
        if known is None:
            entry = {"speaker": "customer", "text": message["text"], "cid": cid}
            known = await self._append(talk, entry)
            job = asyncio.create_task(self._respond(talk, message))
            self._jobs.add(job)
            job.add_done_callback(self._jobs.discard)
        return {"ack": cid, "seq": known}

    async def _respond(self, talk: Talk, message: Json) -> None:
        await asyncio.sleep(self.faults.answer_after_s)
        for entry in self.answer(message):
            await self._append(talk, entry)

    async def _append(self, talk: Talk, given: Json) -> int:
        entry = {
            "seq": len(talk.log) + 1,
            "speaker": "bot",
            "text": "",
            "buttons": [],
            "image": None,
            "card": None,
            "at": datetime.now(UTC).isoformat(),
            "cid": None,
        } | given
        talk.log.append(entry)
        for socket in list(talk.sockets):
            if self.faults.drop_mid_push > 0:
                self.faults.drop_mid_push -= 1
                _break(socket)
            else:
                await self._tell(talk, socket, entry)
        async with talk.grown:
            talk.grown.notify_all()
        return int(entry["seq"])

    async def _poll(self, request: web.Request) -> web.Response:
        talk = self._talk_of(request.headers["Authorization"].removeprefix("Bearer "))
        if talk is None:
            raise web.HTTPUnauthorized
        after, wait = int(request.query["after"]), float(request.query["wait"])
        async with talk.grown:
            with contextlib.suppress(TimeoutError):
                grown = talk.grown.wait_for(lambda: len(talk.log) > after)
                await asyncio.wait_for(grown, timeout=wait)
        return web.json_response({"entries": talk.log[after:]})

    async def _send(self, request: web.Request) -> web.Response:
        talk = self._talk_of(request.headers["Authorization"].removeprefix("Bearer "))
        if talk is None:
            raise web.HTTPUnauthorized
        return web.json_response(await self._judge(talk, await request.json()))

    def _talk_of(self, ticket: str) -> Talk | None:
        if self.faults.expire_tickets > 0:
            self.faults.expire_tickets -= 1
            return None
        return self.talks.get(ticket.removeprefix("ticket:"))

    async def _index(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(self.dist / "index.html")

    async def _host(self, request: web.Request) -> web.Response:
        """Somebody else's page under a strict policy, with the one-line embed."""
        page = (
            '<!doctype html><html lang="zh-CN"><head><title>别人的网页</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<script src="/widget.js" defer {request.query_string}></script></head>'
            '<body><main><h1>别人的网页</h1><button id="before">页面上的按钮</button></main></body>'
            "</html>"
        )
        policy = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'"
        return web.Response(
            text=page, content_type="text/html", headers={"Content-Security-Policy": policy}
        )

    async def _customers(self, _: web.Request) -> web.Response:
        if not self.demo:
            raise web.HTTPNotFound
        return web.json_response(CUSTOMERS)

    async def _sms(self, request: web.Request) -> web.Response:
        if not self.demo:
            raise web.HTTPNotFound
        return web.json_response(
            [sms for sms in self.sms if sms["phone"] == request.query["phone"]]
        )


def _break(socket: web.WebSocketResponse) -> None:
    request = socket._req
    if request is not None and request.transport is not None:
        request.transport.abort()


CUSTOMERS: list[Json] = [
    {
        "account_no": "3501000000017",
        "name": "林秀英",
        "id_last4": "2046",
        "phone": "13900000017",
        "address": "瓦城市榕江区桂花巷 8 号 302",
        "notes": ["last bill much higher: heat or cold, dearer tier", "in arrears"],
    },
    {
        "account_no": "3501000000025",
        "name": "陈建国",
        "id_last4": "118X",
        "phone": "13900000025",
        "address": "瓦城市榕江区江滨路 66 号 1501",
        "notes": ["peak/valley pays"],
    },
]
