"""Which notices a customer wants: reversible, dated, with its source, and one that must reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.notice import NoticeChannel, NoticeReason, NoticeTopic
from bot.domain.unable_account import NoticeMustReach
from bot.services import notice_consent
from bot.storage import audits
from tests.services.counter import RULES, Counter
from tests.services.world import HOME, SHOP, World, account

BILL, ARREARS, TIPS = NoticeTopic.BILL, NoticeTopic.ARREARS, NoticeTopic.TIPS
SMS, WECHAT, APP = NoticeChannel


@pytest.fixture
def counter(world: World) -> Counter:
    return Counter(world)


def choose(
    counter: Counter, wanted: bool, topics: list[NoticeTopic], channels: list[NoticeChannel]
) -> list[bool]:
    found = notice_consent.choose(
        counter.books,
        account=account(HOME),
        topics=topics,
        channels=channels,
        wanted=wanted,
        conversation_id="me",
        now=counter.now,
        rules=RULES.notices,
    )
    return [one.wanted for one in found]


def may(counter: Counter, topic: NoticeTopic, channel: NoticeChannel, no: str = HOME) -> bool:
    verdict = notice_consent.may_send(
        counter.books,
        account=account(no),
        topic=topic,
        channel=channel,
        at=counter.now,
        rules=RULES.notices,
    )
    return verdict.allowed


def test_a_choice_holds_for_its_topic_channel_and_account_only(counter: Counter) -> None:
    """And can be taken back."""
    assert choose(counter, False, [BILL], [SMS]) == [False]
    assert not may(counter, BILL, SMS)
    assert may(counter, BILL, WECHAT)
    assert may(counter, BILL, SMS, SHOP)
    assert choose(counter, True, [BILL], [SMS]) == [True]
    assert may(counter, BILL, SMS)


def test_the_list_says_since_when_and_by_whom(counter: Counter) -> None:
    """What is chosen again as it stands keeps its date."""
    choose(counter, True, [TIPS], [APP])
    first = counter.now
    counter.now += timedelta(days=3)
    choose(counter, True, [TIPS], [APP, SMS])
    found = {
        (one.topic, one.channel): one
        for one in notice_consent.chosen(counter.books, account=account(HOME), rules=RULES.notices)
    }

    assert len(found) == len(NoticeTopic) * len(NoticeChannel)
    assert (found[TIPS, APP].chosen_at, found[TIPS, APP].source) == (first, "me")
    assert found[TIPS, SMS].chosen_at == counter.now
    assert (found[TIPS, WECHAT].chosen_at, found[TIPS, WECHAT].source) == (None, "default")


def test_the_last_channel_of_a_duty_cannot_be_switched_off(counter: Counter) -> None:
    """Nothing changes then, not even the topics beside it."""
    with pytest.raises(NoticeMustReach) as refusal:
        choose(counter, False, [BILL, ARREARS], list(NoticeChannel))
    assert refusal.value.facts == {"topic": ARREARS, "name": "欠费和停电提醒"}
    assert may(counter, BILL, SMS)

    choose(counter, False, [ARREARS], [WECHAT])
    assert may(counter, ARREARS, SMS)
    assert not may(counter, ARREARS, WECHAT)
    with pytest.raises(NoticeMustReach):
        choose(counter, False, [ARREARS], [SMS])
    choose(counter, True, [ARREARS], [APP])
    assert choose(counter, False, [ARREARS], [SMS]) == [False]


def test_the_next_holder_begins_with_the_defaults(counter: Counter) -> None:
    """What the former one wanted is nobody's wish any more."""
    choose(counter, False, [BILL], [SMS])
    heir = replace(account(HOME), customer_no="C2")
    found = notice_consent.chosen(counter.books, account=heir, rules=RULES.notices)

    assert all(one.chosen_at is None for one in found)


def test_at_night_only_what_may_disturb_is_sent(counter: Counter) -> None:
    """And it is said when it may be."""
    counter.now = counter.now.replace(hour=23)
    verdict = notice_consent.may_send(
        counter.books,
        account=account(HOME),
        topic=BILL,
        channel=SMS,
        at=counter.now,
        rules=RULES.notices,
    )

    assert (verdict.allowed, verdict.reason) == (False, NoticeReason.QUIET)
    assert verdict.again_at == counter.now.replace(hour=8) + timedelta(days=1)
    assert may(counter, NoticeTopic.RESTORE, SMS)


def test_each_change_is_audited(counter: Counter) -> None:
    """Subscribed and unsubscribed by name."""
    choose(counter, True, [TIPS], [APP])
    choose(counter, False, [TIPS], [APP])
    with counter.books.service(writing=False) as session:
        trail = [row.action for row in audits.of_account(session, account_no=HOME)]

    assert trail == ["notice.unsubscribe", "notice.subscribe"]
