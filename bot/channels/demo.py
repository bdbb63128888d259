"""Demo mode: who lives in the demo town, and what their phones received."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from bot.channels.answers import Refused, reply_json
from bot.channels.keys import CHAT
from bot.services import demo

routes = web.RouteTableDef()


@routes.get("/demo/customers")
async def customers(request: web.Request) -> web.Response:
    """Accounts with what a caller would know."""
    chat = request.app[CHAT]
    _only_in_demo(request)
    listed = await chat.threads.run(demo.customers, chat.deps.settings.var)
    return reply_json([asdict(customer) for customer in listed])


@routes.get("/demo/sms")
async def received(request: web.Request) -> web.Response:
    """Text messages a phone received, newest first."""
    chat = request.app[CHAT]
    _only_in_demo(request)
    phone = request.query.get("phone", "")
    if not (phone.isascii() and phone.isdigit() and len(phone) <= 20):
        raise Refused(400, "bad_query", "phone must be the digits of a phone number.")
    inbox = await chat.threads.run(demo.inbox, chat.deps.books, phone=phone)
    return reply_json([{"text": sms.text, "at": sms.at.isoformat()} for sms in inbox])


def _only_in_demo(request: web.Request) -> None:
    if not request.app[CHAT].deps.settings.demo:
        raise Refused(404, "not_found", "There is nothing at this address.")
