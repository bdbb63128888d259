"""Service commitments: what a supply company publicly promises, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.domain.period import SHANGHAI, local_midnight
from bot.domain.source import Source
from bot.domain.working_days import WorkCalendar, add_working_days

ANY_COMPANY = "any"


class AreaKind(str, Enum):
    """How far a place is from a crew, as commitments tell places apart."""

    CITY = "city"
    RURAL = "rural"
    REMOTE = "remote"


class Unit(str, Enum):
    """What a commitment counts in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class Start(str, Enum):
    """When the clock of a commitment starts."""

    OPENED = "opened"
    """When the work order is opened."""
    ARRIVED = "arrived"
    """When the crew is on the spot."""
    AHEAD = "ahead"
    """Counted backwards from the thing announced, e.g. a planned outage."""


class Mark(str, Enum):
    """What keeps a commitment."""

    ARRIVED = "arrived"
    """The crew is on the spot, or a person is in touch with the customer."""
    DONE = "done"


@dataclass(frozen=True)
class Within:
    """A length of time as it was promised."""

    amount: int
    unit: Unit

    @property
    def longest(self) -> timedelta:
        """Elapsed time it may take at most when no holiday is in between, for comparing."""
        if self.unit is Unit.MINUTES:
            return timedelta(minutes=self.amount)
        if self.unit is Unit.HOURS:
            return timedelta(hours=self.amount)
        weeks, rest = divmod(self.amount, 5) if self.unit is Unit.WORKING_DAYS else (0, self.amount)
        return timedelta(days=weeks * 7 + rest)


@dataclass(frozen=True)
class Commitment:
    """One version of one promise."""

    code: str
    """E.g. `repair_arrival`; versions, companies and areas share it."""
    company: str
    """Key of the company in knowledge/commitments.yml, or `any`."""
    area: AreaKind | None
    """None: holds everywhere, or is what may be said while the area is unknown."""
    within: Within
    says: str
    """The promise in words for customers."""
    start: Start
    kept_by: Mark
    valid_from: date
    valid_to: date | None
    """First day on which it no longer holds; None while it does."""
    source: Source
    verified: bool
    """False when the figure was not compared with its publication: never state it as fact."""

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class CommitmentBook:
    """Every commitment, looked up by code, day and area for one company."""

    def __init__(
        self,
        commitments: Iterable[Commitment],
        *,
        company: str,
        clocks: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._by_code: dict[str, list[Commitment]] = {}
        for item in commitments:
            self._by_code.setdefault(item.code, []).append(item)
        self.company = company
        self.clocks = clocks
        """Kind of work order -> codes of the commitments that it is held to."""

    def all(self) -> tuple[Commitment, ...]:
        """Every version of every company."""
        return tuple(item for items in self._by_code.values() for item in items)

    def find(
        self, code: str, *, day: date, area: AreaKind | None = None, company: str | None = None
    ) -> Commitment | None:
        """The version in force on a day; None when this company promises no such thing there.

        The company's own promise goes before one that any company makes. A promise that does not
        tell areas apart holds in every area.
        """
        for owner in (company or self.company, ANY_COMPANY):
            held = [
                item
                for item in self._by_code.get(code, ())
                if item.company == owner and item.holds_on(day)
            ]
            tells_apart = any(item.area for item in held)
            wanted = area if tells_apart else None
            for item in held:
                if item.area is wanted:
                    return item
            if held:
                return None
        return None

    def for_kind(
        self, kind: str, *, day: date, area: AreaKind | None = None
    ) -> tuple[Commitment, ...]:
        """The commitments that a kind of work order is held to, in the order of their marks."""
        found = (self.find(code, day=day, area=area) for code in self.clocks.get(kind, ()))
        return tuple(item for item in found if item)


def due_at(start: datetime, within: Within, *, calendar: WorkCalendar) -> datetime:
    """The aware instant at which a time that began at `start` is up.

    Minutes and hours run through nights and holidays. Days and working days do not count the
    day they start on and last to its end: due is the midnight after the last one, Chinese time.
    """
    if within.unit in (Unit.MINUTES, Unit.HOURS):
        return start + within.longest
    day = start.astimezone(SHANGHAI).date()
    if within.unit is Unit.DAYS:
        last = day + timedelta(days=within.amount)
    else:
        last = add_working_days(day, within.amount, calendar=calendar)
    return local_midnight(last + timedelta(days=1))
