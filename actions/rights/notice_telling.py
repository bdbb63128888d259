"""Notices in words: what stands on which channel, what was turned off, what must stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.turn import Turn
from actions.wording import lines, phrase, words
from bot.domain.account import Account
from bot.domain.notice import NoticeChannel, NoticeStanding, NoticeTopic
from bot.domain.reply import Button
from bot.services import notice_consent


def names(turn: Turn, topics: Sequence[NoticeTopic]) -> str:
    """Topics as customers know them."""
    known = turn.deps.account_rules.notices.topics
    return "、".join(known[topic].name for topic in topics)


def channel_names(channels: Sequence[NoticeChannel]) -> str:
    """Channels as customers know them."""
    known: dict[str, str] = words("rights")["channel_names"]
    return "、".join(known[channel.value] for channel in NoticeChannel if channel in channels)


def tell_off(
    turn: Turn,
    off: Sequence[NoticeTopic],
    must: Sequence[NoticeTopic],
    channels: Sequence[NoticeChannel],
) -> None:
    """What was turned off and how to undo it, and what must stay."""
    told = []
    if off:
        key = "off" if set(channels) == set(NoticeChannel) else "off_on"
        facts: dict[str, Any] = {"channels": channel_names(channels), "undo": names(turn, off[:1])}
        told.append(phrase(f"rights.notices.{key}", topics=names(turn, off), **facts))
    if must:
        told.append(phrase("rights.notices.must", topics=names(turn, must)))
    turn.tell(lines(told), buttons="rights.notices.off_buttons")


def list_all(
    turn: Turn, account: Account, channels: Sequence[NoticeChannel], *, turning_on: bool
) -> None:
    """What stands on which channel, and one button for each thing that can be changed."""
    rules = turn.deps.account_rules.notices
    found = notice_consent.chosen(turn.deps.books, account=account, rules=rules)
    rows = []
    for topic in rules.topics:
        on = [item.channel for item in found if item.topic is topic and item.wanted]
        key = f"rights.notices.{'row' if on else 'row_off'}"
        rows.append(phrase(key, topic=rules.topics[topic].name, channels=channel_names(on)))
    head = phrase(f"rights.notices.head_{'on' if turning_on else 'off'}")
    buttons = _buttons(turn, found, channels, turning_on=turning_on)
    turn.tell(lines([head, *rows]), buttons=buttons)


def _buttons(
    turn: Turn,
    found: Sequence[NoticeStanding],
    channels: Sequence[NoticeChannel],
    *,
    turning_on: bool,
) -> list[Button]:
    rules = turn.deps.account_rules.notices
    on = ",".join(channel.value for channel in channels)
    standing = {item.topic for item in found if item.wanted}
    intent = "subscribe_notice" if turning_on else "unsubscribe_notice"
    return [
        Button(
            phrase(f"rights.notices.turn_{'on' if turning_on else 'off'}", topic=rule.name),
            f'/{intent}{{"aspect":"{topic.value}@{on}"}}',
        )
        for topic, rule in rules.topics.items()
        if (topic in standing) is not turning_on
    ]
