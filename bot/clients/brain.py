"""The brain (Rasa) over HTTP: ask for a turn, parse a text, see whether it is up."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import aiohttp

from bot.domain.reply import Button, Reply
from bot.domain.unable import BrainUnavailable

_NO_MODEL = 409
"""How Rasa says that it is up but has nothing to answer with."""


class Brain(Protocol):
    """Whoever answers for the bot."""

    async def respond(self, *, conversation_id: str, text: str) -> tuple[Reply, ...]:
        """What to say to `text`; raises BrainUnavailable rather than answering nothing."""

    async def parse(self, *, text: str) -> dict[str, Any]:
        """Intent and entities of `text` as Rasa's /model/parse gives them."""

    async def ping(self) -> None:
        """Return when a model is loaded; raise BrainUnavailable otherwise."""

    async def close(self) -> None:
        """Give connections back."""


class RasaBrain:
    """A Rasa server, over one pool of connections kept alive."""

    def __init__(self, *, url: str, token: str | None, timeout_s: float) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=min(timeout_s, 3.0))
        # Rasa's HTTP API takes the token from the query, its channels do not ask for one.
        self._query = {"token": token} if token else {}
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Give all connections back."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def respond(self, *, conversation_id: str, text: str) -> tuple[Reply, ...]:
        """Let the brain take one turn.

        Raises:
            BrainUnavailable: no answer in time, an error, garbage, or an empty answer.
        """
        body = {"sender": conversation_id, "message": text}
        answer = await self._call("POST", "/webhooks/rest/webhook", json=body)
        replies = replies_of(answer)
        if not replies:
            raise BrainUnavailable(reason="empty")
        return replies

    async def parse(self, *, text: str) -> dict[str, Any]:
        """Intent and entities of a text.

        Raises:
            BrainUnavailable: no usable answer in time.
        """
        answer = await self._call("POST", "/model/parse", json={"text": text}, params=self._query)
        if not isinstance(answer, dict):
            raise BrainUnavailable(reason="garbage")
        return answer

    async def ping(self) -> None:
        """Return when the brain has a model loaded.

        Raises:
            BrainUnavailable: it is not up, or has no model.
        """
        await self._call("GET", "/status", params=self._query)

    async def _call(self, method: str, path: str, **request: Any) -> Any:
        try:
            async with self._open().request(method, self._url + path, **request) as response:
                if response.status != 200:
                    raise BrainUnavailable(reason=_reason(response.status))
                return await response.json(content_type=None)
        except TimeoutError as slow:
            raise BrainUnavailable(reason="timeout") from slow
        except (aiohttp.ClientError, OSError) as broken:
            raise BrainUnavailable(reason="connection") from broken
        except ValueError as garbage:
            raise BrainUnavailable(reason="garbage") from garbage

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # Opened on the first call, because a session belongs to the loop that runs it.
            self._session = aiohttp.ClientSession(
                loop=asyncio.get_running_loop(),
                timeout=self._timeout,
                headers=self._headers,
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _reason(status: int) -> str:
    return "no_model" if status == _NO_MODEL else f"status_{status}"


def replies_of(answer: Any) -> tuple[Reply, ...]:
    """Rasa's list of messages as replies.

    Rasa sends one utterance as several messages (text, then image, then custom); what follows
    a text without repeating it is put back into the reply it belongs to.

    Raises:
        BrainUnavailable: this is not Rasa's shape.
    """
    if not isinstance(answer, list) or not all(isinstance(message, dict) for message in answer):
        raise BrainUnavailable(reason="garbage")
    replies: list[Reply] = []
    for message in answer:
        reply = _reply(message)
        if replies and _belongs(reply, to=replies[-1]):
            replies[-1] = _joined(replies[-1], reply)
        elif reply != Reply():
            replies.append(reply)
    return tuple(replies)


def _reply(message: dict[str, Any]) -> Reply:
    custom = message.get("custom")
    custom = custom if isinstance(custom, dict) else {}
    card, provenance = custom.get("card"), custom.get("provenance")
    text, image = message.get("text"), message.get("image")
    return Reply(
        text=text if isinstance(text, str) else "",
        buttons=_buttons(message.get("buttons")),
        image=image if isinstance(image, str) and image else None,
        card=card if isinstance(card, dict) and card else None,
        provenance=provenance if isinstance(provenance, dict) else {},
    )


def _buttons(value: Any) -> tuple[Button, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        Button(title=str(button["title"]), payload=str(button.get("payload") or button["title"]))
        for button in value
        if isinstance(button, dict) and button.get("title")
    )


def _belongs(reply: Reply, *, to: Reply) -> bool:
    if reply.text or reply.buttons:
        return False
    clash = (reply.card and to.card) or (reply.image and to.image)
    return not clash and reply != Reply()


def _joined(first: Reply, rest: Reply) -> Reply:
    return Reply(
        text=first.text,
        buttons=first.buttons,
        image=first.image or rest.image,
        card=first.card or rest.card,
        provenance={**first.provenance, **rest.provenance},
    )
