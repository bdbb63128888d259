"""The web chat over WebSocket."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from tests.channels.brain import ScriptedBrain, offer_help
from tests.channels.chat import Visitor, frames, until
from tests.channels.conftest import Client, StartBot


async def test_a_message_is_acknowledged_and_pushed_from_the_log(
    client: Client, brain: ScriptedBrain
) -> None:
    """ready, ack, and both sides of the conversation in order."""
    socket = await Visitor(client).connect()
    await socket.send_json({"cid": "c1", "text": "你好"})
    seen = await frames(socket, 4)
    entries = [frame for frame in seen if "speaker" in frame]
    if len(entries) < 2:
        entries.append(await until(socket, "speaker"))

    assert seen[0] == {"ready": True, "seq": 0}
    assert {"ack": "c1", "seq": 1} in seen
    assert [(e["seq"], e["speaker"], e["text"], e["cid"]) for e in entries] == [
        (1, "customer", "你好", "c1"),
        (2, "bot", "听到：你好", None),
    ]
    assert set(entries[1]) == {"seq", "speaker", "text", "buttons", "image", "card", "at", "cid"}


async def test_typing_dots_come_within_200_ms_and_go(client: Client, brain: ScriptedBrain) -> None:
    """The customer sees at once that the bot is at work, however slow the brain is."""
    brain.delay_s = 0.5
    socket = await Visitor(client).connect()
    waited_s = []
    for number in range(3):
        started = time.monotonic()
        await socket.send_json({"cid": f"c{number}", "text": "你好"})
        assert await until(socket, "typing") == {"typing": True}
        waited_s.append(time.monotonic() - started)
        while (await until(socket, "speaker"))["speaker"] != "bot":
            pass
        assert await until(socket, "typing") == {"typing": False}

    # The best of three, so that a busy machine does not decide.
    assert min(waited_s) < 0.2


async def test_a_second_tab_and_a_reload_see_the_same_log(client: Client) -> None:
    """The same visitor's other socket gets every entry; a later one resumes after its cursor."""
    first = Visitor(client)
    one = await first.connect()
    second = Visitor(client, visitor=first.visitor)
    other = await second.connect()
    await one.send_json({"cid": "c1", "text": "你好"})
    pushed = [await until(other, "speaker"), await until(other, "speaker")]
    second.log = pushed[:1]
    resumed = await until(await second.connect(), "speaker")

    assert [entry["seq"] for entry in pushed] == [1, 2]
    assert resumed == pushed[1]


async def test_a_client_ahead_of_the_log_starts_afresh(client: Client) -> None:
    """After the books were replaced nothing stays hidden."""
    visitor = Visitor(client)
    socket = await visitor.connect()
    await socket.send_json({"cid": "c1", "text": "你好"})
    await until(socket, "ack")
    visitor.log = [{"seq": 99}]
    again = await visitor.connect()

    assert (await until(again, "ready"))["seq"] < 99
    assert (await until(again, "speaker"))["seq"] == 1


async def test_the_same_cid_counts_once(client: Client, brain: ScriptedBrain) -> None:
    """A message sent again because its acknowledgement was lost is acknowledged again only."""
    socket = await Visitor(client).connect()
    for _ in range(3):
        await socket.send_json({"cid": "c1", "text": "你好"})
        assert await until(socket, "ack") == {"ack": "c1", "seq": 1}

    assert brain.heard == [(brain.heard[0][0], "你好")]


async def test_a_tapped_button_passes_and_a_forged_one_is_only_its_text(
    client: Client, brain: ScriptedBrain
) -> None:
    """Only what we offered in this conversation is a command."""
    brain.script = offer_help
    socket = await Visitor(client).connect()
    for number, said in enumerate(
        [
            {"text": "你好", "payload": "/grant{}"},
            {"text": "查电费", "payload": "/query_bill"},
            {"text": "查电费", "payload": '/query_bill{"account_no":"1"}'},
            {"text": "/query_bill"},
        ]
    ):
        await socket.send_json({"cid": f"c{number}", **said})
        await until(socket, "ack")
        while (await until(socket, "speaker"))["speaker"] != "bot":
            pass

    assert [text for _, text in brain.heard] == ["你好", "/query_bill", "查电费", "query_bill"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "not_a_message"),
        ("{", "not_a_message"),
        ("[]", "not_a_message"),
        ("[" * 50_000, "not_a_message"),
        ("null", "not_a_message"),
        ('{"text":"a"}', "not_a_message"),
        ('{"cid":1,"text":"a"}', "not_a_message"),
        ('{"cid":"c","text":7}', "not_a_message"),
        ('{"cid":"c","text":"a","payload":{}}', "not_a_message"),
        ('{"cid":"c","text":"\\u0000 \\u200b"}', "empty"),
        ('{"cid":"c","text":"' + "好" * 1400 + '"}', "too_long"),
        (b"\x00\x01", "not_a_message"),
    ],
)
async def test_a_bad_frame_is_refused_and_the_line_stays_open(
    client: Client, frame: str | bytes, code: str
) -> None:
    """A clear sentence, and the next good message is received."""
    socket = await Visitor(client).connect()
    await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
    refusal = await until(socket, "error")
    await socket.send_json({"cid": "good", "text": "你好"})

    assert refusal["error"]["code"] == code
    assert refusal["error"]["text"]
    assert (await until(socket, "ack"))["ack"] == "good"


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"ticket": "forged", "after": 0}, "ticket"),
        ({"ticket": None, "after": 0}, "ticket"),
        ({"after": 0}, "ticket"),
        ({"ticket": "a.1.b", "after": "x"}, "not_a_message"),
        ({"ticket": "a.1.b", "after": -1}, "not_a_message"),
        ([], "not_a_message"),
    ],
)
async def test_nobody_comes_in_without_a_ticket(client: Client, first: Any, code: str) -> None:
    """The first frame must carry a valid ticket and a number."""
    socket = await client.ws_connect("/ws/chat")
    await socket.send_json(first)

    assert (await socket.receive_json())["error"]["code"] == code
    assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_a_ticket_runs_out(start_bot: StartBot) -> None:
    """A ticket found later is worth nothing."""
    client = await start_bot(ticket_ttl_s=0.001)
    visitor = Visitor(client)
    ticket = await visitor.ticket()
    await asyncio.sleep(1.1)
    socket = await client.ws_connect("/ws/chat")
    await socket.send_json({"ticket": ticket, "after": 0})

    assert (await socket.receive_json())["error"]["code"] == "ticket"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"]
)
async def test_a_page_of_another_site_may_not_connect(client: Client, origin: str) -> None:
    """The browser's Origin decides."""
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect("/ws/chat", headers={"Origin": origin})

    assert refused.value.status == 403


async def test_an_allowed_site_and_our_own_page_may_connect(start_bot: StartBot) -> None:
    """Our own origin always, others by setting."""
    client = await start_bot(allowed_origins=("https://www.example.com",))
    own = f"http://{client.server.host}:{client.server.port}"

    for origin in (own, "https://www.example.com"):
        socket = await client.ws_connect("/ws/chat", headers={"Origin": origin})
        await socket.close()


async def test_who_speaks_too_fast_is_asked_to_wait_and_loses_nothing(
    start_bot: StartBot, brain: ScriptedBrain
) -> None:
    """Five at once, then at a steady pace; what was refused is not in the log."""
    client = await start_bot(rate_burst=5, rate_per_s=0.5)
    socket = await Visitor(client).connect()
    texts = [f"第{number}句" for number in range(7)]
    waiting, asked_to_wait, replies = list(texts), 0, 0
    while waiting:
        for text in waiting:
            await socket.send_json({"cid": text, "text": text})
        refused, pause_s, answered = [], 0.0, 0
        while answered < len(waiting):
            frame = await socket.receive_json(timeout=5)
            answered += "ack" in frame or "slow_down" in frame
            replies += frame.get("speaker") == "bot"
            if "slow_down" in frame:
                refused.append(frame["cid"])
                pause_s = max(pause_s, frame["slow_down"])
        asked_to_wait += len(refused)
        waiting = refused
        await asyncio.sleep(pause_s)
    while replies < len(texts):
        replies += (await until(socket, "speaker"))["speaker"] == "bot"

    assert asked_to_wait >= 1
    assert [text for _, text in brain.heard] == texts


async def test_a_storm_of_broken_lines_loses_and_doubles_nothing(
    client: Client, brain: ScriptedBrain
) -> None:
    """10 clients x 50 messages, sockets cut at random: everything once and in order."""
    visitors = [Visitor(client) for _ in range(10)]
    texts = {f"c{number}": f"第{number}句" for number in range(50)}
    await asyncio.gather(
        *(
            visitor.talk(texts, chaos=random.Random(seed), abort=0.03)
            for seed, visitor in enumerate(visitors)
        )
    )

    for visitor in visitors:
        said = [entry["text"] for entry in visitor.log if entry["speaker"] == "customer"]
        replies = [entry["text"] for entry in visitor.log if entry["speaker"] == "bot"]
        assert [entry["seq"] for entry in visitor.log] == list(range(1, 101))
        assert said == list(texts.values())
        assert replies == [f"听到：{text}" for text in said]
    assert brain.overlaps == 0
    assert len(brain.heard) == 500
    assert sum(visitor.connections for visitor in visitors) > 50
