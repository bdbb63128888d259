"""Nothing lost, nothing doubled, nothing out of order, whatever the network does."""

from __future__ import annotations

import asyncio

from playwright.async_api import BrowserContext, expect

from tests.web.conftest import ON_ONE_BROWSER, OpenChat
from tests.web.conversation import bubbles, eventually, heard, say, sees
from tests.web.fake_server import FakeServer

pytestmark = ON_ONE_BROWSER


async def test_a_message_goes_out_and_the_answer_comes_in(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """The customer sees their words as delivered and the bot's answer under its name."""
    page = await open_chat()

    await say(page, "查电费")

    await sees(page, "收到:查电费")
    assert await bubbles(page) == ["查电费"]
    await expect(page.locator(".turn.customer .stamp")).to_contain_text("已送达")
    await expect(page.locator(".turn.bot .who").last).to_contain_text("小瓦")
    assert heard(server) == ["查电费"]


async def test_a_reload_restores_the_conversation_from_the_log(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """History comes back once, and what was said stays said."""
    page = await open_chat()
    await say(page, "第一句")
    await sees(page, "收到:第一句")

    await page.reload()

    await sees(page, "收到:第一句")
    assert await bubbles(page) == ["第一句"]
    assert len(server.talks) == 1


async def test_words_written_without_a_network_survive_a_reload(
    server: FakeServer, visitor: BrowserContext, open_chat: OpenChat
) -> None:
    """The outbox is kept by the browser until the server has acknowledged."""
    page = await open_chat()
    server.faults.refuse_everything = True
    await server.cut()
    await say(page, "断网时写的")
    await expect(page.locator(".banner")).to_contain_text("网络断开")
    await expect(page.locator(".pending .stamp")).to_contain_text("等待网络")

    await page.reload()
    await sees(page, "断网时写的")
    server.faults.refuse_everything = False

    await sees(page, "收到:断网时写的")
    assert heard(server) == ["断网时写的"]


async def test_a_second_tab_shows_the_same_conversation(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Two tabs are one visitor: each sees what the other says, and nothing is sent twice."""
    first = await open_chat()
    await say(first, "从第一个标签")
    await sees(first, "收到:从第一个标签")
    second = await open_chat()
    await sees(second, "收到:从第一个标签")

    await say(second, "从第二个标签")

    await sees(first, "收到:从第二个标签")
    assert await bubbles(first) == await bubbles(second) == ["从第一个标签", "从第二个标签"]
    assert [message["text"] for message in server.received] == ["从第一个标签", "从第二个标签"]


async def test_what_a_closed_tab_left_behind_is_sent_by_another(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """A message outlives the tab it was written in."""
    closing = await open_chat()
    server.faults.refuse_everything = True
    await server.cut()
    await say(closing, "写完就关了")
    await closing.close()
    server.faults.refuse_everything = False

    page = await open_chat()

    await sees(page, "收到:写完就关了")
    assert heard(server) == ["写完就关了"]


async def test_thirty_messages_cross_a_broken_network_once_and_in_order(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Sockets break before the acknowledgement and in the middle of a push."""
    page = await open_chat()
    sent = [f"第 {number} 句" for number in range(30)]

    for number, text in enumerate(sent):
        await say(page, text)
        if number % 6 == 2:
            server.faults.drop_before_ack = 1
        if number % 7 == 3:
            server.faults.drop_mid_push = 1
        if number % 10 == 5:
            await server.cut()

    await eventually(lambda: len(server.talk.log) == 60, within_s=60)
    await expect(page.locator(".turn.bot:not(.welcome):not(.typing) .bubble")).to_have_count(30)
    await expect(page.locator(".pending")).to_have_count(0)
    assert heard(server) == sent
    assert [text.replace("\u00a0", " ") for text in await bubbles(page)] == sent


async def test_two_tabs_that_reload_on_a_broken_network_keep_their_order(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Each tab's words arrive once and in its order, and both show the same conversation."""
    tabs = [await open_chat(), await open_chat()]

    for number in range(20):
        for name, page in zip("甲乙", tabs, strict=True):
            await say(page, f"{name}{number}")
        if number % 5 == 1:
            server.faults.drop_before_ack = 1
        if number % 5 == 2:
            await server.cut()
        if number % 5 == 3:
            await tabs[number % 2].reload()

    await eventually(lambda: len(server.talk.log) == 80, within_s=60)
    for name in "甲乙":
        assert [text for text in heard(server) if text[0] == name] == [
            f"{name}{number}" for number in range(20)
        ]
    for page in tabs:
        await expect(page.locator(".pending")).to_have_count(0)
        await expect(page.locator(".turn.customer .bubble")).to_have_count(40)
        assert await bubbles(page) == heard(server)


async def test_messages_pile_up_while_the_network_is_gone(
    server: FakeServer, visitor: BrowserContext, open_chat: OpenChat
) -> None:
    """The browser itself is offline; everything goes out in order when it is back."""
    page = await open_chat()
    await visitor.set_offline(True)
    sent = [f"离线{number}" for number in range(8)]
    for text in sent:
        await say(page, text)
    await expect(page.locator(".pending")).to_have_count(8)

    await visitor.set_offline(False)

    await sees(page, "收到:离线7")
    assert heard(server) == sent
    assert await bubbles(page) == sent


async def test_long_polling_takes_over_where_sockets_are_blocked(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """The conversation works without a single WebSocket."""
    server.faults.refuse_sockets = True
    page = await open_chat()

    await say(page, "一")
    await sees(page, "收到:一")
    await say(page, "二")
    await sees(page, "收到:二")
    await server.push(text="这是通知", speaker="system")

    await sees(page, "这是通知")
    assert heard(server) == ["一", "二"]


async def test_an_expired_ticket_is_renewed_quietly(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """A refused ticket leads to a new session, not to a lost message."""
    page = await open_chat()
    server.faults.expire_tickets = 2
    await server.cut()

    await say(page, "票过期了")

    await sees(page, "收到:票过期了")
    assert heard(server) == ["票过期了"]
    assert len(server.talks) == 1


async def test_slow_down_is_obeyed_and_keeps_the_order(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """A message the server puts off is sent again before any later one."""
    page = await open_chat()
    server.faults.slow_down = 2

    for text in ("一", "二", "三"):
        await say(page, text)

    await expect(page.locator(".banner")).to_contain_text("稍等片刻")
    await sees(page, "收到:三")
    assert heard(server) == ["一", "二", "三"]


async def test_a_refused_message_says_why_and_can_be_sent_again(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """A refusal is shown beside the message and does not hold up the next one."""
    page = await open_chat()
    server.faults.refuse_text = "坏句子"
    await say(page, "坏句子")
    await say(page, "好句子")
    await sees(page, "收到:好句子")
    await expect(page.locator(".stamp.failed")).to_contain_text("这句话没能收下")

    server.faults.refuse_text = None
    await page.get_by_role("button", name="重试").click()

    await sees(page, "收到:坏句子")
    assert heard(server) == ["好句子", "坏句子"]


async def test_the_dots_show_within_a_fifth_of_a_second(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """The customer sees at once that somebody is at work, until the answer comes."""
    server.faults.answer_after_s = 1.0
    page = await open_chat()
    await page.evaluate(
        """() => {
          const chat = document.querySelector('xiaowa-chat').shadowRoot;
          const panel = chat.querySelector('xiaowa-panel').shadowRoot;
          panel.addEventListener('say', () => {
            const said = performance.now();
            const look = () => panel.querySelector('.typing')
              ? (window.dotsAfterMs = performance.now() - said)
              : requestAnimationFrame(look);
            look();
          }, true);
        }"""
    )

    await say(page, "在吗")

    await page.wait_for_function("window.dotsAfterMs !== undefined")
    assert await page.evaluate("window.dotsAfterMs") < 200
    await sees(page, "收到:在吗")
    await expect(page.locator(".typing")).to_have_count(0)


async def test_the_server_says_that_a_person_is_typing(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Typing is shown and taken away as the server says."""
    page = await open_chat()
    await eventually(lambda: len(server.talk.sockets) == 1)

    await server.say_typing(True)
    await expect(page.locator(".typing")).to_have_count(1)
    await server.say_typing(False)

    await expect(page.locator(".typing")).to_have_count(0)


async def test_a_silent_socket_is_replaced_without_a_word(
    server: FakeServer, visitor: BrowserContext, open_chat: OpenChat
) -> None:
    """A line that died without a sign is found out; the customer notices nothing."""
    await visitor.clock.install()
    page = await open_chat()
    await say(page, "在")
    await sees(page, "收到:在")
    (first,) = server.talk.sockets

    await visitor.clock.fast_forward("02:30")

    await eventually(lambda: bool(server.talk.sockets) and first not in server.talk.sockets)
    await server.push(text="还在")
    await sees(page, "还在")
    await expect(page.locator(".banner p")).to_have_count(0)


async def test_two_tabs_opened_at_once_are_one_visitor(
    server: FakeServer, open_chat: OpenChat
) -> None:
    """Whoever is first, both end in the same conversation."""
    first, second = await asyncio.gather(open_chat(), open_chat())

    await say(first, "谁先到")

    await sees(first, "收到:谁先到")
    await sees(second, "收到:谁先到")
