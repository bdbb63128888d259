"""The channel for programs: shaped as Rasa's own REST channel."""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
from typing import Any

from aiohttp import web

from bot.channels import utterance
from bot.channels.admission import is_id
from bot.channels.answers import Refused, read_json, reply_json
from bot.channels.keys import CHAT
from bot.domain.reply import Reply

_PLAIN_SENDER = re.compile(r"[A-Za-z0-9_.@:+=-]{1,59}")
_SENDER_CHARS = 256
# Ids for messages that come without one: unlike any other process's, and cheap to make.
_BOOT = secrets.token_hex(8)
_COUNT = itertools.count(1)

routes = web.RouteTableDef()


@routes.post("/webhooks/rest/webhook")
async def message(request: web.Request) -> web.Response:
    """Take `{"sender", "message", "message_id"?, "metadata"?}`, answer with the list of replies."""
    chat = request.app[CHAT]
    if not chat.guard.program_is_welcome(request):
        raise Refused(401, "token", "Send the REST token as Authorization: Bearer <token>.")
    sender, text, cid = _checked(await read_json(request))
    conversation_id = conversation_of(sender)
    wait_s = chat.programs.wait_s(conversation_id)
    if wait_s:
        raise Refused(429, "slow_down", "Too many messages.", slow_down=round(wait_s, 2))
    receipt = await chat.reception.receive(
        conversation_id=conversation_id,
        channel="rest",
        cid=cid,
        text=text,
        payload=text if text.startswith("/") else None,
    )
    try:
        replies = await chat.reception.replies(receipt, within_s=chat.deps.settings.lease_s)
    except TimeoutError as slow:
        raise Refused(
            504, "still_working", "No answer yet; send the same message_id again.", message_id=cid
        ) from slow
    return reply_json([as_rasa(sender, reply) for reply in replies])


@routes.get("/webhooks/rest/")
async def alive(_request: web.Request) -> web.Response:
    """As Rasa's channel answers."""
    return reply_json({"status": "ok"})


def conversation_of(sender: str) -> str:
    """The conversation of a sender; never one of another channel."""
    if _PLAIN_SENDER.fullmatch(sender):
        return f"rest-{sender}"
    return "rest-#" + hashlib.blake2b(sender.encode(), digest_size=20).hexdigest()


def as_rasa(sender: str, reply: Reply) -> dict[str, Any]:
    """One message in the shape of Rasa's REST channel."""
    shaped: dict[str, Any] = {"recipient_id": sender}
    if reply.text:
        shaped["text"] = reply.text
    if reply.buttons:
        shaped["buttons"] = [
            {"title": button.title, "payload": button.payload} for button in reply.buttons
        ]
    if reply.image:
        shaped["image"] = reply.image
    custom = {
        **({"card": reply.card} if reply.card else {}),
        **({"provenance": reply.provenance} if reply.provenance else {}),
    }
    return {**shaped, "custom": custom} if custom else shaped


def _checked(body: dict[str, Any]) -> tuple[str, str, str]:
    """Sender, cleaned text and message id."""
    sender, text = body.get("sender"), body.get("message")
    if not isinstance(sender, str) or not sender.strip() or len(sender) > _SENDER_CHARS:
        raise _wrong("sender", f"a text of 1 to {_SENDER_CHARS} characters")
    if not sender.isprintable():
        raise _wrong("sender", "printable characters only")
    if not isinstance(text, str):
        raise _wrong("message", "a text")
    cid = body.get("message_id")
    if cid is not None and not (isinstance(cid, str) and is_id(cid)):
        raise _wrong("message_id", "a printable text of 1 to 64 characters")
    if not isinstance(body.get("metadata", {}), dict | None):
        raise _wrong("metadata", "an object")
    try:
        return sender, utterance.clean(text), cid or f"r-{_BOOT}-{next(_COUNT)}"
    except utterance.Empty as empty:
        raise _wrong("message", "a text with something to read") from empty
    except utterance.TooLong as long:
        limit = f"message must be at most {utterance.MAX_BYTES} bytes of UTF-8."
        raise Refused(413, "too_long", limit) from long


def _wrong(field: str, needed: str) -> Refused:
    return Refused(400, "bad_field", f"{field} must be {needed}.", field=field)
