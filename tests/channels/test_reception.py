"""The one path of every message, when things go wrong around it."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.bootstrap import china_now
from bot.channels.keys import CHAT
from bot.channels.words import load_words
from bot.domain.conversation import Owner
from bot.services import conversation
from bot.services.conversation import Worker
from bot.storage import conversations, messages
from tests.channels.brain import ScriptedBrain
from tests.channels.chat import Visitor, until
from tests.channels.conftest import Client, StartBot
from tests.channels.test_rest import PATH, say
from tests.services.world import ROOT

WORDS = load_words(ROOT)


def texts(answer: Iterable[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in answer]


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {},
        "garbage",
        [7],
        [{"recipient_id": "x"}],
        web.Response(status=500),
        web.Response(text="<html>not JSON</html>"),
        web.Response(status=401),
        web.Response(text='[{"text": "\\ud800"}]'),
        web.Response(text="[" * 100_000),
    ],
    ids=[
        *("empty", "object", "text", "number", "nothing said", "error", "html", "token"),
        *("half a character", "nested"),
    ],
)
async def test_a_brain_that_answers_nonsense_gets_one_honest_sentence(
    client: Client, brain: ScriptedBrain, broken: Any
) -> None:
    """Silence never reaches the customer, and the next message is answered as usual."""

    async def script(sender: str, text: str) -> Any:
        return broken if text == "坏" else [{"text": "好了"}]

    brain.script = script

    assert texts(await say(client, "坏")) == [WORDS["brain_down"]]
    assert texts(await say(client, "再试")) == ["好了"]


async def test_a_slow_brain_is_given_up_in_time(start_bot: StartBot, brain: ScriptedBrain) -> None:
    """The customer hears within the brain's time limit."""
    client = await start_bot(brain_timeout_s=0.2)
    brain.delay_s = 3.0

    assert texts(await say(client, "你好")) == [WORDS["brain_down"]]


async def test_without_a_brain_every_message_is_kept_and_answered(
    start_bot: StartBot, brain: ScriptedBrain
) -> None:
    """A brain that is down is said to be down, message by message."""
    brain.url = "http://127.0.0.1:9"
    client = await start_bot()

    assert texts(await say(client, "一")) == [WORDS["brain_down"]]
    assert texts(await say(client, "二")) == [WORDS["brain_down"]]


async def test_a_message_left_by_a_dead_process_is_answered_by_the_next(
    start_bot: StartBot, brain: ScriptedBrain
) -> None:
    """Received, logged, then the process died: the next one takes it up when the lease ends."""
    client = await start_bot()
    books = client.app[CHAT].deps.books  # type: ignore[index]
    dead = Worker("dead", timedelta(seconds=0.4))
    for number in range(3):
        conversation.receive(
            books,
            conversation_id="rest-p1",
            channel="rest",
            cid=f"m{number}",
            text=f"第{number}句",
            payload=None,
            worker=dead,
            now=china_now(),
        )

    assert texts(await say(client, "第2句", message_id="m2")) == ["听到：第2句"]
    assert [text for _, text in brain.heard] == ["第0句", "第1句", "第2句"]


async def test_a_stopping_process_finishes_its_turns(
    start_bot: StartBot, brain: ScriptedBrain
) -> None:
    """A turn under way when the bot stops is answered, not dropped."""
    brain.delay_s = 0.3
    client = await start_bot()
    socket = await Visitor(client).connect()
    await socket.send_json({"cid": "c1", "text": "你好"})
    await until(socket, "ack")
    chat = client.app[CHAT]  # type: ignore[index]
    conversation_id = chat.hub.conversations()[0]
    await client.close()

    log = conversation.after(chat.deps.books, conversation_id=conversation_id, seq=0)
    assert [message.reply.text for message in log] == ["你好", "听到：你好"]


async def test_what_a_stopping_process_cannot_finish_is_free_at_once(
    start_bot: StartBot, brain: ScriptedBrain
) -> None:
    """The lease is given back, so that another process need not wait for it to run out."""
    client = await start_bot(drain_s=0.1, lease_s=60.0)
    brain.delay_s = 1.0
    socket = await Visitor(client).connect()
    await socket.send_json({"cid": "c1", "text": "你好"})
    await until(socket, "ack")
    conversation_id = client.app[CHAT].hub.conversations()[0]  # type: ignore[index]
    await client.close()
    brain.delay_s = 0.0
    successor = await start_bot(lease_s=60.0)
    await asyncio.sleep(0.5)

    books = successor.app[CHAT].deps.books  # type: ignore[index]
    log = conversation.after(books, conversation_id=conversation_id, seq=0)
    assert [message.reply.text for message in log] == ["你好", "听到：你好"]


async def test_an_old_message_is_not_answered_as_if_it_were_new(
    start_bot: StartBot, brain: ScriptedBrain
) -> None:
    """After a long outage the customer is told, and nothing is done behind their back."""
    client = await start_bot()
    books = client.app[CHAT].deps.books  # type: ignore[index]
    yesterday = china_now() - timedelta(days=1)
    conversation.receive(
        books,
        conversation_id="rest-p1",
        channel="rest",
        cid="m1",
        text="缴费",
        payload=None,
        worker=Worker("dead", timedelta(seconds=1)),
        now=yesterday,
    )

    assert texts(await say(client, "缴费", message_id="m1")) == [WORDS["late"]]
    assert brain.heard == []


@pytest.mark.parametrize("owner", [Owner.QUEUE, Owner.AGENT])
async def test_the_bot_is_silent_while_a_person_has_the_conversation(
    client: Client, brain: ScriptedBrain, owner: Owner
) -> None:
    """Messages are still received and logged; the brain is not asked."""
    await say(client, "你好")
    with client.app[CHAT].deps.books.service() as session:  # type: ignore[index]
        conversations.set_owner(session, conversation_id="rest-p1", owner=owner)

    assert await say(client, "有人吗") == []
    assert [text for _, text in brain.heard] == ["你好"]
    with client.app[CHAT].deps.books.service() as session:  # type: ignore[index]
        log = messages.after(session, conversation_id="rest-p1", seq=0)
    assert [message.reply.text for message in log] == ["你好", "听到：你好", "有人吗"]


async def test_two_processes_share_one_conversation(
    start_bot: StartBot, brain: ScriptedBrain
) -> None:
    """Each message is answered by one of them, in order, and both get the answers."""
    one, two = await start_bot(), await start_bot()
    brain.delay_s = 0.01
    calls = [
        say(one if number % 2 else two, f"第{number}句", message_id=f"m{number}")
        for number in range(20)
    ]
    answers = await asyncio.gather(*calls)

    assert [texts(answer) for answer in answers] == [[f"听到：第{n}句"] for n in range(20)]
    assert brain.overlaps == 0
    assert sorted(text for _, text in brain.heard) == sorted(f"第{n}句" for n in range(20))


async def test_a_socket_sees_what_another_process_wrote(start_bot: StartBot) -> None:
    """Two tabs on two processes show one log."""
    one, two = await start_bot(), await start_bot()
    first = Visitor(one)
    here = await first.connect()
    there = await Visitor(two, visitor=first.visitor).connect()
    await here.send_json({"cid": "c1", "text": "你好"})

    assert (await until(there, "speaker"))["text"] == "你好"
    assert (await until(there, "speaker"))["text"] == "听到：你好"


async def test_a_lost_lease_leaves_no_second_answer(client: Client) -> None:
    """A worker that was too slow writes nothing; the new holder's answer stands alone."""
    books = client.app[CHAT].deps.books  # type: ignore[index]
    slow, quick = Worker("slow", timedelta(seconds=1)), Worker("quick", timedelta(seconds=60))
    now = china_now()
    received = conversation.receive(
        books,
        conversation_id="rest-p9",
        channel="rest",
        cid="m1",
        text="你好",
        payload=None,
        worker=slow,
        now=now,
    )
    later = now + timedelta(seconds=2)
    taken = conversation.take(books, conversation_id="rest-p9", worker=quick, now=later)
    late = conversation.answer(books, message=received.message, replies=[], worker=slow, now=later)

    assert taken == received.message
    assert late.written == ()
    assert conversation.replies_to(books, conversation_id="rest-p9", seq=1) is None


async def test_logs_and_metrics_say_nothing_about_anyone(
    start_bot: StartBot, brain: ScriptedBrain, log: io.StringIO
) -> None:
    """No text, no sender, no ticket, no address in the log or on the metrics page."""
    client = await start_bot()
    private = ["王小明", "13800138000", "3501234567890", "查一下我家电费"]
    await say(client, f"我是{private[0]}，户号{private[2]}，{private[3]}", sender=private[1])
    await client.post(PATH, data=f'{{"sender": "{private[1]}", "message": 1}}')
    visitor = Visitor(client)
    socket = await visitor.connect()
    await socket.send_json({"cid": "c1", "text": private[0]})
    await until(socket, "ack")
    while (await until(socket, "speaker"))["speaker"] != "bot":
        pass

    async def fail(sender: str, text: str) -> Any:
        return {"echo": text}

    brain.script = fail
    await say(client, private[0], sender=private[1])
    await client.get(f"/nowhere/{private[1]}?phone={private[1]}")
    await socket.close()
    page = await (await client.get("/metrics")).text()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]

    for words in [*private, str(visitor.visitor)]:
        assert words not in log.getvalue()
        assert words not in page
    assert {"turn", "request"} <= {line["event"] for line in lines}
    assert 'xiaowa_turns_total{channel="rest",outcome="answered"} 1.0' in page
    assert 'xiaowa_brain_failures_total{reason="garbage"} 1.0' in page
