"""Requests as no well-behaved client writes them: refused clearly, never a server error."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import answers
from tests.channels.conftest import Client, StartBot

REST = "/webhooks/rest/webhook"
HANDSHAKE = (
    b"Upgrade: websocket\r\nConnection: upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \xff"
)


async def status(client: Client, head: str, headers: bytes, body: bytes = b"") -> int:
    """Status of a request written byte by byte."""
    host = b"" if headers.startswith(b"Host:") else b"Host: localhost\r\n"
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    return await _sent(client, head.encode() + b" HTTP/1.1\r\n" + host + headers, length + body)


async def _sent(client: Client, head: bytes, rest: bytes) -> int:
    reader, writer = await asyncio.open_connection(client.server.host, client.server.port)
    writer.write(head + b"\r\n" + rest)
    first = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(first.split()[1])


@pytest.mark.parametrize(
    ("head", "headers", "body", "expected"),
    [
        ("GET /", b"Host: [::1", b"", 421),
        ("GET /", "Host: a℀b".encode(), b"", 421),
        ("POST /chat/session", b"Origin: http://[", b"", 403),
        ("POST /chat/session", "Origin: http://a℀b".encode(), b"", 403),
        (f"POST {REST}", b"Authorization: Bearer \xff", b"{}", 401),
        ("GET /metrics", b"Authorization: Bearer \xff", b"", 401),
        ("GET /chat/poll", b"Authorization: Bearer \xff.\xff.\xff", b"", 401),
        ("POST /chat/session", b"Content-Encoding: gzip", b"not gzip", 400),
        ("POST /chat/session", b"Content-Encoding: deflate", b"\xff\xff", 400),
        ("GET /ws/chat", HANDSHAKE, b"", 400),
    ],
)
async def test_headers_and_encodings_nobody_sends_are_refused(
    start_bot: StartBot, head: str, headers: bytes, body: bytes, expected: int
) -> None:
    """A 4xx that names what is wrong; nothing reaches the log as a failure of ours."""
    client = await start_bot(rest_token="x" * 16)

    assert await status(client, head, headers, body) == expected


async def test_a_body_that_never_ends_is_not_waited_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends a byte now and then cannot keep requests open."""
    monkeypatch.setattr(answers, "_BODY_WITHIN_S", 0.05)
    head = b"POST /chat/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50"

    assert await _sent(client, head, b"\r\n{") == 408
