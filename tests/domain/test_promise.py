"""A promise: kept, late, or still waiting for its clock to start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.commitment import Mark, Start, Unit, Within
from bot.domain.promise import Promise, after_mark, next_due, promised
from tests.domain.test_commitment import at, commitment
from tests.domain.test_working_days import CALENDAR

COME = commitment("come", 45)
BACK = replace(commitment("back", 180), start=Start.ARRIVED, kept_by=Mark.DONE)
ANSWER = replace(commitment("answer", 0), within=Within(5, Unit.WORKING_DAYS), kept_by=Mark.DONE)
NOTICE = replace(commitment("notice", 0), start=Start.AHEAD)
START = at("2026-07-20 23:30")
ARRIVED, DONE = frozenset({Mark.ARRIVED}), frozenset({Mark.ARRIVED, Mark.DONE})


def made(*commitments: object) -> tuple[Promise, ...]:
    return promised(commitments, start=START, calendar=CALENDAR)  # type: ignore[arg-type]


def test_it_is_late_from_the_very_moment_it_is_due() -> None:
    """A minute before it is not."""
    (come,) = made(COME)

    assert come.due_at == at("2026-07-21 00:15")
    assert not come.is_late(at("2026-07-21 00:14"))
    assert come.is_late(at("2026-07-21 00:15"))
    assert come.left(at("2026-07-21 00:00")) == timedelta(minutes=15)
    assert come.left(at("2026-07-21 01:15")) == timedelta(hours=-1)


def test_a_kept_promise_stays_kept_or_late() -> None:
    """What happened in time is never late afterwards; what came too late stays so."""
    (in_time,) = after_mark(made(COME), ARRIVED, at=at("2026-07-21 00:10"))
    (too_late,) = after_mark(made(COME), ARRIVED, at=at("2026-07-21 00:20"))

    assert not in_time.is_late(at("2026-08-01 00:00"))
    assert too_late.is_late(at("2026-07-21 00:20"))
    assert in_time.left(at("2026-07-21 00:11")) is None
    assert after_mark([in_time], DONE, at=at("2026-07-21 09:00")) == (in_time,)


def test_the_second_clock_starts_when_the_crew_arrives() -> None:
    """Until then it is due at no time, and the first promise is the next to be kept."""
    promises = made(COME, BACK)
    assert promises[1].due_at is None
    assert next_due(promises) == promises[0]

    promises = after_mark(promises, ARRIVED, at=at("2026-07-21 00:10"))

    assert promises[1].due_at == at("2026-07-21 03:10")
    assert next_due(promises) == promises[1]
    assert next_due(after_mark(promises, DONE, at=at("2026-07-21 01:00"))) is None


def test_work_done_without_an_arrival_keeps_every_promise() -> None:
    """A fault switched away from afar needs no crew."""
    promises = after_mark(made(COME, BACK), DONE, at=at("2026-07-20 23:50"))

    assert all(promise.kept_at for promise in promises)
    assert not any(promise.is_late(at("2026-08-01 00:00")) for promise in promises)


def test_days_are_good_to_their_end_and_named_by_their_last() -> None:
    """Five working days from Monday night: the next Monday, all of it."""
    (answer,) = made(ANSWER)

    assert answer.whole_days
    assert answer.due_day == date(2026, 7, 27)
    assert not answer.is_late(at("2026-07-27 23:59"))
    assert answer.is_late(at("2026-07-28 00:00"))


def test_notices_ahead_are_no_promise_to_a_customer() -> None:
    """They are quoted, not timed."""
    assert made(NOTICE) == ()


def test_a_figure_is_only_as_certain_as_the_holidays_on_the_way() -> None:
    """Nobody knows yet which days of 2027 are worked."""
    december = at("2026-12-30 10:00")

    (answer,) = promised([ANSWER], start=december, calendar=CALENDAR)
    (come,) = promised([COME], start=december, calendar=CALENDAR)

    assert (answer.verified, come.verified) == (False, True)
