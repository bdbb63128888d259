"""Typed keys under which the application keeps its parts."""

from __future__ import annotations

from aiohttp import web

from bot.channels.line import Chat
from bot.channels.postman import Postman

CHAT = web.AppKey("chat", Chat)
POSTMAN = web.AppKey("postman", Postman)
SOCKETS = web.AppKey("sockets", set[web.WebSocketResponse])
