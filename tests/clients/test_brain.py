"""The client of the brain."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clients.brain import RasaBrain, replies_of
from bot.domain.reply import Button, Reply
from bot.domain.unable import BrainUnavailable


@pytest.fixture
async def seen() -> list[web.Request]:
    """What the server was asked."""
    return []


@pytest.fixture
async def brain(seen: list[web.Request]) -> AsyncIterator[RasaBrain]:
    """A client of a server that keeps what it was asked."""

    async def answer(request: web.Request) -> web.Response:
        seen.append(request)
        if request.path == "/model/parse":
            return web.json_response({"intent": {"name": "query_bill"}})
        return web.json_response([{"text": "好"}])

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    server = TestServer(app)
    await server.start_server()
    client = RasaBrain(url=str(server.make_url("")).rstrip("/"), token="secret", timeout_s=2)
    yield client
    await client.close()
    await server.close()


async def test_one_connection_serves_many_turns(brain: RasaBrain, seen: list[web.Request]) -> None:
    """Opening one for each call costs more than the call."""
    for _ in range(3):
        assert await brain.respond(conversation_id="rest-1", text="你好") == (Reply("好"),)
    ports = {request.transport and id(request.protocol) for request in seen}

    assert len(ports) == 1


async def test_the_token_goes_along(brain: RasaBrain, seen: list[web.Request]) -> None:
    """As a header to the channel, in the query where Rasa's API wants it."""
    await brain.respond(conversation_id="rest-1", text="你好")
    await brain.parse(text="你好")
    await brain.ping()

    assert seen[0].headers["Authorization"] == "Bearer secret"
    assert [request.query.get("token") for request in seen] == [None, "secret", "secret"]


async def test_a_parse_comes_back_as_it_is(brain: RasaBrain) -> None:
    """Intent and entities in Rasa's shape."""
    assert (await brain.parse(text="查电费"))["intent"]["name"] == "query_bill"


async def test_nobody_there_is_unavailable() -> None:
    """The reason says which way it failed."""
    client = RasaBrain(url="http://127.0.0.1:9", token=None, timeout_s=1)
    with pytest.raises(BrainUnavailable) as refused:
        await client.respond(conversation_id="rest-1", text="你好")
    await client.close()

    assert refused.value.facts == {"reason": "connection"}


def test_one_utterance_sent_as_several_messages_is_one_reply() -> None:
    """Text, then card and provenance, then image; the next text begins a new reply."""
    card = {"kind": "bars"}
    answer = [
        {"text": "您好", "buttons": [{"title": "好", "payload": "/ok"}, {"title": "不"}]},
        {"custom": {"card": card}},
        {"custom": {"provenance": {"bill_id": "b1"}}},
        {"image": "a.png"},
        {"custom": {"card": {"kind": "lines"}}},
        {"text": "再见"},
        {"custom": {}},
    ]

    assert replies_of(answer) == (
        Reply(
            "您好",
            buttons=(Button("好", "/ok"), Button("不", "不")),
            image="a.png",
            card=card,
            provenance={"bill_id": "b1"},
        ),
        Reply(card={"kind": "lines"}),
        Reply("再见"),
    )


@pytest.mark.parametrize("answer", [None, {}, "text", [1], [None]])
def test_another_shape_is_garbage(answer: object) -> None:
    """Not Rasa's list of messages."""
    with pytest.raises(BrainUnavailable):
        replies_of(answer)
