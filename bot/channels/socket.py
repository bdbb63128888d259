"""The web chat over a WebSocket: acknowledge at once, push the log in order."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels.admission import NotAdmitted, admit
from bot.channels.answers import Refused, dumps, loads
from bot.channels.hub import Listener
from bot.channels.keys import CHAT, SOCKETS
from bot.channels.line import Chat, Line
from bot.channels.tickets import TicketRefused
from bot.channels.web import acknowledge, entry

_FIRST_FRAME_WITHIN_S = 10.0
_LARGEST_FRAME = 64 * 1024
_RETRY_S = 2.0

routes = web.RouteTableDef()


@routes.get("/ws/chat")
async def chat_socket(request: web.Request) -> web.StreamResponse:
    """A customer's socket, from the first frame with the ticket to its end."""
    chat = request.app[CHAT]
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise Refused(426, "websocket", "This address speaks WebSocket only.")
    socket = web.WebSocketResponse(
        heartbeat=chat.deps.settings.heartbeat_s, max_msg_size=_LARGEST_FRAME, compress=False
    )
    try:
        await socket.prepare(request)
    except ValueError as wrong:
        raise Refused(400, "websocket", "The WebSocket handshake is malformed.") from wrong
    request.app[SOCKETS].add(socket)
    try:
        greeting = await _greeting(socket, chat)
        if greeting is not None:
            conversation_id, after = greeting
            line = Line(chat, conversation_id)
            await _Connection(socket, line, chat.guard.caller(request)).serve(after)
    finally:
        request.app[SOCKETS].discard(socket)
    return socket


async def _greeting(socket: web.WebSocketResponse, chat: Chat) -> tuple[str, int] | None:
    """Conversation and cursor from the first frame; None when there is no valid one."""
    code = "not_a_message"
    try:
        async with asyncio.timeout(_FIRST_FRAME_WITHIN_S):
            frame = loads(await socket.receive_str())
        after = frame.get("after", 0) if isinstance(frame, dict) else None
        if isinstance(after, int) and not isinstance(after, bool) and after >= 0:
            code = "ticket"
            return chat.tickets.conversation(frame.get("ticket"), now=chat.deps.now()), after
    except (TimeoutError, ValueError, TypeError, TicketRefused):
        pass
    if not socket.closed:
        await _send(socket, {"error": {"code": code, "text": chat.words[code]}, "cid": None})
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
    return None


class _Connection:
    """One open socket of one conversation."""

    def __init__(self, socket: web.WebSocketResponse, line: Line, caller: str) -> None:
        self._socket = socket
        self._line = line
        self._chat = line.chat
        self._caller = caller
        self._received = 0

    async def serve(self, after: int) -> None:
        """Push and receive until the socket closes."""
        started = time.monotonic()
        with self._line.listening() as listener:
            last = await self._line.last_seq()
            await _send(self._socket, {"ready": True, "seq": last})
            # A client that is ahead of the log has seen another log: it starts afresh.
            pushing = asyncio.create_task(self._push(listener, after if after <= last else 0))
            try:
                await self._receive()
            finally:
                pushing.cancel()
                await asyncio.gather(pushing, return_exceptions=True)
        self._chat.journal.socket(
            conversation_id=self._line.conversation_id,
            seconds=time.monotonic() - started,
            received=self._received,
            code=self._socket.close_code or 0,
        )

    async def _push(self, listener: Listener, cursor: int) -> None:
        """Bring the client everything after `cursor`, in order, and the typing dots."""
        typing = False
        try:
            while True:
                entries = await self._line.after(cursor)
                for message in entries:
                    await _send(self._socket, entry(message))
                    cursor = message.seq
                if entries:
                    continue
                if listener.typing != typing:
                    typing = listener.typing
                    await _send(self._socket, {"typing": typing})
                await listener.changed()
        except ConnectionError:
            pass  # The client has gone; it asks for what it missed when it comes back.
        except Exception as error:
            self._chat.journal.failure("push", error)
            await self._socket.close(code=WSCloseCode.INTERNAL_ERROR)

    async def _receive(self) -> None:
        async for frame in self._socket:
            if frame.type is WSMsgType.TEXT:
                answer = await self._answer(frame.data)
            elif frame.type is WSMsgType.BINARY:
                answer = self._refusal(NotAdmitted("not_a_message"))
            else:
                break
            try:
                await _send(self._socket, answer)
            except ConnectionError:
                break

    async def _answer(self, data: str) -> dict[str, Any]:
        """What a frame is answered with: acknowledgement, request to wait, or refusal."""
        try:
            body = loads(data)
        except ValueError:
            return self._refusal(NotAdmitted("not_a_message"))
        try:
            said = admit(body)
        except NotAdmitted as refusal:
            return self._refusal(refusal)
        wait_s = self._line.wait_s(self._caller)
        if wait_s:
            return {"slow_down": round(wait_s, 2), "cid": said.cid}
        try:
            answer = await acknowledge(self._line, said)
        except Exception as error:
            # Not in the log: the client keeps it and sends it again.
            self._chat.journal.failure("receive", error)
            return {"slow_down": _RETRY_S, "cid": said.cid}
        self._received += 1
        return answer

    def _refusal(self, refusal: NotAdmitted) -> dict[str, Any]:
        self._chat.metrics.refusals.labels("web", refusal.code).inc()
        text = self._chat.words[refusal.code]
        return {"error": {"code": refusal.code, "text": text}, "cid": refusal.cid}


async def _send(socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
    await socket.send_str(dumps(frame))
