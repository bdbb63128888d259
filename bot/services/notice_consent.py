"""Which notices a customer wants on which channel, and whether one may be sent now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.domain.account import Account
from bot.domain.identity import Audit
from bot.domain.notice import (
    NoticeChannel,
    NoticeChoice,
    NoticeRules,
    NoticeStanding,
    NoticeTopic,
    NoticeVerdict,
    standing,
    verdict,
)
from bot.domain.unable_account import NoticeMustReach
from bot.storage import audits, notice_choices
from bot.storage.books import Books, Session

Standing = dict[tuple[NoticeTopic, NoticeChannel], NoticeStanding]


def choose(
    books: Books,
    *,
    account: Account,
    topics: Collection[NoticeTopic],
    channels: Collection[NoticeChannel],
    wanted: bool,
    conversation_id: str,
    now: datetime,
    rules: NoticeRules,
) -> list[NoticeStanding]:
    """Turn topics on or off on channels; returns how they stand, in the order of the topics.

    What stands so already is not written again, so the list shows when it was really chosen.

    Raises:
        NoticeMustReach: the last channel of a topic that must reach the customer; nothing was
            changed. Facts: topic, name.
    """
    with books.service() as service:
        before = _standing(service, account, rules)
        changes = [
            NoticeChoice(
                account_no=account.account_no,
                customer_no=account.customer_no,
                topic=topic,
                channel=channel,
                wanted=wanted,
                at=now,
                source=conversation_id,
            )
            for topic in topics
            for channel in channels
            if before[topic, channel].wanted is not wanted
        ]
        after = _changed(before, changes)
        for topic in topics:
            if rules.topics[topic].keeps_one and not _reaches(after, topic):
                raise NoticeMustReach(topic=topic, name=rules.topics[topic].name)
        notice_choices.add(service, choices=changes)
        action = "notice.subscribe" if wanted else "notice.unsubscribe"
        row = Audit(now, conversation_id, account.account_no, action, "ok")
        audits.record(service, audit=row)
    return [after[topic, channel] for topic in topics for channel in channels]


def chosen(books: Books, *, account: Account, rules: NoticeRules) -> list[NoticeStanding]:
    """Every topic on every channel as it stands, in the order of the rules."""
    with books.service(writing=False) as service:
        return list(_standing(service, account, rules).values())


def may_send(
    books: Books,
    *,
    account: Account,
    topic: NoticeTopic,
    channel: NoticeChannel,
    at: datetime,
    rules: NoticeRules,
) -> NoticeVerdict:
    """Whether a notice about this may go to this account on this channel at this instant."""
    with books.service(writing=False) as service:
        now_standing = _standing(service, account, rules)[topic, channel]
    return verdict(rules, now_standing, at=at)


def _standing(service: Session, account: Account, rules: NoticeRules) -> Standing:
    choices = notice_choices.of_account(
        service, account_no=account.account_no, customer_no=account.customer_no
    )
    return standing(rules, choices)


def _changed(before: Standing, changes: Collection[NoticeChoice]) -> Standing:
    after = dict(before)
    for change in changes:
        after[change.topic, change.channel] = NoticeStanding(
            change.topic, change.channel, change.wanted, change.at, change.source
        )
    return after


def _reaches(found: Standing, topic: NoticeTopic) -> bool:
    return any(found[topic, channel].wanted for channel in NoticeChannel)
