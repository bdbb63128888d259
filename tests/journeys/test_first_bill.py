"""The main job in a real browser: ask why the bill is high, prove who you are, see why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from scripts.processes import Product
from tests.product import get

pytestmark = [
    pytest.mark.browser,
    pytest.mark.brain,
    pytest.mark.skipif(not os.environ.get("CHROMIUM"), reason="no Chromium on this machine"),
]
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
QUIET = "--disable-background-networking --disable-component-update"


@pytest.fixture
def page(product: Product) -> Iterator[Page]:
    """The demo page, open in headless Chromium."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=f"{FLAGS} {QUIET}".split()
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(product.url)
        yield page
        browser.close()


def test_a_resident_learns_why_the_bill_is_high(product: Product, page: Page) -> None:
    """Two messages to an explanation with a chart whose parts sum to the fen."""
    customer = customer_with_note(product, "higher")

    say(page, "为什么我这个月电费这么高")
    expect(log(page)).to_contain_text("户号", timeout=10_000)
    say(page, f"{customer['account_no']} {customer['id_last4']}")

    expect(log(page)).to_contain_text(re.compile(r"的电费是\s\d+\.\d{2}\s元"), timeout=10_000)
    expect(log(page).get_by_role("img", name=re.compile("电费为什么变了"))).to_be_visible()


def test_the_parts_of_the_explanation_sum_to_the_change(product: Product) -> None:
    """Start plus every change equals the end, to the fen, for every home in the list."""
    from tests.dialogues.talk import Talk

    for customer in get(f"{product.url}/demo/customers")[:15]:
        talk = Talk(product.url, sender=f"sum-{customer['account_no']}")
        talk.say("为什么我这个月电费这么高")
        answers = talk.say(f"{customer['account_no']} {customer['id_last4']}")
        for card in waterfalls(answers):
            parts = {role: Decimal(0) for role in ("start", "change", "end")}
            for item in card["items"]:
                parts[item["role"]] += Decimal(item["value"])
            assert parts["start"] + parts["change"] == parts["end"]


def waterfalls(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The waterfall cards among the bot's messages."""
    cards = [answer.get("custom", {}).get("card") for answer in answers]
    return [card for card in cards if card and card["kind"] == "waterfall"]


def customer_with_note(product: Product, word: str) -> dict[str, Any]:
    """A demo customer whose notes tell this story."""
    customers: list[dict[str, Any]] = get(f"{product.url}/demo/customers")
    return next(c for c in customers if any(word in note for note in c["notes"]))


def log(page: Page) -> Locator:
    """The conversation as a screen reader finds it."""
    return page.get_by_role("log")


def say(page: Page, text: str) -> None:
    """Type a message and send it with Enter."""
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")
