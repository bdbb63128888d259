"""Quiet hours by the clock, and choices that count in the order they were made."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from bot.domain.notice import (
    NoticeChannel,
    NoticeChoice,
    NoticeReason,
    NoticeTopic,
    QuietHours,
    standing,
    verdict,
)
from bot.domain.period import SHANGHAI
from tests.services.counter import RULES

NIGHT, NOON_NAP = QuietHours(time(21), time(8)), QuietHours(time(12), time(14))


def at(day: int, clock: str) -> datetime:
    return datetime.combine(datetime(2026, 7, day).date(), time.fromisoformat(clock), SHANGHAI)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("quiet", "clock", "over"),
    [
        (NIGHT, "20:59:59", None),
        (NIGHT, "21:00", at(21, "08:00")),
        (NIGHT, "23:59:59", at(21, "08:00")),
        (NIGHT, "00:00", at(20, "08:00")),
        (NIGHT, "07:59:59", at(20, "08:00")),
        (NIGHT, "08:00", None),
        (NOON_NAP, "11:59", None),
        (NOON_NAP, "12:00", at(20, "14:00")),
        (NOON_NAP, "14:00", None),
    ],
)
def test_quiet_hours_end_when_they_should(
    quiet: QuietHours, clock: str, over: datetime | None
) -> None:
    """Half-open, across midnight or within a day."""
    assert quiet.over_at(at(20, clock)) == over


def test_no_quiet_hours_at_all_when_both_ends_are_equal() -> None:
    """A utility that sends at any hour."""
    assert QuietHours(time(8), time(8)).over_at(at(20, "08:00")) is None


def test_the_last_choice_counts_and_the_default_holds_until_there_is_one() -> None:
    """Off, on and off again is off."""
    topic, channel = NoticeTopic.BILL, NoticeChannel.SMS
    choices = [
        NoticeChoice("1", "C1", topic, channel, wanted, at(20, "10:00") + timedelta(days=n), "me")
        for n, wanted in enumerate((False, True, False))
    ]

    assert standing(RULES.notices, [])[topic, channel].chosen_at is None
    assert standing(RULES.notices, [])[topic, channel].wanted
    found = standing(RULES.notices, choices)[topic, channel]
    assert (found.wanted, found.chosen_at, found.source) == (False, at(22, "10:00"), "me")
    assert standing(RULES.notices, choices)[topic, NoticeChannel.WECHAT].wanted


def test_only_what_may_disturb_goes_out_at_night() -> None:
    """Power is back: yes. A bill: at eight."""
    by_default = standing(RULES.notices, [])
    bill = by_default[NoticeTopic.BILL, NoticeChannel.SMS]
    restore = by_default[NoticeTopic.RESTORE, NoticeChannel.SMS]
    night = at(20, "22:30")

    assert verdict(RULES.notices, restore, at=night).allowed
    said = verdict(RULES.notices, bill, at=night)
    assert (said.allowed, said.reason, said.again_at) == (
        False,
        NoticeReason.QUIET,
        at(21, "08:00"),
    )
    assert verdict(RULES.notices, bill, at=said.again_at or night).allowed


@pytest.mark.parametrize("topic", [NoticeTopic.MARKETING, NoticeTopic.TIPS, NoticeTopic.DR])
def test_nobody_is_sent_what_nobody_asked_for(topic: NoticeTopic) -> None:
    """Offers are off until the customer wants them."""
    found = standing(RULES.notices, [])

    assert not any(found[topic, channel].wanted for channel in NoticeChannel)
