"""「账单短信别发了」, 「停电通知我」: what is sent about an account, and on which channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from actions import answering, articles, proving
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.hearing import listen
from actions.insight import bill_limit
from actions.outages import notice
from actions.rights.notice_telling import channel_names, list_all, names, tell_off
from actions.rights.said import fits
from actions.turn import Turn
from actions.wording import words
from bot.domain.account import Account
from bot.domain.notice import NoticeChannel, NoticeTopic
from bot.domain.right import Scope
from bot.domain.unable_account import NoticeMustReach
from bot.services import notice_consent

ON, OFF = "subscribe_notice", "unsubscribe_notice"
_ALL = "all"


class SubscribeNotice(XiaowaAction):
    """开通提醒; 停电前告诉我."""

    kind: ClassVar[str] = ON

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{self.kind}"

    def act(self, turn: Turn) -> None:
        """An outage being spoken of first; what we cannot send; then the choice after a proof."""
        if notice.take_up(turn):
            return
        known = words("rights")["notices"]
        if bill_limit.takes(turn):
            return
        entry = articles.fitting(turn, known["articles"])
        if entry:
            articles.tell(turn, entry, buttons="unable.buttons")
            return
        for key, pattern in known["not_ours"]:
            if turn.text and re.search(pattern, turn.text):
                turn.say(f"rights.notices.cannot.{key}", buttons="rights.notices.cannot_buttons")
                return
        number = listen(turn.text).account_no
        answering.answer(turn, Ask(self.kind, aspect=_wanted(turn, self.kind), account_no=number))


class UnsubscribeNotice(SubscribeNotice):
    """退订; 短信不要发了."""

    kind = OFF


def _wanted(turn: Turn, kind: str) -> str:
    """Topics and channels of the words, e.g. `bill,arrears@sms`; `@` when none is named."""
    if not turn.text:
        return turn.entity("aspect")
    known = words("rights")["notices"]
    topics = [str(name) for name, said in known["topics_said"] if re.search(said, turn.text)]
    if kind == OFF and not topics and fits(turn.text, "all_notices"):
        topics = [_ALL]
    channels = [str(name) for name, said in known["channels_said"] if re.search(said, turn.text)]
    return f"{','.join(topics)}@{','.join(channels)}"


def _read(turn: Turn, aspect: str) -> tuple[list[NoticeTopic], list[NoticeChannel]]:
    named, _, on = aspect.partition("@")
    known = turn.deps.account_rules.notices.topics
    topics = [topic for topic in known if named == _ALL or topic.value in named.split(",")]
    return topics, [channel for channel in NoticeChannel if channel.value in on.split(",")]


@answers(ON)
def tell_on(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Turn on what was named, and say how to undo it; without a name, what there is."""
    topics, channels = _read(turn, ask.aspect)
    if not topics:
        list_all(turn, account, channels, turning_on=True)
        return proving.same_topic(turn, Ask(ON), account)
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=ON)
    channels = channels or [NoticeChannel.SMS]
    _set(turn, account, topics, channels, wanted=True)
    turn.say(
        "rights.notices.on",
        topics=names(turn, topics),
        channels=channel_names(channels),
        undo=names(turn, topics[:1]),
        buttons="rights.notices.on_buttons",
    )
    return proving.same_topic(turn, Ask(ON), account)


@answers(OFF)
def tell_off_one(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Turn off what was named; what must be told stays on one channel, and that is said."""
    topics, channels = _read(turn, ask.aspect)
    if not topics:
        list_all(turn, account, channels, turning_on=False)
        return proving.same_topic(turn, Ask(OFF), account)
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=OFF)
    channels = channels or list(NoticeChannel)
    must = [topic for topic in topics if not _off(turn, account, topic, channels)]
    off = [topic for topic in topics if topic not in must]
    tell_off(turn, off, must, channels)
    return proving.same_topic(turn, Ask(OFF), account)


def _off(
    turn: Turn, account: Account, topic: NoticeTopic, channels: Sequence[NoticeChannel]
) -> bool:
    """Turn a topic off; False when it must stay, by text message alone."""
    try:
        _set(turn, account, [topic], channels, wanted=False)
    except NoticeMustReach:
        others = [channel for channel in channels if channel is not NoticeChannel.SMS]
        _set(turn, account, [topic], [NoticeChannel.SMS], wanted=True)
        _set(turn, account, [topic], others, wanted=False)
        return False
    return True


def _set(
    turn: Turn,
    account: Account,
    topics: Sequence[NoticeTopic],
    channels: Sequence[NoticeChannel],
    *,
    wanted: bool,
) -> None:
    notice_consent.choose(
        turn.deps.books,
        account=account,
        topics=topics,
        channels=channels,
        wanted=wanted,
        conversation_id=turn.conversation_id,
        now=turn.now,
        rules=turn.deps.account_rules.notices,
    )
