"""Whether the bot lives, can serve, and how it is doing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from aiohttp import web

from bot.channels.answers import Refused, reply_json
from bot.channels.journal import kind
from bot.channels.keys import CHAT
from bot.channels.line import Chat
from bot.domain.unable import BrainUnavailable
from bot.services import conversation, delivery

_WITHIN_S = 3.0

routes = web.RouteTableDef()


@routes.get("/healthz")
async def live(_request: web.Request) -> web.Response:
    """The process answers."""
    return reply_json({"live": True})


@routes.get("/readyz")
async def ready(request: web.Request) -> web.Response:
    """Brain, databases and meter store answer; 503 with the reason of each that does not.

    `warm` says whether the models that load behind the first answers are there too.
    """
    chat = request.app[CHAT]
    run, deps = chat.threads.run, chat.deps
    parts = {
        "brain": deps.brain.ping(),
        "databases": run(deps.books.ping),
        "meters": run(deps.meters.ping),
    }
    states = dict(zip(parts, await asyncio.gather(*map(_state, parts.values())), strict=True))
    is_ready = all(state == "ok" for state in states.values())
    body = {"ready": is_ready, "warm": deps.knowledge.warm, "parts": states}
    return reply_json(body, status=200 if is_ready else 503)


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    """Prometheus' page."""
    chat = request.app[CHAT]
    if not chat.guard.program_is_welcome(request):
        raise Refused(401, "token", "Send the REST token as Authorization: Bearer <token>.")
    await _measure(chat)
    return web.Response(body=chat.metrics.page(), content_type="text/plain", charset="utf-8")


async def _measure(chat: Chat) -> None:
    """Bring the gauges up to date."""
    chat.metrics.connections.set(chat.hub.connections)
    chat.metrics.running.set(chat.reception.turns)
    books = chat.deps.books
    left = await chat.threads.run(conversation.left_waiting, books, now=chat.deps.now())
    chat.metrics.waiting.set(len(left))
    for status, count in (await chat.threads.run(delivery.standing, books)).items():
        chat.metrics.outbox.labels(status.value).set(count)


async def _state(check: Awaitable[None]) -> str:
    try:
        async with asyncio.timeout(_WITHIN_S):
            await check
    except TimeoutError:
        return "no answer in time"
    except BrainUnavailable as unable:
        return str(unable.facts.get("reason", "unavailable"))
    except Exception as error:
        return kind(error)
    return "ok"
