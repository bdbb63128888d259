"""Notices: what about, on which channel, who wants them, and when they may disturb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

from bot.domain.period import SHANGHAI


class NoticeTopic(str, Enum):
    """What a notice is about."""

    BILL = "bill"
    ARREARS = "arrears"
    PLANNED_OUTAGE = "planned_outage"
    RESTORE = "restore"
    TIPS = "tips"
    DR = "dr"
    MARKETING = "marketing"


class NoticeChannel(str, Enum):
    """How a notice reaches someone."""

    SMS = "sms"
    WECHAT = "wechat"
    APP = "app"


@dataclass(frozen=True)
class NoticeChoice:
    """What a customer chose once; the newest choice counts, none is ever erased."""

    account_no: str
    customer_no: str
    """Who chose; the next holder begins with the defaults."""
    topic: NoticeTopic
    channel: NoticeChannel
    wanted: bool
    at: datetime
    source: str
    """Where it was said, e.g. a conversation id or `counter`."""


@dataclass(frozen=True)
class TopicRule:
    """What holds for one topic."""

    name: str
    """As customers know it, e.g. 停电计划."""
    default: frozenset[NoticeChannel]
    """Channels that are on until the customer chooses."""
    keeps_one: bool
    """Whether one channel must stay on, because the utility is bound to tell."""
    may_disturb: bool
    """Whether it may be sent during quiet hours."""


@dataclass(frozen=True)
class QuietHours:
    """When customers are left in peace, by the clock in Asia/Shanghai, half-open."""

    start: time
    end: time

    def over_at(self, at: datetime) -> datetime | None:
        """When the quiet hours that hold at this instant end; None outside them."""
        local = at.astimezone(SHANGHAI)
        clock = local.time()
        if self.start <= self.end:
            quiet, days = self.start <= clock < self.end, 0
        else:
            quiet = clock >= self.start or clock < self.end
            days = 1 if clock >= self.start else 0
        if not quiet:
            return None
        return datetime.combine(local.date() + timedelta(days=days), self.end, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class NoticeRules:
    """Topics and quiet hours."""

    topics: Mapping[NoticeTopic, TopicRule]
    quiet: QuietHours


class NoticeReason(str, Enum):
    """Why a notice may or may not be sent."""

    WANTED = "wanted"
    NOT_WANTED = "not_wanted"
    QUIET = "quiet"


@dataclass(frozen=True)
class NoticeVerdict:
    """Whether a notice may be sent."""

    allowed: bool
    reason: NoticeReason
    again_at: datetime | None = None
    """When it may be sent, where only the hour is wrong."""


@dataclass(frozen=True)
class NoticeStanding:
    """One topic on one channel as it stands."""

    topic: NoticeTopic
    channel: NoticeChannel
    wanted: bool
    chosen_at: datetime | None
    """None while the default holds."""
    source: str


def standing(
    rules: NoticeRules, choices: Iterable[NoticeChoice]
) -> dict[tuple[NoticeTopic, NoticeChannel], NoticeStanding]:
    """Every topic on every channel; of several choices the last given counts."""
    found = {
        (topic, channel): NoticeStanding(topic, channel, channel in rule.default, None, "default")
        for topic, rule in rules.topics.items()
        for channel in NoticeChannel
    }
    for choice in choices:
        if choice.topic in rules.topics:
            found[choice.topic, choice.channel] = NoticeStanding(
                choice.topic, choice.channel, choice.wanted, choice.at, choice.source
            )
    return found


def verdict(rules: NoticeRules, now_standing: NoticeStanding, *, at: datetime) -> NoticeVerdict:
    """Whether a notice may go out at this instant."""
    if not now_standing.wanted:
        return NoticeVerdict(False, NoticeReason.NOT_WANTED)
    over = rules.quiet.over_at(at)
    if over is not None and not rules.topics[now_standing.topic].may_disturb:
        return NoticeVerdict(False, NoticeReason.QUIET, over)
    return NoticeVerdict(True, NoticeReason.WANTED)
