"""Charts can be seen, heard and read as figures."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import ON_ONE_BROWSER, OpenChat
from tests.web.conversation import card, say
from tests.web.fake_server import FakeServer

pytestmark = ON_ONE_BROWSER


async def _shown(server: FakeServer, open_chat: OpenChat, shown: dict[str, Any]) -> Page:
    server.answer = lambda _: [{"text": "请看图", "card": shown}]
    page = await open_chat()
    await say(page, "看图")
    await page.locator("xiaowa-card svg.chart").wait_for()
    return page


async def test_a_waterfall_says_its_figures_to_those_who_cannot_see_it(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """The chart is an image with a title and every figure, signed and with its unit."""
    page = await _shown(server, open_chat, card())

    chart = page.get_by_role("img", name="10 月电费为什么比 9 月多")
    name = await chart.evaluate("svg => svg.querySelector('desc').textContent")

    assert "9 月电费 1,286.40 元" in name
    assert "天气转凉 −18.62 元" in name
    assert "用到第三档 +47.07 元" in name


async def test_changes_differ_by_sign_and_arrow_not_only_by_colour(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """More is ▲ and plus, less is ▼ and minus."""
    page = await _shown(server, open_chat, card())

    figures = await page.locator("xiaowa-card .figure").all_text_contents()

    assert figures == ["1,286.40", "▼ −18.62", "▲ +47.07", "1,314.85"]


async def test_a_waterfalls_bars_hang_together(server: FakeServer, open_chat: OpenChat) -> None:
    """Each change starts where the one before ended, and the last ends at the end bill."""
    page = await _shown(server, open_chat, card())

    spans = await page.locator("xiaowa-card rect.bar").evaluate_all(
        """bars => bars.map(bar => {
          const left = bar.x.baseVal.value;
          return [left, left + bar.width.baseVal.value];
        })"""
    )

    start, less, more, end = spans
    assert less[1] == pytest.approx(start[1], abs=0.1)
    assert more[0] == pytest.approx(less[0], abs=0.1)
    assert more[1] == pytest.approx(end[1], abs=0.1)
    assert "省略" in await page.locator("xiaowa-card .foot").first.inner_text()


async def test_the_figures_open_as_a_table(server: FakeServer, open_chat: OpenChat) -> None:
    """看数字 shows every item with its note; pressing again hides it."""
    page = await _shown(server, open_chat, card(total={"label": "相差", "value": "28.45"}))
    toggle = page.get_by_role("button", name="看数字")
    await expect(toggle).to_have_attribute("aria-expanded", "false")

    await toggle.click()

    rows = await page.locator("xiaowa-card tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["9 月电费", "1,286.40", ""],
        ["天气转凉", "−18.62", "低了 3 度"],
        ["用到第三档", "+47.07", ""],
        ["10 月电费", "1,314.85", ""],
        ["相差", "28.45", ""],
    ]
    await page.get_by_role("button", name="收起数字").click()
    await expect(page.locator("xiaowa-card table")).to_be_hidden()


async def test_the_lines_of_a_bill_are_a_table_with_their_arithmetic(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Figures stand one below the other, each with how it came about, then the total."""
    items = [
        {"label": "第一档电费", "value": "114.61", "note": "230 度 × 0.4983 元"},
        {"label": "第二档电费", "value": "1005.20", "note": "190 度 × 0.5483 元"},
    ]
    total = {"label": "合计", "value": "1119.81"}
    server.answer = lambda _: [{"card": card(kind="lines", items=items, total=total)}]
    page = await open_chat()
    await say(page, "怎么算的")

    rows = page.locator("xiaowa-card table.lines tr")

    await expect(rows).to_have_count(2)
    await expect(rows.nth(0)).to_contain_text("230 度 × 0.4983 元")
    assert await rows.locator("td").all_inner_texts() == ["114.61", "1,005.20"]
    rights = await rows.locator("td").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect().right)"
    )
    assert rights[0] == rights[1]
    await expect(page.locator("xiaowa-card .total")).to_have_text("合计 1,119.81 元")


@pytest.mark.parametrize("count", [3, 12, 36])
@pytest.mark.parametrize("kind", ["bars", "trend"])
async def test_few_and_many_values_fit(
    server: FakeServer, open_chat: OpenChat, kind: str, count: int
) -> None:
    """No word of the chart leaves its drawing or overlaps its neighbour on the axis."""
    items = [
        {"label": f"{2024 + i // 12}年{i % 12 + 1}月", "value": str(180 + i * 37 % 400)}
        for i in range(count)
    ]
    page = await _shown(server, open_chat, card(kind=kind, unit="度", items=items))

    outside = await page.locator("xiaowa-card svg.chart").evaluate(
        """svg => {
          const frame = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
          const boxes = texts.map(text => text.getBoundingClientRect());
          const out = boxes.filter(box => box.left < frame.left - 1 || box.right > frame.right + 1);
          const axis = texts.filter(text => text.matches('.mark.middle'))
            .map(text => text.getBoundingClientRect());
          const clash = axis.filter((box, at) => at && box.left < axis[at - 1].right);
          return [out.length, clash.length];
        }"""
    )

    assert outside == [0, 0]


@pytest.mark.parametrize(
    "values", [["0", "0"], ["-5.20", "3.00"], ["not a number", "1"], ["9e99", "1"]]
)
@pytest.mark.parametrize("kind", ["bars", "trend", "waterfall"])
async def test_odd_values_do_not_break_the_drawing(
    server: FakeServer, open_chat: OpenChat, kind: str, values: list[str]
) -> None:
    """Zeros, negatives and nonsense are drawn without a single invalid coordinate."""
    items = [{"label": f"第 {at} 项", "value": value} for at, value in enumerate(values)]
    page = await _shown(server, open_chat, card(kind=kind, items=items))

    drawing = await page.locator("xiaowa-card svg.chart").evaluate("svg => svg.outerHTML")

    assert "NaN" not in drawing
    assert "Infinity" not in drawing
