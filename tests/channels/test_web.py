"""The web chat over plain HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.channels.brain import ScriptedBrain
from tests.channels.chat import Visitor
from tests.channels.conftest import Client, StartBot


async def poll(client: Client, ticket: str, after: int = 0, wait: int = 0) -> Any:
    answer = await client.get(
        f"/chat/poll?after={after}&wait={wait}", headers={"Authorization": f"Bearer {ticket}"}
    )
    assert answer.status == 200
    return await answer.json()


async def send(client: Client, ticket: str, body: Any) -> Any:
    return await client.post("/chat/send", json=body, headers={"Authorization": f"Bearer {ticket}"})


async def test_a_session_belongs_to_its_secret(client: Client) -> None:
    """The same secret opens the same conversation; anything else gets a new one."""
    first, second = Visitor(client), Visitor(client)
    await first.ticket()
    await second.ticket()
    opened = []
    for visitor in (first.visitor, first.visitor, second.visitor, "guess", 7, None):
        answer = await client.post("/chat/session", json={"visitor": visitor})
        opened.append((await answer.json())["conversation"])

    assert opened[0] == opened[1]
    assert len(set(opened)) == 5
    assert all(first.visitor not in conversation for conversation in opened)


async def test_without_sockets_the_same_log_comes_by_polling(client: Client) -> None:
    """Send, then poll after the last number seen."""
    ticket = await Visitor(client).ticket()
    acknowledged = await (await send(client, ticket, {"cid": "c1", "text": "你好"})).json()
    seen: list[Any] = []
    while len(seen) < 2:
        seen += (await poll(client, ticket, after=len(seen), wait=5))["entries"]

    assert acknowledged == {"ack": "c1", "seq": 1}
    assert [entry["text"] for entry in seen] == ["你好", "听到：你好"]


async def test_a_poll_waits_for_the_next_entry(client: Client) -> None:
    """It returns when there is something, or when its time is up."""
    ticket = await Visitor(client).ticket()
    waiting = asyncio.create_task(poll(client, ticket, wait=20))
    await asyncio.sleep(0.05)
    await send(client, ticket, {"cid": "c1", "text": "你好"})

    seen = (await waiting)["entries"]
    while len(seen) < 2:
        seen += (await poll(client, ticket, after=len(seen), wait=5))["entries"]

    assert [entry["text"] for entry in seen] == ["你好", "听到：你好"]
    assert (await poll(client, ticket, after=2))["entries"] == []


async def test_the_dots_show_over_polling_too(client: Client, brain: ScriptedBrain) -> None:
    """While the bot is at work, and no longer."""
    brain.delay_s = 0.3
    ticket = await Visitor(client).ticket()
    await send(client, ticket, {"cid": "c1", "text": "你好"})

    assert await poll(client, ticket, after=1) == {"entries": [], "typing": True}
    assert (await poll(client, ticket, after=1, wait=5))["entries"]
    await asyncio.sleep(0.05)
    assert await poll(client, ticket, after=2) == {"entries": [], "typing": False}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ([], 400, "bad_json"),
        ({"cid": "c"}, 400, "not_a_message"),
        ({"cid": "c", "text": " "}, 400, "empty"),
        ({"cid": "c", "text": "好" * 2000}, 413, "too_long"),
        ({"cid": "c" * 65, "text": "好"}, 400, "not_a_message"),
    ],
)
async def test_bad_messages_are_refused(client: Client, body: Any, status: int, code: str) -> None:
    """As on the socket."""
    answer = await send(client, await Visitor(client).ticket(), body)

    assert answer.status == status
    assert (await answer.json())["error"]["code"] == code


@pytest.mark.parametrize("ticket", ["", "x", "web-1.9999999999.AAAA", "a.b.c", "é.1.x"])
async def test_a_forged_ticket_opens_nothing(client: Client, ticket: str) -> None:
    """401 tells the widget to ask for a new session."""
    answer = await client.get(
        "/chat/poll", headers={"Authorization": f"Bearer {ticket}".encode().decode("latin-1")}
    )

    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "ticket"


@pytest.mark.parametrize("query", ["after=x", "after=-1", "wait=1e3", "after=99999999999"])
async def test_a_bad_cursor_is_refused(client: Client, query: str) -> None:
    """Numbers only."""
    ticket = await Visitor(client).ticket()
    answer = await client.get(f"/chat/poll?{query}", headers={"Authorization": f"Bearer {ticket}"})

    assert answer.status == 400


async def test_too_many_messages_are_put_off(start_bot: StartBot) -> None:
    """429 with the seconds to wait, in the frame a socket would bring."""
    client = await start_bot(rate_burst=1, rate_per_s=0.5)
    ticket = await Visitor(client).ticket()
    await send(client, ticket, {"cid": "c1", "text": "你好"})
    answer = await send(client, ticket, {"cid": "c2", "text": "你好"})

    assert answer.status == 429
    assert (await answer.json()) == {"slow_down": pytest.approx(2, abs=0.2), "cid": "c2"}


async def test_one_address_cannot_open_sessions_without_end(start_bot: StartBot) -> None:
    """Ten times what one visitor may."""
    client = await start_bot(rate_burst=1, rate_per_s=0.001)
    answers = [(await client.post("/chat/session", json={})).status for _ in range(12)]

    assert answers == [200] * 10 + [429] * 2


async def test_pages_of_other_sites_are_let_in_only_by_setting(start_bot: StartBot) -> None:
    """CORS headers for an allowed site, 403 for any other."""
    client = await start_bot(allowed_origins=("https://www.example.com",))
    allowed, other = {"Origin": "https://www.example.com"}, {"Origin": "https://evil.example"}
    preflight = await client.options("/chat/session", headers=allowed)
    opened = await client.post("/chat/session", json={}, headers=allowed)
    refused = await client.post("/chat/session", json={}, headers=other)

    assert preflight.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert opened.headers["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert refused.status == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
