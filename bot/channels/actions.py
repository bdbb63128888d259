"""The action webhook: what the brain calls when a customer's turn needs data."""

from __future__ import annotations

import asyncio
import hmac
import inspect
import time
import zlib
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.channels.answers import loads, reply_json
from bot.channels.journal import Journal
from bot.channels.metrics import Metrics
from bot.channels.words import Words

_LARGEST_CALL = 16 * 1024 * 1024
_DIGEST = "the domain this process was started with"


class ActionDoor:
    """Runs actions for the brain; failures never carry what the customer said."""

    def __init__(
        self,
        executor: ActionExecutor,
        *,
        metrics: Metrics,
        journal: Journal,
        words: Words,
        token: str | None,
    ) -> None:
        self._executor = executor
        self._token = token
        self._metrics = metrics
        self._journal = journal
        self._words = words

    async def webhook(self, request: web.Request) -> web.Response:
        """Run `next_action` on the tracker that comes with it.

        The tracker says whose conversation it is, so only the brain may call.
        """
        if not self._is_brain(request):
            return reply_json({"error": "Only the brain may call, with its token."}, status=401)
        try:
            call = loads(await _body(request))
        except (ValueError, zlib.error):
            return reply_json({"error": "The body is not an action call."}, status=400)
        name = call.get("next_action") if isinstance(call, dict) else None
        if not isinstance(name, str) or not isinstance(call.get("tracker"), dict):
            return reply_json({"error": "The body is not an action call."}, status=400)
        # Rasa 3.6 sends no digest, and no domain either where it is asked not to.
        call["domain_digest"] = _DIGEST
        started = time.perf_counter()
        answer, outcome = await self._run(name, call)
        label = name if outcome != "unknown" else "unknown"
        self._metrics.actions.labels(label, outcome).inc()
        self._metrics.action_seconds.labels(label).observe(time.perf_counter() - started)
        return answer

    async def listed(self, _request: web.Request) -> web.Response:
        """Names of all actions."""
        return reply_json([{"name": name} for name in sorted(self._executor.actions)])

    async def alive(self, _request: web.Request) -> web.Response:
        """As rasa-sdk's own server answers."""
        return reply_json({"status": "ok"})

    def _is_brain(self, request: web.Request) -> bool:
        if self._token is None:
            return True
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        return hmac.compare_digest(given, f"Bearer {self._token}".encode())

    async def _run(self, name: str, call: dict[str, Any]) -> tuple[web.Response, str]:
        try:
            result = await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            body = {"error": rejection.message, "action_name": rejection.action_name}
            return reply_json(body, status=400), "rejected"
        except ActionNotFoundException:
            body = {"error": "There is no such action.", "action_name": name}
            return reply_json(body, status=404), "unknown"
        except Exception as error:
            self._journal.failure(f"action {name}", error)
            # An error would make Rasa drop the turn; a sentence keeps the conversation going.
            said = {"text": self._words["action_failed"]}
            return reply_json({"events": [], "responses": [said]}), "failed"
        return reply_json(result.model_dump() if result else {}), "done"


def registered(package: str, *, domain_file: Path) -> ActionExecutor:
    """An executor with every action of a package, knowing the domain it will be called with.

    An action that is a plain function may block, so it gets a thread; a coroutine must not block.
    """
    executor = ActionExecutor()
    executor.register_package(package)
    # rasa-sdk takes every action class of the process, wherever it was imported from.
    own = {n: action for n, action in executor.actions.items() if _home(action, package)}
    executor.actions = own
    for name, action in own.items():
        if not inspect.iscoroutinefunction(action):
            own[name] = _in_a_thread(action)
    if domain_file.is_file():
        executor.domain = yaml.safe_load(domain_file.read_text(encoding="utf-8"))
    else:
        executor.domain = {}
    executor.domain_digest = _DIGEST
    return executor


def create_actions_app(
    executor: ActionExecutor,
    *,
    metrics: Metrics,
    journal: Journal,
    words: Words,
    token: str | None = None,
) -> web.Application:
    """The loopback application that the brain's `action_endpoint` points to.

    With a `token` its webhook wants it as `Authorization: Bearer <token>`.
    """
    door = ActionDoor(executor, metrics=metrics, journal=journal, words=words, token=token)
    app = web.Application(client_max_size=_LARGEST_CALL)
    app.router.add_post("/webhook", door.webhook)
    app.router.add_get("/actions", door.listed)
    app.router.add_get("/health", door.alive)
    return app


def _home(action: Any, package: str) -> bool:
    module: str = type(action.__self__).__module__
    return module == package or module.startswith(f"{package}.")


def _in_a_thread(action: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    @wraps(action)
    async def run(*arguments: Any) -> Any:
        return await asyncio.to_thread(action, *arguments)

    return run


async def _body(request: web.Request) -> bytes:
    body = await request.read()
    # aiohttp inflates standard "deflate" bodies itself; what is left raw starts with zlib's mark.
    return zlib.decompress(body) if body[:1] == b"\x78" else body
