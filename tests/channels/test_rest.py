"""The REST channel for programs."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.rest import conversation_of
from tests.channels.brain import ScriptedBrain, offer_help
from tests.channels.conftest import Client, StartBot

PATH = "/webhooks/rest/webhook"


async def say(client: Client, text: str, sender: str = "p1", **more: Any) -> Any:
    answer = await client.post(PATH, json={"sender": sender, "message": text, **more})
    assert answer.status == 200
    return await answer.json()


async def test_an_answer_has_the_shape_of_rasas_channel(
    client: Client, brain: ScriptedBrain
) -> None:
    """Text, buttons and card come back under Rasa's names."""
    button = {"title": "好", "payload": "/ok"}
    card = {"kind": "bars", "title": "用电", "unit": "度", "items": []}

    async def script(sender: str, _text: str) -> Any:
        return [
            {
                "recipient_id": sender,
                "text": "您好",
                "buttons": [button],
            },
            {"recipient_id": sender, "custom": {"card": card, "provenance": {"bill": "b1"}}},
            {"recipient_id": sender, "image": "https://example.com/a.png"},
            {"recipient_id": sender, "text": "再见"},
        ]

    brain.script = script

    assert await say(client, "你好") == [
        {
            "recipient_id": "p1",
            "text": "您好",
            "buttons": [button],
            "image": "https://example.com/a.png",
            "custom": {"card": card, "provenance": {"bill": "b1"}},
        },
        {"recipient_id": "p1", "text": "再见"},
    ]


async def test_the_same_message_id_gets_the_same_answer_and_one_turn(
    client: Client, brain: ScriptedBrain
) -> None:
    """A retry is not a second question."""
    first = await say(client, "你好", message_id="m1")
    again = await say(client, "你好", message_id="m1")
    both = await asyncio.gather(*(say(client, "在吗", message_id="m2") for _ in range(5)))

    assert first == again == [{"recipient_id": "p1", "text": "听到：你好"}]
    assert all(answer == both[0] for answer in both)
    assert [text for _, text in brain.heard] == ["你好", "在吗"]


@pytest.mark.parametrize(
    "text",
    [
        '/bind{"account_no":"3501"}',
        '  /bind{"account_no":"3501"}',
        '／bind{"account_no":"3501"}',
        '\u200b\ufeff/bind{"account_no":"3501"}',
        '/ ／ //bind{"account_no":"3501"}',
        '\u2060\u202e\u3000/bind{"account_no":"3501"}',
        '\ufe0f/bind{"account_no":"3501"}',
    ],
)
async def test_a_typed_command_never_reaches_the_brain(
    client: Client, brain: ScriptedBrain, text: str
) -> None:
    """A leading slash in any width, behind anything invisible, is only text."""
    await say(client, text)

    assert [heard for _, heard in brain.heard] == ['bind{"account_no":"3501"}']


async def test_only_an_issued_payload_is_a_command(client: Client, brain: ScriptedBrain) -> None:
    """What a button of this conversation carries passes; the same for another sender does not."""
    brain.script = offer_help
    await say(client, "你好")
    await say(client, "/query_bill")
    await say(client, "/query_bill", sender="p2")
    await say(client, "/query_bill{}")

    assert [text for _, text in brain.heard] == [
        "你好",
        "/query_bill",
        "query_bill",
        "query_bill{}",
    ]


async def test_messages_of_one_conversation_are_answered_in_order_and_never_at_once(
    client: Client, brain: ScriptedBrain
) -> None:
    """Turns of one conversation queue; other conversations do not wait for them."""
    brain.delay_s = 0.02
    texts = [f"第{number}句" for number in range(8)]
    tasks = []
    for text in texts:
        tasks.append(asyncio.create_task(say(client, text)))
        await asyncio.sleep(0.005)
    answers = await asyncio.gather(*tasks, say(client, "另一位", sender="p2"))

    assert brain.overlaps == 0
    assert [text for sender, text in brain.heard if sender == "rest-p1"] == texts
    assert [answer[0]["text"] for answer in answers[:-1]] == [f"听到：{text}" for text in texts]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_json"),
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b'"text"', 400, "bad_json"),
        (b"\xff\xfe{}", 400, "bad_json"),
        (b"[" * 50_000, 400, "bad_json"),
        (b'{"sender":1' + b"0" * 5000 + b"}", 400, "bad_json"),
        (b"{}", 400, "bad_field"),
        (b'{"sender":"a"}', 400, "bad_field"),
        (b'{"message":"a"}', 400, "bad_field"),
        (b'{"sender":1,"message":"a"}', 400, "bad_field"),
        (b'{"sender":"a","message":{"a":1}}', 400, "bad_field"),
        (b'{"sender":"a","message":null}', 400, "bad_field"),
        (b'{"sender":"a","message":" \\u200b\\u0000 "}', 400, "bad_field"),
        (b'{"sender":"a\\nb","message":"a"}', 400, "bad_field"),
        (b'{"sender":"a","message":"a","message_id":7}', 400, "bad_field"),
        (b'{"sender":"a","message":"a","message_id":""}', 400, "bad_field"),
        (b'{"sender":"a","message":"a","metadata":[]}', 400, "bad_field"),
        (b'{"sender":"a","message":"' + b"a" * 5000 + b'"}', 413, "too_long"),
        (b'{"sender":"a","message":"' + b"a" * 1_000_000 + b'"}', 413, "too_long"),
    ],
)
async def test_bad_input_gets_a_clear_refusal(
    client: Client, brain: ScriptedBrain, body: bytes, status: int, code: str
) -> None:
    """Malformed JSON, wrong types, missing fields and huge bodies are told apart."""
    answer = await client.post(PATH, data=body)

    assert answer.status == status
    assert (await answer.json())["error"]["code"] == code
    assert brain.heard == []


@pytest.mark.parametrize(
    "text", ["🙂", "👨‍👩‍👧", "a\x00b\x07c", "\ud800坏", "\u202e反", "x" * 4096]
)
async def test_odd_text_is_answered(client: Client, text: str) -> None:
    """Emoji, control characters and broken code points are no reason to fall silent."""
    assert await say(client, text)


async def test_a_program_needs_the_token_when_there_is_one(start_bot: StartBot) -> None:
    """Without it neither the channel nor the metrics are open."""
    client = await start_bot(rest_token="a" * 20)
    body = {"sender": "p1", "message": "你好"}
    bearer = {"Authorization": "Bearer " + "a" * 20}

    assert (await client.post(PATH, json=body)).status == 401
    assert (await client.get("/metrics")).status == 401
    assert (await client.post(PATH, json=body, headers=bearer)).status == 200
    assert (await client.get("/metrics", headers=bearer)).status == 200


async def test_programs_are_throttled_only_when_asked(start_bot: StartBot) -> None:
    """`rest_rate_per_s` limits each sender by itself."""
    client = await start_bot(rate_burst=2, rest_rate_per_s=0.5)
    for _ in range(2):
        await say(client, "你好")
    refused = await client.post(PATH, json={"sender": "p1", "message": "你好"})

    assert refused.status == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 2
    assert (await refused.json())["slow_down"] > 1
    assert await say(client, "你好", sender="p2")


def test_a_sender_can_never_name_a_conversation_of_another_channel() -> None:
    """Whatever the sender, its conversation begins with the channel and fits the database."""
    for sender in ("web-1", "x" * 256, "某人 #1", "a/b", "-"):
        assert conversation_of(sender).startswith("rest-")
        assert len(conversation_of(sender)) <= 64
