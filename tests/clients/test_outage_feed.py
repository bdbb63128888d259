"""The outage feed is fetched whole, in time and within bounds, or not at all."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.clients import outage_feed
from bot.clients.outage_feed import (
    FeedUnusable,
    FileOutageFeed,
    HttpOutageFeed,
    document_of,
    open_feed,
)
from bot.domain.outage_entry import FeedEntry, read_entry
from bot.domain.period import SHANGHAI

AS_OF = datetime(2026, 7, 20, 10, 20, tzinfo=SHANGHAI)
ENTRY = {"id": "F-1", "kind": "fault", "scope": "东风小区", "areas": ["A1", "A2"]}
ENTRY |= {"begins_at": "2026-07-20T09:20:00+08:00"}
JSON = {"as_of": "2026-07-20T10:20:00+08:00", "source": "榕溪市配网调度", "outages": [ENTRY]}
CSV = "id,kind,scope,areas,begins_at\nF-1,fault,东风小区,A1;A2,2026-07-20 09:20\n"


class Desk:
    """A control centre's server that answers as the test wants."""

    def __init__(self) -> None:
        self.answer = web.json_response(JSON)
        self.wait_s = 0.0
        self.asked: list[str | None] = []
        self.url = ""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers.get("Authorization"))
        await asyncio.sleep(self.wait_s)
        return self.answer

    def feed(self, path: str = "/outages", timeout_s: float = 2.0) -> HttpOutageFeed:
        return HttpOutageFeed(url=self.url + path, token="t" * 16, timeout_s=timeout_s)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """The server."""
    opened = Desk()
    app = web.Application()
    app.router.add_get("/{path:.*}", opened.serve)
    server = TestServer(app)
    await server.start_server()
    opened.url = str(server.make_url("/")).rstrip("/")
    yield opened
    await server.close()


async def test_json_over_http(desk: Desk) -> None:
    """With the token, and the age that the document tells."""
    document = await desk.feed().fetch()

    assert (document.as_of, document.source) == (AS_OF, "榕溪市配网调度")
    assert document.entries == (ENTRY,)
    assert desk.asked == ["Bearer " + "t" * 16]


async def test_csv_over_http_is_as_old_as_its_header(desk: Desk) -> None:
    """Without one its age is unknown, so nothing is taken."""
    dated = {"Last-Modified": "Mon, 20 Jul 2026 02:20:00 GMT"}
    desk.answer = web.Response(text=CSV, content_type="text/csv", headers=dated)
    document = await desk.feed().fetch()
    desk.answer = web.Response(text=CSV, content_type="text/csv")

    assert document.as_of == AS_OF
    assert isinstance(read_entry(document.entries[0], as_of=AS_OF, source=""), FeedEntry)
    with pytest.raises(FeedUnusable, match="Last-Modified"):
        await desk.feed().fetch()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda: web.Response(status=503), "status 503"),
        (lambda: web.Response(text="<html>"), "not JSON"),
        (lambda: web.json_response([]), "list named outages"),
        (lambda: web.json_response({"outages": []}), "as_of"),
        (lambda: web.json_response({**JSON, "as_of": "now"}), "as_of"),
        (lambda: web.json_response({**JSON, "outages": {}}), "list named outages"),
    ],
)
async def test_what_is_no_such_document_is_refused(desk: Desk, answer: object, reason: str) -> None:
    """With a reason an operator understands."""
    desk.answer = answer()  # type: ignore[operator]

    with pytest.raises(FeedUnusable, match=reason):
        await desk.feed().fetch()


async def test_a_slow_server_does_not_hold_us(desk: Desk) -> None:
    """The timeout is ours."""
    desk.wait_s = 5.0

    with pytest.raises(FeedUnusable, match="no answer in time"):
        await desk.feed(timeout_s=0.1).fetch()


async def test_no_server_at_all() -> None:
    """A closed port."""
    with pytest.raises(FeedUnusable, match="no connection"):
        await HttpOutageFeed(url="http://127.0.0.1:9", token=None, timeout_s=2.0).fetch()


async def test_a_flood_is_cut_off(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By HTTP and from a file."""
    monkeypatch.setattr(outage_feed, "LARGEST_BYTES", 100)
    desk.answer = web.Response(body=b" " * 101)
    (tmp_path / "f.json").write_bytes(b" " * 101)

    for feed in (desk.feed(), FileOutageFeed(tmp_path / "f.json")):
        with pytest.raises(FeedUnusable, match="larger"):
            await feed.fetch()


async def test_a_file_of_each_kind(tmp_path: Path) -> None:
    """The CSV is as old as its last change; spreadsheets write GB18030."""
    (tmp_path / "o.json").write_text(json.dumps(JSON), "utf-8")
    (tmp_path / "o.csv").write_bytes(CSV.encode("gb18030"))
    os.utime(tmp_path / "o.csv", (AS_OF.timestamp(), AS_OF.timestamp()))

    told = await open_feed(str(tmp_path / "o.json"), token=None, timeout_s=1).fetch()
    listed = await open_feed(str(tmp_path / "o.csv"), token=None, timeout_s=1).fetch()

    assert told.as_of == listed.as_of == AS_OF
    assert listed.source == "o.csv"
    assert listed.entries[0]["scope"] == "东风小区"


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Refused, not empty: an empty feed would say that nothing is off."""
    with pytest.raises(FeedUnusable, match="cannot read"):
        await FileOutageFeed(tmp_path / "gone.json").fetch()


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xff\xff", b"a,b\n1,2\n", b'id,kind\n"F', b"id\n\x00\n"]
)
def test_a_csv_without_its_columns_is_refused_or_named(body: bytes) -> None:
    """Half a file never looks like a quiet night."""
    try:
        document = document_of(body, is_csv=True, changed_at=AS_OF, source="")
    except FeedUnusable:
        return
    assert document.entries
    assert all(
        isinstance(read_entry(entry, as_of=AS_OF, source=""), list) for entry in document.entries
    )


def test_a_row_with_more_cells_than_columns_is_no_entry() -> None:
    """Which comma was one too many cannot be known."""
    body = b"id,kind\nF-1,fault,more\n"
    document = document_of(body, is_csv=True, changed_at=AS_OF, source="")

    assert document.entries == (None,)


@given(body=st.binary(max_size=300), is_csv=st.booleans())
def test_any_bytes_are_a_document_or_refused(body: bytes, is_csv: bool) -> None:
    """Never another error."""
    try:
        document = document_of(body, is_csv=is_csv, changed_at=AS_OF, source="")
    except FeedUnusable as unusable:
        assert unusable.reason  # noqa: PT017
        return
    assert is_csv
    assert document.as_of == AS_OF


def test_deeply_nested_json_is_refused() -> None:
    """The parser's own limit is no crash of ours."""
    with pytest.raises(FeedUnusable):
        document_of(b"[" * 100_000, is_csv=False, changed_at=None, source="")
