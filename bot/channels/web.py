"""The web chat over HTTP: sessions, and long polling where sockets are blocked."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from bot.channels import tickets
from bot.channels.admission import NotAdmitted, Said, admit
from bot.channels.answers import Refused, read_json, reply_json
from bot.channels.hub import Listener
from bot.channels.keys import CHAT
from bot.channels.line import Line
from bot.domain.conversation import Message

_LONGEST_WAIT_S = 25.0

routes = web.RouteTableDef()


@routes.post("/chat/session")
async def open_session(request: web.Request) -> web.Response:
    """Give a visitor a ticket for the conversation that belongs to its secret."""
    chat = request.app[CHAT]
    wait_s = chat.callers.wait_s(chat.guard.caller(request))
    if wait_s:
        return slow_down(wait_s, None)
    visitor = (await read_json(request)).get("visitor") if request.can_read_body else None
    secret = str(visitor) if tickets.is_visitor(visitor) else tickets.new_visitor()
    conversation_id = tickets.conversation_of(secret)
    ticket = chat.tickets.issue(conversation_id=conversation_id, now=chat.deps.now())
    return reply_json({"visitor": secret, "ticket": ticket, "conversation": conversation_id})


@routes.get("/chat/poll")
async def poll(request: web.Request) -> web.Response:
    """Log entries after a number; waits for the first, or for the typing dots to change."""
    line = Line(request.app[CHAT], holder(request))
    after, wait_s = _number(request, "after", 1e9), _number(request, "wait", _LONGEST_WAIT_S)
    with line.listening() as listener:
        last = await line.last_seq()
        cursor = int(after) if after <= last else 0
        typing = listener.typing
        entries = await line.after(cursor)
        try:
            async with asyncio.timeout(wait_s):
                while not entries and listener.typing == typing:
                    entries = await _next_entries(line, listener, cursor)
        except TimeoutError:
            pass
        return reply_json({"entries": list(map(entry, entries)), "typing": listener.typing})


@routes.post("/chat/send")
async def send(request: web.Request) -> web.Response:
    """One message of a customer; the answer is the frame a socket would bring."""
    chat = request.app[CHAT]
    line = Line(chat, holder(request))
    try:
        said = admit(await read_json(request))
    except NotAdmitted as refusal:
        raise Refused(
            413 if refusal.code == "too_long" else 400,
            refusal.code,
            chat.words[refusal.code],
            cid=refusal.cid,
        ) from refusal
    wait_s = line.wait_s(chat.guard.caller(request))
    if wait_s:
        return slow_down(wait_s, said.cid)
    return reply_json(await acknowledge(line, said))


@routes.options("/chat/{call}")
async def preflight(_request: web.Request) -> web.Response:
    """Tell a browser that a page on an allowed site may call; the guard adds the headers."""
    return web.Response(status=204)


def holder(request: web.Request) -> str:
    """The conversation the caller's ticket is for.

    Raises:
        Refused: 401 when the ticket is not accepted.
    """
    chat = request.app[CHAT]
    scheme, _, ticket = request.headers.get("Authorization", "").partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise tickets.TicketRefused
        return chat.tickets.conversation(ticket.strip(), now=chat.deps.now())
    except tickets.TicketRefused as refused:
        raise Refused(401, "ticket", chat.words["ticket"]) from refused


async def acknowledge(line: Line, said: Said) -> dict[str, Any]:
    """Write a message to the log; the frame that lets the client forget it."""
    receipt = await line.receive(said)
    return {"ack": said.cid, "seq": receipt.seq}


def slow_down(wait_s: float, cid: str | None) -> web.Response:
    """Ask a client to wait and to send the same again."""
    response = reply_json({"slow_down": round(wait_s, 2), "cid": cid}, status=429)
    response.headers["Retry-After"] = str(max(1, round(wait_s)))
    return response


def entry(message: Message) -> dict[str, Any]:
    """A message of the log as clients see it."""
    reply = message.reply
    return {
        "seq": message.seq,
        "speaker": message.speaker.value,
        "text": reply.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in reply.buttons],
        "image": reply.image,
        "card": reply.card,
        "at": message.at.isoformat(),
        "cid": message.cid,
    }


async def _next_entries(line: Line, listener: Listener, cursor: int) -> list[Message]:
    await listener.changed()
    return await line.after(cursor)


def _number(request: web.Request, name: str, most: float) -> float:
    text = request.query.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(400, "bad_query", f"{name} must be a whole number.")
    return min(float(text), most)
