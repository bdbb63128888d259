"""The application around the chat: health, pages, demo, headers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from bot.bootstrap import china_now
from bot.channels.keys import CHAT
from bot.channels.pages import Pages
from bot.domain.outgoing import Outgoing
from bot.storage import outbox
from tests.channels.brain import ScriptedBrain
from tests.channels.conftest import Client, StartBot


async def test_it_is_ready_when_brain_databases_and_meters_answer(client: Client) -> None:
    """Every part is named."""
    answer = await client.get("/readyz")

    assert answer.status == 200
    assert await answer.json() == {
        "ready": True,
        "warm": False,
        "parts": {"brain": "ok", "databases": "ok", "meters": "ok"},
    }


async def test_it_says_what_is_missing(start_bot: StartBot, brain: ScriptedBrain) -> None:
    """503 with the reason, while the process itself is alive."""
    brain.url = "http://127.0.0.1:9"
    client = await start_bot()
    answer = await client.get("/readyz")

    assert answer.status == 503
    assert (await answer.json())["parts"]["brain"] == "connection"
    assert (await client.get("/healthz")).status == 200


@pytest.mark.parametrize("path", ["/console", "/dashboard"])
async def test_pages_of_later_versions_are_not_faked(client: Client, path: str) -> None:
    """404 with a sentence."""
    answer = await client.get(path)

    assert answer.status == 404
    assert "not part of this version yet" in (await answer.json())["error"]["text"]


async def test_demo_addresses_do_not_exist_outside_demo_mode(client: Client) -> None:
    """A real utility's bot has no list of customers to show."""
    assert (await client.get("/demo/customers")).status == 404
    assert (await client.get("/demo/sms?phone=1")).status == 404


async def test_demo_mode_shows_customers_and_their_text_messages(
    start_bot: StartBot, tmp_path: Path
) -> None:
    """What the outbox sends to a phone can be read there, newest first."""
    customer = {
        "account_no": "1",
        "name": "王小明",
        "id_last4": "1234",
        "phone": "13800138000",
        "address": "和平路1号",
        "meter_no": "m1",
        "kind": "home",
        "notes": ["in arrears"],
    }
    (tmp_path / "demo_customers.json").write_text(json.dumps([customer]))
    client = await start_bot(demo=True)
    with client.app[CHAT].deps.books.service() as session:  # type: ignore[index]
        for number in (1, 2):
            sms = Outgoing(f"k{number}", "sms", "13800138000", f"码{number}", china_now())
            outbox.put(session, outgoing=sms)
    inbox: list[dict[str, str]] = []
    while len(inbox) < 2:
        inbox = await (await client.get("/demo/sms?phone=13800138000")).json()

    assert await (await client.get("/demo/customers")).json() == [customer]
    assert {sms["text"] for sms in inbox} == {"码1", "码2"}
    assert (await client.get("/demo/sms?phone=13900000000")).status == 200
    assert (await client.get("/demo/sms?phone='or")).status == 400


async def test_a_name_that_is_not_ours_is_refused_on_loopback(start_bot: StartBot) -> None:
    """A page elsewhere cannot reach a private bot by pointing its own name at 127.0.0.1."""
    private = await start_bot()
    public = await start_bot(host="0.0.0.0", rest_token="a" * 20)
    stranger = {"Host": "evil.example"}

    assert (await private.get("/healthz", headers=stranger)).status == 421
    assert (await private.get("/healthz", headers={"Host": "localhost:8080"})).status == 200
    assert (await public.get("/healthz", headers=stranger)).status == 200


async def test_built_pages_are_served_with_their_caching(tmp_path: Path) -> None:
    """Hashed files for ever, others checked each time, the widget for any site."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "widget.js").write_text("1")
    (folder / "assets" / "a-1.js").write_text("2")
    app = web.Application()
    app.add_routes(Pages(folder).routes())

    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/")).status == 200
        assert "immutable" in (await client.get("/assets/a-1.js")).headers["Cache-Control"]
        widget = await client.get("/widget.js")
        assert widget.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/..%2f..%2fsecret.key",
        "/assets/%2e%2e/secret.key",
        "/assets/%00",
        "/..%2fsecret.key",
    ],
)
async def test_no_address_leads_out_of_the_pages(client: Client, path: str) -> None:
    """Neither dots nor odd characters."""
    assert (await client.get(path, allow_redirects=False)).status == 404


async def test_every_answer_tells_browsers_to_be_careful(client: Client) -> None:
    """The same headers everywhere, errors included."""
    for path in ("/healthz", "/nowhere"):
        headers = (await client.get(path)).headers

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"


async def test_the_pages_policy_allows_nothing_from_elsewhere(client: Client) -> None:
    """No inline script, no foreign host; the chat's own socket is allowed."""
    guard = client.app[CHAT].guard  # type: ignore[index]
    response = web.Response(text="<!doctype html>", content_type="text/html")

    asked = make_mocked_request("GET", "/", headers={"Host": "bot.example:8080"})
    guard.dress(asked, response)
    policy = response.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "connect-src 'self' ws://bot.example:8080 wss://bot.example:8080" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
