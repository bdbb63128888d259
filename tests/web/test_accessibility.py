"""axe finds nothing, on every face of the widget and of the customer page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.web.conftest import DIST, ON_ONE_BROWSER, OpenChat
from tests.web.conversation import card, say, sees
from tests.web.fake_server import FakeServer

pytestmark = ON_ONE_BROWSER

AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
CHOICES = [{"title": "怎么算的", "payload": "/how"}, {"title": "转人工", "payload": "/person"}]


async def _violations(page: Page) -> list[str]:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm ci in bot/web)")
    # evaluate() is not subject to the page's content policy, a script tag would be.
    await page.evaluate(Path(AXE).read_text())
    found = json.loads(await page.evaluate("axe.run().then(r => JSON.stringify(r.violations))"))
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


async def test_the_welcome_is_clean(open_chat: OpenChat) -> None:
    """What a first visitor meets."""
    page = await open_chat()

    assert await _violations(page) == []


@pytest.mark.parametrize("size", [(1280, 860), (375, 667)], ids=["desk", "phone"])
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
async def test_a_conversation_with_everything_in_it_is_clean(
    server: FakeServer, visitor: BrowserContext, size: tuple[int, int], large: bool
) -> None:
    """All speakers, quick replies new and old, a card with its figures, a waiting message."""
    server.answer = lambda _: [{"text": "请看图", "card": card(), "buttons": CHOICES}]
    page = await visitor.new_page()
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.goto(f"{server.base}/host")
    await page.get_by_role("button", name="打开智能客服对话").click()
    for text in ("为什么", "再说一次"):
        await say(page, text)
    await expect(page.locator("xiaowa-card")).to_have_count(2)
    await page.get_by_role("button", name="看数字").last.click()
    await server.push(speaker="system", text="正在转接")
    await server.push(speaker="agent", text="您好 https://example.com/")
    await sees(page, "您好 https://example.com/")
    if large:
        await page.get_by_role("button", name="大字版").click()
    server.faults.refuse_everything = True
    await server.cut()
    await say(page, "断网了")
    await expect(page.locator(".banner p")).to_be_visible()
    await page.wait_for_timeout(1300)

    assert await _violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]


async def test_the_closed_button_is_clean(server: FakeServer, open_chat: OpenChat) -> None:
    """The launcher with news waiting."""
    page = await open_chat()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="关闭对话").click()
    await server.push(text="有新消息")
    await expect(page.get_by_role("button", name="1 条新消息")).to_be_visible()

    assert await _violations(page) == []


async def test_motion_stops_for_those_who_ask(server: FakeServer, visitor: BrowserContext) -> None:
    """prefers-reduced-motion leaves nothing moving."""
    server.faults.answer_after_s = 5
    page = await visitor.new_page()
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{server.base}/host?data-open")
    await say(page, "在吗")

    dot = page.locator(".typing i").first

    assert await dot.evaluate("dot => getComputedStyle(dot).animationName") == "none"


async def test_new_words_are_announced_but_history_is_not(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """The log is a polite live region once the past has been restored."""
    page = await open_chat()

    log = page.get_by_role("log", name="对话记录")

    await expect(log).to_have_attribute("aria-live", "polite")
    await server.cut()
    server.faults.refuse_everything = True
    await expect(log).to_have_attribute("aria-live", "off")
