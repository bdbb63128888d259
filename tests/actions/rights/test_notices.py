"""Notices: on and off by topic and channel, said back with how to undo it."""

from __future__ import annotations

import pytest

from bot.domain.notice import NoticeChannel, NoticeTopic
from bot.services import notice_consent
from tests.actions.account_talk import buttons, prove
from tests.actions.stage import Stage
from tests.services.counter import RULES
from tests.services.world import HOME, ID_LAST4, account


def on(stage: Stage, topic: NoticeTopic) -> set[str]:
    found = notice_consent.chosen(stage.world.books, account=account(HOME), rules=RULES.notices)
    return {item.channel.value for item in found if item.topic is topic and item.wanted}


def test_one_topic_on_one_channel_is_turned_off(stage: Stage) -> None:
    """账单短信别发了: text messages only, and how to have them again."""
    stage.say("账单短信别发了", "unsubscribe_notice")
    said = stage.text(stage.say(f"{HOME} {ID_LAST4}"))

    assert "不用短信给您发“电费账单”" in said
    assert "订阅电费账单" in said
    assert on(stage, NoticeTopic.BILL) == {"wechat"}


def test_it_is_turned_on_again_by_the_words_it_was_told_with(stage: Stage) -> None:
    """Reversible."""
    prove(stage)
    stage.say("不要账单了", "unsubscribe_notice")
    assert on(stage, NoticeTopic.BILL) == set()
    stage.say("订阅电费账单", "subscribe_notice")

    assert on(stage, NoticeTopic.BILL) == {"sms"}


def test_what_must_be_told_stays_on_one_channel(stage: Stage) -> None:
    """都不要: everything else goes, and that is said."""
    prove(stage)
    said = stage.text(stage.say("都不要了", "unsubscribe_notice"))

    assert "规定要告诉您" in said
    assert on(stage, NoticeTopic.PLANNED_OUTAGE) == {"sms"}
    assert on(stage, NoticeTopic.BILL) == on(stage, NoticeTopic.RESTORE) == set()


@pytest.mark.parametrize(
    ("text", "topic", "channel"),
    [
        ("停电前微信告诉我", NoticeTopic.PLANNED_OUTAGE, NoticeChannel.WECHAT),
        ("欠费提醒开一下", NoticeTopic.ARREARS, NoticeChannel.SMS),
        ("有优惠活动通知我", NoticeTopic.MARKETING, NoticeChannel.SMS),
        ("电费出账通知我", NoticeTopic.BILL, NoticeChannel.SMS),
    ],
)
def test_topic_and_channel_are_heard(
    stage: Stage, text: str, topic: NoticeTopic, channel: NoticeChannel
) -> None:
    """In customers' words."""
    prove(stage)
    stage.say(text, "subscribe_notice")

    assert channel.value in on(stage, topic)


def test_without_a_topic_what_stands_is_listed(stage: Stage) -> None:
    """One tap changes one thing."""
    prove(stage)
    said = stage.say("我要退订", "unsubscribe_notice")
    assert "电费账单：短信、微信" in stage.text(said)

    stage.tap(buttons(said)["关电费账单"])
    assert on(stage, NoticeTopic.BILL) == set()


@pytest.mark.parametrize("text", ["每天推送电量", "每月账单发邮箱", "用到第二档提醒我"])
def test_what_cannot_be_sent_is_said(stage: Stage, text: str) -> None:
    """With what can be done instead, and no proof for nothing."""
    assert "不能订" in stage.text(stage.say(text, "subscribe_notice")) or "还不能" in text
    assert stage.loop is None


def test_the_wish_survives_a_refused_proof(stage: Stage) -> None:
    """A wrong last four first."""
    stage.say("账单短信别发了", "unsubscribe_notice")
    stage.say(HOME)
    stage.say("0000")
    stage.say(ID_LAST4)

    assert on(stage, NoticeTopic.BILL) == {"wechat"}


def test_left_before_the_proof_nothing_changes(stage: Stage) -> None:
    """算了."""
    stage.say("账单短信别发了", "unsubscribe_notice")
    stage.say("算了", "cancel")

    assert on(stage, NoticeTopic.BILL) == {"sms", "wechat"}
