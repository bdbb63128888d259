"""The built pages: the customer page, the widget, and what they load."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.channels.answers import Refused

DIST = Path(__file__).resolve().parents[1] / "web" / "dist"
_FOREVER = "public, max-age=31536000, immutable"
_CHECK_EACH_TIME = "no-cache"
_NOT_BUILT = "The web pages are not built; `make pages` builds them."


class Pages:
    """Serves files of one folder and nothing outside it."""

    def __init__(self, folder: Path = DIST) -> None:
        self._folder = folder.resolve()

    def routes(self) -> list[web.RouteDef]:
        """Every page."""
        return [
            web.get("/", self.home),
            web.get("/widget.js", self.widget),
            web.get("/assets/{path:.+}", self.asset),
            web.get("/{name:[\\w-]+\\.(?:svg|png|ico|webmanifest|txt|html|css|js)}", self.file),
        ]

    async def home(self, _request: web.Request) -> web.StreamResponse:
        """The customer page."""
        return self._serve("index.html", _CHECK_EACH_TIME)

    async def widget(self, _request: web.Request) -> web.StreamResponse:
        """The one-line embed, which any allowed site may load."""
        response = self._serve("widget.js", _CHECK_EACH_TIME)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """Files with a hash in their name."""
        return self._serve(f"assets/{request.match_info['path']}", _FOREVER)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Icons and the like."""
        return self._serve(request.match_info["name"], _CHECK_EACH_TIME)

    def _serve(self, name: str, cache: str) -> web.StreamResponse:
        if not (self._folder / "index.html").is_file():
            raise Refused(404, "not_built", _NOT_BUILT)
        path = self._find(name)
        if path is None:
            raise Refused(404, "not_found", "There is nothing at this address.")
        return web.FileResponse(path, headers={"Cache-Control": cache})

    def _find(self, name: str) -> Path | None:
        """The file of this name inside the folder, or None."""
        try:
            path = (self._folder / name).resolve()
            return path if path.is_relative_to(self._folder) and path.is_file() else None
        except (OSError, ValueError):
            return None  # No file can have such a name.
