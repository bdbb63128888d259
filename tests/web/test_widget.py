"""What the customer can do in the widget: keys, quick replies, large text, safe words."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import ON_ONE_BROWSER, OpenChat
from tests.web.conversation import bubbles, composer, heard, say, sees
from tests.web.fake_server import FakeServer

pytestmark = ON_ONE_BROWSER


async def test_the_welcome_offers_questions_to_tap(server: FakeServer, open_chat: OpenChat) -> None:
    """A first visitor can start without typing; the examples go once there is a conversation."""
    page = await open_chat()

    await page.get_by_role("button", name="查电费", exact=True).click()

    await sees(page, "收到:查电费")
    await expect(page.get_by_text("您可以点一个试试")).to_have_count(0)
    assert heard(server) == ["查电费"]


async def test_enter_while_an_input_method_composes_does_not_send(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Enter picks the candidate; only the next Enter sends."""
    page = await open_chat()
    await composer(page).focus()
    devtools = await page.context.new_cdp_session(page)
    await devtools.send(
        "Input.imeSetComposition", {"text": "电费", "selectionStart": 2, "selectionEnd": 2}
    )
    await page.keyboard.press("Enter")
    assert await bubbles(page) == []

    await devtools.send("Input.insertText", {"text": "电费"})
    await page.keyboard.press("Enter")

    await sees(page, "收到:电费")
    assert heard(server) == ["电费"]


@pytest.mark.parametrize("clue", ["isComposing: true", "keyCode: 229"])
async def test_either_clue_of_an_input_method_is_enough(open_chat: OpenChat, clue: str) -> None:
    """Browsers differ in how they say that a key belongs to the input method."""
    page = await open_chat()
    await composer(page).fill("还没写完")

    await composer(page).evaluate(
        f"""field => field.dispatchEvent(new KeyboardEvent('keydown',
            {{ key: 'Enter', {clue}, bubbles: true, cancelable: true }}))"""
    )

    assert await composer(page).input_value() == "还没写完"
    assert await bubbles(page) == []


async def test_shift_enter_begins_a_new_line(server: FakeServer, open_chat: OpenChat) -> None:
    """Several lines are one message and are shown as lines; the field grows with them."""
    page = await open_chat()
    await composer(page).fill("第一行")
    before = (await composer(page).bounding_box() or {})["height"]
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("第二行")
    assert (await composer(page).bounding_box() or {})["height"] > before

    await page.keyboard.press("Enter")

    await sees(page, "收到:第一行\n第二行")
    assert heard(server) == ["第一行\n第二行"]


async def test_too_long_a_message_is_kept_and_explained(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Beyond 4 KB the customer is told how much to take away; nothing is sent or cut."""
    page = await open_chat()
    await composer(page).fill("电" * 1200)
    await expect(page.locator("#count")).to_contain_text("还可输入约 165 字")
    await composer(page).fill("电" * 1400)

    await composer(page).press("Enter")

    await expect(page.locator("#count")).to_contain_text("太长了")
    await expect(page.get_by_role("button", name="发送")).to_be_disabled()
    assert server.received == []


async def test_everything_is_reached_by_keyboard_alone(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Open, write, go round inside the dialog, close with Esc, and be back where one was."""
    page = await open_chat()
    await page.get_by_role("button", name="关闭对话").click()
    await page.locator("#before").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="小瓦智能客服对话")).to_be_visible()
    await page.keyboard.type("键盘也行")
    await page.keyboard.press("Enter")
    await sees(page, "收到:键盘也行")
    for _ in range(25):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.localName") == "xiaowa-chat"
    for _ in range(25):
        await page.keyboard.press("Shift+Tab")
        assert await page.evaluate("document.activeElement.localName") == "xiaowa-chat"

    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="打开智能客服对话")).to_be_focused()


async def test_large_text_is_larger_and_remembered(open_chat: OpenChat) -> None:
    """One press enlarges everything; it stays so after a reload."""
    page = await open_chat()
    before = await _letter_px(page)

    await page.get_by_role("button", name="大字版").click()
    await page.reload()

    await expect(page.get_by_role("button", name="大字版")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert await _letter_px(page) >= before * 1.25


async def test_only_the_newest_quick_replies_can_be_tapped(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """A tapped reply sends its title and payload; older ones rest, the chosen one is marked."""
    choices = [{"title": "怎么算的", "payload": "/how"}, {"title": "不用了", "payload": "/no"}]
    server.answer = lambda message: [{"text": f"答:{message['text']}", "buttons": choices}]
    page = await open_chat()
    await say(page, "电费")
    await sees(page, "答:电费")

    await page.get_by_role("button", name="怎么算的").click()

    await sees(page, "答:怎么算的")
    assert server.received[-1]["payload"] == "/how"
    assert server.received[-1]["text"] == "怎么算的"
    groups = page.get_by_role("group", name="快捷回复")
    await expect(groups.first.get_by_role("button", name="不用了")).to_be_disabled()
    await expect(groups.first.locator(".chosen")).to_have_text("怎么算的")
    await expect(groups.last.get_by_role("button", name="怎么算的")).to_be_enabled()


async def test_words_are_never_taken_for_markup(server: FakeServer, open_chat: OpenChat) -> None:
    """HTML stays text, only web addresses become links, and nothing runs."""
    attack = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    trap = "javascript:window.hit=1 与 https://example.com/a?b=1。完"
    server.answer = lambda _: [{"text": attack}, {"text": trap, "image": "javascript:window.hit=1"}]
    page = await open_chat()

    await say(page, attack)

    await sees(page, attack, times=2)
    links = page.locator(".bubble a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://example.com/a?b=1")
    await expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(page.locator(".picture")).to_have_count(0)
    assert await page.evaluate("window.hit") is None


async def test_one_sees_who_speaks(server: FakeServer, open_chat: OpenChat) -> None:
    """Bot, person and system are told apart by name, not by colour alone."""
    page = await open_chat()
    await say(page, "转人工")
    await sees(page, "收到:转人工")

    await server.push(speaker="system", text="正在转接")
    await server.push(speaker="agent", text="您好")

    await sees(page, "您好")
    assert await page.locator(".turn.agent .who").inner_text() == "人工客服"
    assert await page.locator(".turn.system .who").inner_text() == "系统"


async def test_days_are_parted(server: FakeServer, open_chat: OpenChat) -> None:
    """What was said on another day stands under that day."""
    page = await open_chat()
    await server.push(text="很久以前", at="2024-02-03T08:00:00+08:00")
    await server.push(text="刚才")

    await sees(page, "刚才")
    assert await page.locator(".day").all_inner_texts() == ["2024年2月3日", "今天"]
    await expect(page.locator("time").first).to_have_text("08:00")


async def test_a_long_history_shows_its_end_and_more_on_request(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Hundreds of messages do not slow the conversation down; the older ones are one tap away."""
    page = await open_chat()
    for number in range(450):
        await server.push(text=f"旧话{number}")
    await page.reload()
    await sees(page, "旧话449")
    await expect(page.locator(".turn[data-seq]")).to_have_count(250)

    await page.get_by_role("button", name="看更早的").click()

    await expect(page.locator(".turn[data-seq]")).to_have_count(450)
    assert (await bubbles(page, "bot"))[0] == "旧话0"


async def test_news_that_came_while_closed_are_counted(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """The button says how many messages wait, and forgets it when they were seen."""
    page = await open_chat()
    await say(page, "在")
    await sees(page, "收到:在")
    await page.keyboard.press("Escape")

    await server.push(text="您的电已来", speaker="system")

    button = page.get_by_role("button", name="问小瓦，1 条新消息")
    await button.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="问小瓦，打开智能客服对话")).to_be_visible()


async def _letter_px(page: Page) -> float:
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    return float(await page.locator(".welcome .bubble").evaluate(size))
