"""The public application: its parts, its routes, and how they start and stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from aiohttp import WSCloseCode, web

from bot.bootstrap import Deps
from bot.channels import demo, demo_till, health, pages, rest, socket
from bot.channels import web as web_chat
from bot.channels.answers import Refused
from bot.channels.bill_watch import BillWatch
from bot.channels.cashier import Cashier
from bot.channels.hub import Hub
from bot.channels.journal import Journal, open_journal
from bot.channels.keys import CHAT, POSTMAN, SOCKETS
from bot.channels.line import Chat
from bot.channels.metrics import Metrics
from bot.channels.night_shift import NightShift
from bot.channels.outage_watch import OutageWatch
from bot.channels.postman import Postman
from bot.channels.reception import Reception
from bot.channels.response_desk import ResponseDesk
from bot.channels.security import Guard
from bot.channels.threads import Threads
from bot.channels.throttle import Throttle
from bot.channels.tickets import Tickets
from bot.channels.town_life import TownLife
from bot.channels.words import load_words
from bot.services import conversation

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LARGEST_BODY = 64 * 1024
_PEOPLE_PER_ADDRESS = 10
"""An office or a mobile carrier puts many customers behind one address."""
_NOT_YET = {"/console": "agent console", "/dashboard": "dashboard"}


def create_app(
    deps: Deps, *, metrics: Metrics | None = None, journal: Journal | None = None
) -> web.Application:
    """The application customers and programs reach; nothing starts before it is served."""
    chat = _chat(deps, metrics or Metrics(), journal)
    app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[_watched, _guarded])
    app[CHAT] = chat
    app[POSTMAN] = Postman(
        deps=deps, threads=chat.threads, metrics=chat.metrics, journal=chat.journal
    )
    app[SOCKETS] = set()
    for room in (web_chat, socket, rest, health, demo, demo_till):
        app.add_routes(room.routes)
    app.add_routes(pages.Pages().routes())
    app.cleanup_ctx.append(_threads)
    app.cleanup_ctx.append(_rounds)
    app.on_shutdown.append(_hang_up)
    return app


def _chat(deps: Deps, metrics: Metrics, journal: Journal | None) -> Chat:
    settings = deps.settings
    tickets = Tickets(key=deps.key, lasting=timedelta(seconds=settings.ticket_ttl_s))
    journal = journal or open_journal(mask=tickets.mask, level=settings.log_level)
    hub, threads, words = Hub(), Threads(settings.threads), load_words(deps.settings.home)

    def throttle(times: int, per_s: float) -> Throttle:
        burst = settings.rate_burst * times
        return Throttle(burst=burst, per_s=per_s * times, clock=time.monotonic)

    return Chat(
        deps=deps,
        hub=hub,
        reception=Reception(
            deps=deps, hub=hub, threads=threads, metrics=metrics, words=words, journal=journal
        ),
        threads=threads,
        tickets=tickets,
        guard=Guard(settings),
        metrics=metrics,
        journal=journal,
        words=words,
        visitors=throttle(1, settings.rate_per_s),
        callers=throttle(_PEOPLE_PER_ADDRESS, settings.rate_per_s),
        programs=throttle(1, settings.rest_rate_per_s),
    )


@web.middleware
async def _watched(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and time every request, and turn every failure into a clear answer."""
    chat = request.app[CHAT]
    started = time.perf_counter()
    try:
        response = await handler(request)
    except Refused as refusal:
        response = refusal.answer()
    except web.HTTPException as known:
        response = _shaped(known, request)
    except Exception as error:
        chat.journal.failure(_route(request), error)
        text = "Something went wrong here; the request may be sent again."
        response = Refused(500, "internal", text).answer()
    if not response.prepared:
        chat.guard.dress(request, response)
    seconds = time.perf_counter() - started
    route = _route(request)
    chat.metrics.requests.labels(_method(request), route, str(response.status)).inc()
    if response.status != 101:
        chat.metrics.request_seconds.labels(route).observe(seconds)
        chat.journal.request(
            method=_method(request), route=route, status=response.status, ms=seconds * 1000
        )
    return response


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in only callers that used our name and come from a page that may."""
    guard = request.app[CHAT].guard
    if not guard.host_is_ours(request):
        raise Refused(421, "host", "This bot listens on this machine only, as localhost.")
    reads_a_page = request.method in ("GET", "HEAD") and not request.path.startswith(
        ("/ws/", "/chat/", "/demo/")
    )
    if not reads_a_page and not guard.origin_is_welcome(request):
        raise Refused(403, "origin", "Pages of this site may not talk to this bot.")
    return await handler(request)


def _shaped(known: web.HTTPException, request: web.Request) -> web.Response:
    if known.status == 404 and request.path in _NOT_YET:
        text = f"The {_NOT_YET[request.path]} is not part of this version yet."
        return Refused(404, "not_yet", text).answer()
    if known.status == 413:
        return Refused(413, "too_long", "The request is larger than this server reads.").answer()
    response = Refused(known.status, "http", f"{known.reason}.").answer()
    if "Allow" in known.headers:
        response.headers["Allow"] = known.headers["Allow"]
    return response


def _route(request: web.Request) -> str:
    """The pattern of the route, which holds nothing of what was asked for."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


def _method(request: web.Request) -> str:
    known = ("GET", "HEAD", "POST", "OPTIONS")
    return request.method if request.method in known else "other"


async def _threads(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[CHAT].deps.brain.close()
    app[CHAT].threads.close()


async def _rounds(app: web.Application) -> AsyncIterator[None]:
    chat = app[CHAT]
    deps, threads, journal, words = chat.deps, chat.threads, chat.journal, chat.words
    rounds = (
        _watch(chat, app[POSTMAN]),
        app[POSTMAN].rounds(),
        TownLife(deps=deps, threads=threads, journal=journal).rounds(),
        NightShift(deps=deps, threads=threads, journal=journal).rounds(),
        OutageWatch(deps=deps, threads=threads, journal=journal, words=words).rounds(),
        Cashier(deps=deps, threads=threads, journal=journal, words=words).rounds(),
        ResponseDesk(deps=deps, threads=threads, journal=journal, words=words).rounds(),
        BillWatch(deps=deps, threads=threads, journal=journal, words=words).rounds(),
    )
    running = [asyncio.create_task(work) for work in rounds]
    yield
    for task in running:
        task.cancel()
    for task in running:
        with suppress(asyncio.CancelledError):
            await task
    await chat.reception.close(within_s=chat.deps.settings.drain_s)
    with suppress(Exception):
        await app[POSTMAN].round()


async def _watch(chat: Chat, postman: Postman) -> None:
    """See what other processes wrote, and take up what was left without an answer."""
    while True:
        try:
            await chat.reception.resume()
            open_here = chat.hub.conversations()
            if open_here:
                known = await chat.threads.run(
                    conversation.last_seqs, chat.deps.books, conversation_ids=open_here
                )
                for conversation_id, seq in known.items():
                    chat.hub.advance(conversation_id, seq)
        except Exception as error:
            chat.journal.failure("watch", error)
        await asyncio.sleep(chat.deps.settings.watch_every_s)


async def _hang_up(app: web.Application) -> None:
    """Ask every open socket to come back; clients resume where they were."""
    sockets = app[SOCKETS]
    for open_socket in list(sockets):
        await open_socket.close(code=WSCloseCode.GOING_AWAY, message=b"restarting")
