"""Who may come in, and what browsers are told about our pages."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import SplitResult, urlsplit

from aiohttp import web

from bot.settings import Settings

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self' ws://{host} wss://{host}; manifest-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CORS = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


class Guard:
    """The rules of the door, from the settings."""

    def __init__(self, settings: Settings) -> None:
        self._allowed = frozenset(settings.allowed_origins)
        self._token = settings.rest_token
        self._behind_proxy = settings.behind_proxy
        self._only_local = _is_local(settings.host) and not settings.behind_proxy

    def host_is_ours(self, request: web.Request) -> bool:
        """Whether the name the caller used for us can be ours.

        A page elsewhere may point its own name at 127.0.0.1 to talk to a bot that listens only
        there; such a name is not ours.
        """
        return not self._only_local or _is_local(_name(request.host))

    def origin_is_welcome(self, request: web.Request) -> bool:
        """Whether the page that calls may: our own, an allowed one, or no browser at all."""
        origin = request.headers.get("Origin")
        if origin is None or origin in self._allowed:
            return True
        return _parts(origin).netloc.lower() == request.host.lower()

    def program_is_welcome(self, request: web.Request) -> bool:
        """Whether a program may use the REST channel and /metrics."""
        if self._token is None:
            return True
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        return hmac.compare_digest(given, f"Bearer {self._token}".encode())

    def caller(self, request: web.Request) -> str:
        """Address of the caller, for throttling."""
        if self._behind_proxy:
            nearest = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
            if nearest:
                return nearest[:64]
        return request.remote or "unknown"

    def dress(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers that keep browsers careful."""
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if response.content_type == "text/html":
            policy = _POLICY.format(host=_plain_host(request.host))
            response.headers.setdefault("Content-Security-Policy", policy)
        origin = request.headers.get("Origin")
        if origin is not None and origin in self._allowed:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Vary"] = "Origin"
            if request.method == "OPTIONS":
                response.headers.update(_CORS)


def _is_local(name: str) -> bool:
    if name.lower() == "localhost" or name.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    return _parts(f"//{host}").hostname or ""


def _parts(address: str) -> SplitResult:
    """The parts of an address; all empty when it is spelled as none can be."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _plain_host(host: str) -> str:
    """The host as it may stand in a policy; a strange one must not add directives."""
    return "".join(char for char in host if char.isalnum() or char in ".-:[]")
