"""A real Chromium and a server that can misbehave."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.web.fake_server import FakeServer

DIST = Path(__file__).resolve().parents[2] / "bot" / "web" / "dist"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

ON_ONE_BROWSER = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PATIENCE_MS = 20_000
"""A busy machine may take this long; a test that passes does not wait."""
OpenChat = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[FakeServer]:
    """A server of the web chat protocol with nothing in its log."""
    if not (DIST / "widget.js").is_file():
        pytest.skip("the web pages are not built (make pages)")
    fake = FakeServer(DIST)
    await fake.start()
    yield fake
    await fake.stop()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium of the machine, started once."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        expect.set_options(timeout=PATIENCE_MS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser) -> AsyncIterator[BrowserContext]:
    """One person's browser: tabs opened in it share their storage."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()


@pytest.fixture
def open_chat(server: FakeServer, visitor: BrowserContext) -> OpenChat:
    """Open a page that embeds the widget, with the conversation open and connected."""

    async def open_page(attributes: str = "data-open") -> Page:
        page = await visitor.new_page()
        await page.goto(f"{server.base}/host?{attributes}")
        await page.locator(".dot.online").wait_for()
        return page

    return open_page
