"""The utility's outage feed: a JSON or CSV document in a file or behind an address.

docs/connecting-your-data.md describes the document. Here it is only fetched and taken apart;
what its entries say is checked one by one where they are taken in.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp

from bot.domain.outage_entry import FeedDocument, read_instant
from bot.domain.period import SHANGHAI

LARGEST_BYTES = 8 * 1024 * 1024
_CHUNK = 64 * 1024


class FeedUnusable(Exception):
    """The document could not be fetched or read as a whole; `reason` says why, for operators."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutageFeed(Protocol):
    """Where the utility's word on outages comes from."""

    async def fetch(self) -> FeedDocument:
        """Everything it says now; raises FeedUnusable rather than a part of it."""


def open_feed(where: str, *, token: str | None, timeout_s: float) -> OutageFeed:
    """The feed at a path or an http(s) address; its name ends in .csv when it is CSV."""
    if where.startswith(("http://", "https://")):
        return HttpOutageFeed(url=where, token=token, timeout_s=timeout_s)
    return FileOutageFeed(Path(where))


class FileOutageFeed:
    """A file that another program replaces."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def fetch(self) -> FeedDocument:
        """Read the file.

        Raises:
            FeedUnusable: it is not there, too large, or no such document.
        """
        body, changed_at = await asyncio.to_thread(self._read)
        return document_of(
            body,
            is_csv=self._path.suffix.lower() == ".csv",
            changed_at=changed_at,
            source=self._path.name,
        )

    def _read(self) -> tuple[bytes, datetime]:
        try:
            with self._path.open("rb") as file:
                body = file.read(LARGEST_BYTES + 1)
            changed_s = self._path.stat().st_mtime
        except OSError as error:
            raise FeedUnusable(f"cannot read the file: {error.strerror}") from error
        if len(body) > LARGEST_BYTES:
            raise FeedUnusable(f"larger than {LARGEST_BYTES} bytes")
        return body, datetime.fromtimestamp(changed_s, SHANGHAI)


class HttpOutageFeed:
    """An address that answers GET with the document."""

    def __init__(self, *, url: str, token: str | None, timeout_s: float) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=min(timeout_s, 5.0))

    async def fetch(self) -> FeedDocument:
        """Ask once.

        Raises:
            FeedUnusable: no answer in time, a status other than 200, too large, or garbage.
        """
        # A session a fetch: it comes once a minute, and a connection kept alive would be dead.
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout, headers=self._headers) as session,
                session.get(self._url) as response,
            ):
                if response.status != 200:
                    raise FeedUnusable(f"status {response.status}")
                body = await _bounded(response)
                is_csv = response.content_type == "text/csv" or self._is_csv
                changed_at = _changed_at(response.headers.get("Last-Modified"))
        except TimeoutError as slow:
            raise FeedUnusable("no answer in time") from slow
        except (aiohttp.ClientError, OSError) as broken:
            raise FeedUnusable("no connection") from broken
        source = urlsplit(self._url).hostname or ""
        return document_of(body, is_csv=is_csv, changed_at=changed_at, source=source)

    @property
    def _is_csv(self) -> bool:
        return urlsplit(self._url).path.lower().endswith(".csv")


def document_of(
    body: bytes, *, is_csv: bool, changed_at: datetime | None, source: str
) -> FeedDocument:
    """Take a document apart; `changed_at` is the age of a CSV, which cannot say its own.

    Raises:
        FeedUnusable: it is neither, or does not tell how old it is.
    """
    if not is_csv:
        return _of_json(body, source)
    if changed_at is None:
        raise FeedUnusable("a CSV over HTTP needs a Last-Modified header")
    return FeedDocument(as_of=changed_at, source=source, entries=_of_csv(body))


def _of_json(body: bytes, source: str) -> FeedDocument:
    try:
        loaded: Any = json.loads(body)
    except (ValueError, RecursionError) as garbage:
        raise FeedUnusable("not JSON") from garbage
    if not isinstance(loaded, dict) or not isinstance(loaded.get("outages"), list):
        raise FeedUnusable("not an object with a list named outages")
    as_of = loaded.get("as_of")
    told = read_instant(as_of) if isinstance(as_of, str) else None
    if told is None:
        raise FeedUnusable("as_of does not say how old it is, e.g. 2026-05-01T13:45:00+08:00")
    name = loaded.get("source")
    given = name.strip()[:120] if isinstance(name, str) and name.isprintable() else ""
    return FeedDocument(as_of=told, source=given or source, entries=tuple(loaded["outages"]))


def _of_csv(body: bytes) -> tuple[Any, ...]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = body.decode("gb18030")
        except UnicodeDecodeError as garbage:
            raise FeedUnusable("neither UTF-8 nor GB18030") from garbage
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as garbage:
        raise FeedUnusable("not CSV") from garbage
    header = text.lstrip().partition("\n")[0]
    if "id" not in [title.strip() for title in header.split(",")]:
        raise FeedUnusable("the first line does not name the columns")
    return tuple(_fields(row) for row in rows)


def _fields(row: dict[Any, Any]) -> dict[str, Any] | None:
    """The row's cells; None, which no entry can be, when it has more cells than the header."""
    return None if None in row else {name.strip(): value for name, value in row.items()}


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise FeedUnusable(f"larger than {LARGEST_BYTES} bytes")
    return bytes(body)


def _changed_at(header: str | None) -> datetime | None:
    try:
        told = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    if told is None:
        return None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(SHANGHAI)
