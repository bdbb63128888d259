"""Serves the public edge and the action webhook until told to stop."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

from bot.bootstrap import Deps
from bot.channels.actions import create_actions_app, registered
from bot.channels.app import create_app
from bot.channels.journal import adopt_libraries
from bot.channels.keys import CHAT


async def serve(deps: Deps, *, actions: str, stop: asyncio.Event | None = None) -> None:
    """Serve until SIGINT, SIGTERM or `stop`; running turns finish first.

    `actions` names the package whose actions the brain may call.
    """
    settings = deps.settings
    app = create_app(deps)
    chat = app[CHAT]
    adopt_libraries(chat.journal)
    executor = registered(actions, domain_file=settings.domain_file)
    actions_app = create_actions_app(
        executor,
        metrics=chat.metrics,
        journal=chat.journal,
        words=chat.words,
        token=settings.brain_token,
    )
    # Actions hop into the loop's own threads.
    asyncio.get_running_loop().set_default_executor(
        ThreadPoolExecutor(settings.threads, thread_name_prefix="actions")
    )
    asked_to_stop = stop or _signals()
    inner = await _start(actions_app, "127.0.0.1", settings.actions_port)
    try:
        outer = await _start(app, settings.host, settings.port)
        try:
            chat.journal.note("listening", host=settings.host, port=settings.port)
            deps.knowledge.warm_up(
                failed=chat.journal.failure,
                ready=lambda how: chat.journal.note("knowledge", searches_by=how),
            )
            await asked_to_stop.wait()
            chat.journal.note("stopping")
        finally:
            # The edge first: its last turns still need the actions.
            await outer.cleanup()
    finally:
        await inner.cleanup()


async def _start(app: web.Application, host: str, port: int) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=10.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, backlog=512).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner


def _signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop
