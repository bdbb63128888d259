"""The webhook through which the brain runs our actions."""

from __future__ import annotations

import io
import json
import threading
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.channels.actions import create_actions_app, registered
from bot.channels.journal import open_journal
from bot.channels.metrics import Metrics
from bot.channels.words import load_words
from tests.services.world import ROOT


class Greets(Action):
    """A coroutine, as rasa-sdk's documentation writes them."""

    def name(self) -> str:
        return "test_greets"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(text=f"forms: {sorted(domain['forms'])}")
        return [SlotSet("topic", threading.current_thread() is threading.main_thread())]


class Blocks(Action):
    """A plain function, which may block."""

    def name(self) -> str:
        return "test_blocks"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        return [SlotSet("topic", threading.current_thread() is threading.main_thread())]


class Breaks(Action):
    """A bug whose message quotes the customer."""

    def name(self) -> str:
        return "test_breaks"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise RuntimeError(f"cannot handle {tracker.latest_message['text']}")


class Rejects(Action):
    """Rasa's way to say: this form does not want that."""

    def name(self) -> str:
        return "test_rejects"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise ActionExecutionRejection("test_rejects", "not mine")


Client = TestClient[Any, Any]


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
async def client(log: io.StringIO, tmp_path: Path) -> AsyncIterator[Client]:
    """The action webhook with the actions of this file."""
    domain = tmp_path / "domain.yml"
    domain.write_text("forms:\n  identity_form:\n    required_slots: [account_no]\n")
    executor = registered(__name__, domain_file=domain)
    app = create_actions_app(
        executor,
        metrics=Metrics(),
        journal=open_journal(mask=str, level="info", stream=log),
        words=load_words(ROOT),
    )
    async with TestClient(TestServer(app)) as started:
        yield started


def call(action: str, **more: Any) -> dict[str, Any]:
    """What Rasa 3.6 posts, without the domain as `enable_selective_domain` makes it."""
    tracker = {
        "sender_id": "rest-1",
        "slots": {"account_no": "3501234567890"},
        "latest_message": {"text": "我叫王小明"},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": "rest-1", "tracker": tracker, **more}


async def test_an_action_runs_without_the_domain_being_sent(client: Client) -> None:
    """The executor knows it from the start: never 449, which Rasa 3.6 cannot handle."""
    for _ in range(2):
        answer = await client.post("/webhook", json=call("test_greets", version="3.6.21"))

        assert answer.status == 200
        assert (await answer.json())["responses"][0]["text"] == "forms: ['identity_form']"


async def test_a_domain_that_is_sent_wins_and_is_remembered(client: Client) -> None:
    """As rasa-sdk's own server does."""
    await client.post("/webhook", json=call("test_greets", domain={"forms": {"other": {}}}))
    answer = await client.post("/webhook", json=call("test_greets"))

    assert (await answer.json())["responses"][0]["text"] == "forms: ['other']"


@pytest.mark.parametrize(("action", "in_main"), [("test_greets", True), ("test_blocks", False)])
async def test_a_plain_action_gets_a_thread(client: Client, action: str, in_main: bool) -> None:
    """An action that may block never blocks the loop."""
    answer = await client.post("/webhook", json=call(action))

    assert (await answer.json())["events"][0]["value"] is in_main


async def test_a_compressed_call_is_read(client: Client) -> None:
    """Rasa can be told to send deflated bodies."""
    body = zlib.compress(json.dumps(call("test_greets")).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "deflate"}
    answer = await client.post("/webhook", data=body, headers=headers)

    assert answer.status == 200


async def test_a_bug_becomes_a_sentence_and_nothing_of_the_customer_leaks(
    client: Client, log: io.StringIO
) -> None:
    """rasa-sdk's own server would return the whole request, slots included."""
    answer = await client.post("/webhook", json=call("test_breaks"))
    text = await answer.text()

    assert answer.status == 200
    assert json.loads(text) == {
        "events": [],
        "responses": [{"text": load_words(ROOT)["action_failed"]}],
    }
    assert "王小明" not in text + log.getvalue()
    assert "3501234567890" not in text + log.getvalue()
    assert "RuntimeError" in log.getvalue()


async def test_rejections_and_unknown_actions_keep_rasas_meaning(client: Client) -> None:
    """400 lets a form step aside, 404 says the name is wrong."""
    rejected = await client.post("/webhook", json=call("test_rejects"))
    unknown = await client.post("/webhook", json=call("test_nowhere"))

    assert rejected.status == 400
    assert await rejected.json() == {"error": "not mine", "action_name": "test_rejects"}
    assert unknown.status == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"next_action": 1}', b"\x78\x9cxx"])
async def test_garbage_is_refused(client: Client, body: bytes) -> None:
    """Whoever calls must send an action call."""
    assert (await client.post("/webhook", data=body)).status == 400


async def test_only_the_brain_may_call_where_it_has_a_token(tmp_path: Path) -> None:
    """Whoever calls says whose conversation it is, so a stranger on this machine may not."""
    app = create_actions_app(
        registered(__name__, domain_file=tmp_path / "none.yml"),
        metrics=Metrics(),
        journal=open_journal(mask=str, level="info", stream=io.StringIO()),
        words=load_words(ROOT),
        token="the-brains-own-token",
    )
    async with TestClient(TestServer(app)) as client:
        for token, status in (("the-brains-own-token", 200), ("another", 401), ("", 401)):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = await client.post("/webhook", json=call("test_blocks"), headers=headers)
            assert answer.status == status


async def test_it_lists_actions_and_lives(client: Client) -> None:
    """The addresses of rasa-sdk's own server."""
    listed = await (await client.get("/actions")).json()

    assert {"name": "test_greets"} in listed
    assert (await client.get("/health")).status == 200
