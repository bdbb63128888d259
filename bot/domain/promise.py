"""A promise: a commitment made to one customer, with the clock running."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.commitment import Commitment, Mark, Start, Unit, due_at
from bot.domain.period import SHANGHAI
from bot.domain.source import Source
from bot.domain.working_days import WorkCalendar


@dataclass(frozen=True)
class Promise:
    """By when something of a work order will have happened."""

    code: str
    says: str
    """In words for customers."""
    kept_by: Mark
    due_at: datetime | None
    """The instant from which it is late; None while its clock waits for the crew's arrival."""
    minutes_after_arrival: int | None
    """For a clock that the crew's arrival starts."""
    whole_days: bool
    """Counted in days: good until the end of `due_day`."""
    source: Source
    verified: bool
    """False when the figure, or the holidays on the way, are not certain: say so with it."""
    kept_at: datetime | None = None

    @property
    def due_day(self) -> date | None:
        """The last local day on which it is kept in time."""
        if self.due_at is None:
            return None
        return (self.due_at - timedelta(microseconds=1)).astimezone(SHANGHAI).date()

    def is_late(self, now: datetime) -> bool:
        """Whether it was broken: kept too late, or not kept though the time is up."""
        return self.due_at is not None and (self.kept_at or now) >= self.due_at

    def left(self, now: datetime) -> timedelta | None:
        """Time left, negative when overdue; None when kept, or its clock does not run yet."""
        return None if self.kept_at or self.due_at is None else self.due_at - now


def promised(
    commitments: Iterable[Commitment], *, start: datetime, calendar: WorkCalendar
) -> tuple[Promise, ...]:
    """What the commitments mean for something that begins at `start`."""
    return tuple(
        _promise(item, start, calendar) for item in commitments if item.start is not Start.AHEAD
    )


def after_mark(
    promises: Iterable[Promise], marks: frozenset[Mark], *, at: datetime
) -> tuple[Promise, ...]:
    """The promises once these marks are reached: some kept, some clocks started."""
    return tuple(_after(item, marks, at) for item in promises)


def next_due(promises: Iterable[Promise]) -> Promise | None:
    """The promise to be kept next, or None when all are kept or wait for an arrival."""
    running = [
        (item.due_at, place, item)
        for place, item in enumerate(promises)
        if item.kept_at is None and item.due_at is not None
    ]
    return min(running)[2] if running else None


def _promise(item: Commitment, start: datetime, calendar: WorkCalendar) -> Promise:
    waits = item.start is Start.ARRIVED
    due = None if waits else due_at(start, item.within, calendar=calendar)
    verified = item.verified
    if due is not None and item.within.unit is Unit.WORKING_DAYS:
        last = (due - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
        verified &= calendar.covers(start.astimezone(SHANGHAI).date(), last)
    return Promise(
        code=item.code,
        says=item.says,
        kept_by=item.kept_by,
        due_at=due,
        minutes_after_arrival=int(item.within.longest.total_seconds() // 60) if waits else None,
        whole_days=item.within.unit in (Unit.DAYS, Unit.WORKING_DAYS),
        source=item.source,
        verified=verified,
    )


def _after(promise: Promise, marks: frozenset[Mark], at: datetime) -> Promise:
    if promise.kept_at is not None:
        return promise
    if promise.minutes_after_arrival is not None and promise.due_at is None:
        if Mark.DONE in marks:
            return replace(promise, kept_at=at)
        if Mark.ARRIVED in marks:
            return replace(promise, due_at=at + timedelta(minutes=promise.minutes_after_arrival))
        return promise
    return replace(promise, kept_at=at) if promise.kept_by in marks else promise
