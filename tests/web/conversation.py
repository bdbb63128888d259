"""What a customer does and sees, in the words of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.web.fake_server import FakeServer


def composer(page: Page) -> Locator:
    """Where the customer writes."""
    return page.get_by_role("textbox", name="输入您的问题")


async def say(page: Page, text: str) -> None:
    """Type and press Enter."""
    await composer(page).fill(text)
    await composer(page).press("Enter")


async def bubbles(page: Page, speaker: str = "customer") -> list[str]:
    """What one side said, in the order on screen."""
    return await page.locator(
        f".turn.{speaker}:not(.welcome):not(.typing) .bubble"
    ).all_inner_texts()


async def sees(page: Page, text: str, times: int = 1) -> None:
    """Wait until a bubble with exactly this text is there as often as said."""
    await expect(page.locator(".bubble").get_by_text(text, exact=True)).to_have_count(times)


async def eventually(holds: Callable[[], bool], within_s: float = 20.0) -> None:
    """Wait until a condition of the server holds."""
    async with asyncio.timeout(within_s):
        while not holds():
            await asyncio.sleep(0.05)


def heard(server: FakeServer) -> list[str]:
    """What the log says the customer said."""
    return [entry["text"] for entry in server.talk.log if entry["speaker"] == "customer"]


def card(**more: Any) -> dict[str, Any]:
    """A bill's change as a card."""
    return {
        "kind": "waterfall",
        "title": "10 月电费为什么比 9 月多",
        "unit": "元",
        "items": [
            {"label": "9 月电费", "value": "1286.40", "role": "start"},
            {"label": "天气转凉", "value": "-18.62", "role": "change", "note": "低了 3 度"},
            {"label": "用到第三档", "value": "47.07", "role": "change"},
            {"label": "10 月电费", "value": "1314.85", "role": "end"},
        ],
        "footnote": "演示电价",
    } | more
