"""The customer page: one-line embed, the demo town beside it, phones and strict policies."""

from __future__ import annotations

import gzip

import pytest
from playwright.async_api import BrowserContext, expect

from tests.web.conftest import DIST, ON_ONE_BROWSER
from tests.web.conversation import composer, sees
from tests.web.fake_server import FakeServer
from tests.web.test_accessibility import _violations

pytestmark = ON_ONE_BROWSER


async def test_a_question_on_the_page_goes_into_the_conversation(
    server: FakeServer, visitor: BrowserContext
) -> None:
    """A tile asks for the customer, and the answer is there to read."""
    page = await visitor.new_page()
    await page.goto(server.base)

    await page.get_by_role("button", name="查档位").click()

    await sees(page, "收到:我用到第几档了")


async def test_a_newcomer_finds_what_proves_identity(
    server: FakeServer, visitor: BrowserContext
) -> None:
    """In demo mode account numbers, ID digits and one-time codes are one click away."""
    server.demo = True
    server.sms = [
        {"phone": "13900000017", "text": "验证码 482913", "at": "2026-11-23T13:50:00+08:00"}
    ]
    page = await visitor.new_page()
    await page.goto(server.base)

    await page.get_by_role("button", name="户号 3501000000017").click()
    await expect(composer(page)).to_have_value("3501000000017")
    await composer(page).fill("")
    await page.get_by_role("button", name="填入验证码 482913").click()

    await expect(composer(page)).to_have_value("482913")
    assert await _violations(page) == []


async def test_outside_demo_mode_the_page_knows_no_customers(
    server: FakeServer, visitor: BrowserContext
) -> None:
    """Without the demo addresses nothing of the demo town is shown."""
    page = await visitor.new_page()
    async with page.expect_response("**/demo/customers") as answer:
        await page.goto(server.base)
    assert (await answer.value).status == 404

    await expect(page.locator("#try")).to_be_hidden()
    assert await _violations(page) == []


async def test_on_a_phone_the_conversation_fills_the_screen(
    server: FakeServer, visitor: BrowserContext
) -> None:
    """375 px: closed at first, then the whole screen and nothing behind it."""
    page = await visitor.new_page()
    await page.set_viewport_size({"width": 375, "height": 667})
    await page.goto(server.base)
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await page.get_by_role("button", name="打开智能客服对话").click()

    dialog = page.get_by_role("dialog")
    await expect(dialog).to_have_attribute("aria-modal", "true")
    assert await dialog.bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 667}
    assert await page.evaluate("document.documentElement.scrollWidth") <= 375


async def test_the_embed_lives_under_a_strict_policy_and_asks_nobody_else(
    server: FakeServer, visitor: BrowserContext
) -> None:
    """No inline style or script, no CDN, no fonts: the page's policy allows none of it."""
    page = await visitor.new_page()
    complaints: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda word: complaints.append(word.text) if "Policy" in word.text else None)
    page.on(
        "request",
        lambda one: strangers.append(one.url) if not one.url.startswith(server.base) else None,
    )

    await page.goto(f"{server.base}/host?data-open")
    await page.get_by_role("button", name="查电费", exact=True).click()
    await sees(page, "收到:查电费")

    assert complaints == []
    assert strangers == []


async def test_the_embed_can_stand_in_the_page(server: FakeServer, visitor: BrowserContext) -> None:
    """data-inline fills an element of the page: a region without a close button."""
    page = await visitor.new_page()

    await page.goto(f"{server.base}/host?data-inline=main")

    await expect(page.get_by_role("region", name="小瓦智能客服对话")).to_be_visible()
    await expect(page.get_by_role("button", name="关闭对话")).to_have_count(0)
    await expect(page.get_by_role("button", name="打开智能客服对话")).to_have_count(0)


async def test_the_embed_is_small() -> None:
    """One script under 25 KB as it travels; a page on a slow network hardly notices."""
    script = DIST / "widget.js"
    if not script.is_file():
        pytest.skip("the web pages are not built (make pages)")

    assert len(gzip.compress(script.read_bytes())) < 25_000
