"""Whatever arrives, the answer is clear: never a 5xx, never a lost message."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.app import create_app
from bot.channels.journal import open_journal
from bot.settings import Settings
from tests.channels.brain import ScriptedBrain
from tests.channels.chat import Visitor, until
from tests.channels.conftest import FAST, deps_for

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
TEXT = st.text(max_size=60) | st.sampled_from(["/", "／a", "\x00", "\ud800", "🙂" * 30, "x" * 4097])
REST_BODY = st.fixed_dictionaries(
    {},
    optional={
        "sender": TEXT | JSON,
        "message": TEXT | JSON,
        "message_id": TEXT | JSON,
        "metadata": JSON,
    },
)
FRAME = st.fixed_dictionaries(
    {}, optional={"cid": TEXT | JSON, "text": TEXT | JSON, "payload": TEXT | JSON}
)
PATHS = [
    "/",
    "/widget.js",
    "/chat/session",
    "/chat/send",
    "/chat/poll",
    "/ws/chat",
    "/healthz",
    "/metrics",
    "/webhooks/rest/webhook",
    "/demo/sms",
    "/assets/../secret.key",
    "/assets/%00",
]
BYTES = st.binary(max_size=200)
MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Call = Callable[[TestClient[Any, Any]], Coroutine[Any, Any, Any]]


class Town:
    """One bot for all examples of a test, on an event loop in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._client = self._wait(self._open(folder))

    def run(self, call: Call) -> Any:
        """Run one call to its end."""
        return self._wait(call(self._client))

    def close(self) -> None:
        """Stop everything."""
        self._wait(self._client.close())
        self._wait(self._brain.close())
        self._deps.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _open(self, folder: Path) -> TestClient[Any, Any]:
        self._brain = TestServer(ScriptedBrain().app())
        await self._brain.start_server()
        chosen = Settings(**{**FAST, "var": folder})  # type: ignore[arg-type]
        self._deps = deps_for(chosen, str(self._brain.make_url("/")))
        journal = open_journal(mask=lambda _: "masked", level="error")
        client = TestClient(TestServer(create_app(self._deps, journal=journal)))
        await client.start_server()
        return client


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The bot all examples share."""
    started = Town(tmp_path_factory.mktemp("town"))
    yield started
    started.close()


@MANY
@given(body=REST_BODY.map(lambda body: json.dumps(body).encode()) | BYTES)
def test_rest_answers_anything_with_a_reply_or_a_clear_refusal(town: Town, body: bytes) -> None:
    """200 with a reply that says something, or a 4xx that names what is wrong."""

    async def call(client: TestClient[Any, Any]) -> tuple[int, Any]:
        answer = await client.post("/webhooks/rest/webhook", data=body)
        return answer.status, await answer.json()

    status, answer = town.run(call)

    if status == 200:
        assert answer[0]["text"]
    else:
        assert status in (400, 413)
        assert answer["error"]["code"]
        assert answer["error"]["text"]


@MANY
@given(frames=st.lists(FRAME.map(json.dumps) | BYTES | st.text(max_size=80), max_size=4))
def test_a_socket_survives_anything_and_loses_no_message(
    town: Town, frames: list[str | bytes]
) -> None:
    """After any frames the next good message is acknowledged and answered."""

    async def call(client: TestClient[Any, Any]) -> tuple[Any, Any]:
        socket = await Visitor(client).connect()
        for frame in frames:
            if isinstance(frame, bytes):
                await socket.send_bytes(frame)
            else:
                await socket.send_str(frame.encode("utf-8", "replace").decode())
        await socket.send_json({"cid": "the good one", "text": "最后一句"})
        answered = {}
        while answered.get("text") != "听到：最后一句":
            answered = await until(socket, "speaker")
        await socket.close()
        return answered["speaker"], socket.close_code

    assert town.run(call) == ("bot", 1000)


@MANY
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"]),
    path=st.sampled_from(PATHS),
    query=st.text(max_size=20),
    body=BYTES,
)
def test_no_request_ends_in_a_server_error(
    town: Town, method: str, path: str, query: str, body: bytes
) -> None:
    """Any method on any address."""

    async def call(client: TestClient[Any, Any]) -> int:
        params = {"q": query.encode("utf-8", "replace").decode(), "phone": "x", "after": "y"}
        answer = await client.request(method, path, params=params, data=body)
        return answer.status

    assert town.run(call) < 500
