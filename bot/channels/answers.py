"""How the door answers over HTTP: JSON, and every error the same shape."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

_BODY_WITHIN_S = 10.0


class Refused(Exception):
    """The request cannot be served, and the caller is told why."""

    def __init__(self, status: int, code: str, text: str, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text
        self.more = more

    def answer(self) -> web.Response:
        """The refusal as the caller sees it."""
        body = {"error": {"code": self.code, "text": self.text}, **self.more}
        response = reply_json(body, status=self.status)
        if self.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        if "slow_down" in self.more:
            response.headers["Retry-After"] = str(max(1, round(self.more["slow_down"])))
        return response


def reply_json(body: Any, *, status: int = 200) -> web.Response:
    """A JSON answer with readable Chinese, never cached."""
    return web.Response(
        text=dumps(body),
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers={"Cache-Control": "no-store"},
    )


def dumps(body: Any) -> str:
    """Compact JSON."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def loads(text: str | bytes) -> Any:
    """Parse JSON.

    Raises:
        ValueError: it is not JSON, not UTF-8, or nested beyond reason.
    """
    try:
        return json.loads(text)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


async def read_json(request: web.Request) -> dict[str, Any]:
    """The request's body, which must be a JSON object.

    Raises:
        Refused: 400 when it is not, 408 when it takes too long to arrive, 413 when it is larger
            than the application reads.
    """
    try:
        async with asyncio.timeout(_BODY_WITHIN_S):
            read = await request.read()
        body = loads(read)
    except web.HTTPRequestEntityTooLarge as large:
        raise Refused(413, "too_long", "The request is larger than this server reads.") from large
    except TimeoutError as slow:
        raise Refused(408, "too_slow", "The body took too long to arrive.") from slow
    except web.RequestPayloadError as broken:
        raise Refused(400, "bad_body", "The body is not encoded as its headers say.") from broken
    except ValueError as wrong:
        raise Refused(400, "bad_json", "The body is not valid JSON in UTF-8.") from wrong
    if not isinstance(body, dict):
        raise Refused(400, "bad_json", "The body must be a JSON object.")
    return body
