"""Outages: what is off, why, since when, until when, and how far that can be believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.period import Period, local_midnight


class OutageKind(str, Enum):
    """What an outage is."""

    PLANNED = "planned"
    """Announced work (计划停电)."""
    FAULT = "fault"
    """Something broke (故障停电)."""
    SUSPECTED = "suspected"
    """Several customers of one area reported it; the utility has not confirmed it (疑似停电)."""


class CrewState(str, Enum):
    """How far the repair crew is."""

    CALLED = "called"
    ON_THE_WAY = "on_the_way"
    AT_WORK = "at_work"


class OutageOrigin(str, Enum):
    """Who keeps an outage up to date."""

    FEED = "feed"
    IMPORT = "import"
    REPORTS = "reports"


@dataclass(frozen=True, kw_only=True)
class Outage:
    """One outage as the utility, or several customers, say it is."""

    outage_id: str
    kind: OutageKind
    scope: str
    """Where, in plain words; empty where a place may not be told."""
    area_codes: tuple[str, ...]
    """Transformer areas without supply."""
    begins_at: datetime
    ends_at: datetime | None = None
    """Planned end, or estimated restoration; None while nobody can say."""
    first_ends_at: datetime | None = None
    """The first such time that was given; what the record of estimates is measured by."""
    restored_at: datetime | None = None
    withdrawn_at: datetime | None = None
    """When it was called off or taken back, without a word of restoration."""
    replaced_by: str | None = None
    """The confirmed outage that took the place of a suspected one."""
    cause: str = ""
    """In plain words; empty while unknown."""
    crew: CrewState | None = None
    source: str
    """Who says so, in plain words; empty when it was customers."""
    origin: OutageOrigin
    as_of: datetime
    """When all this was right."""

    @property
    def is_open(self) -> bool:
        """Whether it was neither restored nor withdrawn."""
        return self.restored_at is None and self.withdrawn_at is None

    def is_ongoing(self, now: datetime) -> bool:
        """Whether supply is off now, as far as anyone said."""
        return self.is_open and self.begins_at <= now

    def is_upcoming(self, now: datetime) -> bool:
        """Whether it is still to begin."""
        return self.is_open and self.begins_at > now

    def is_overdue(self, now: datetime) -> bool:
        """Whether it goes on past the time that was given for its end."""
        return self.is_ongoing(now) and self.ends_at is not None and self.ends_at < now

    def was_restored_within(self, span: timedelta, now: datetime) -> bool:
        """Whether supply came back not longer ago than `span`."""
        return self.restored_at is not None and now - span <= self.restored_at <= now

    def touches(self, period: Period) -> bool:
        """Whether any part of it lies in the days; without an end it has no last day."""
        begins_before = self.begins_at < local_midnight(period.end)
        return begins_before and (
            self.ends_at is None or self.ends_at > local_midnight(period.start)
        )

    def after(self, earlier: Outage | None) -> Outage:
        """This newer word, with the first estimate of the earlier one kept.

        Another beginning is a new promise: then the first estimate starts anew.
        """
        kept = None
        if earlier is not None and earlier.begins_at == self.begins_at:
            kept = earlier.first_ends_at
        return replace(self, first_ends_at=kept or self.first_ends_at or self.ends_at)

    def without_place(self) -> Outage:
        """The same without a word that says where it is: for callers who proved nothing."""
        return replace(self, outage_id="", scope="", area_codes=(), cause="", replaced_by=None)


@dataclass(frozen=True)
class EstimateRecord:
    """How often supply came back no later than first estimated, for outages of one kind."""

    kept: int
    count: int

    @property
    def rate(self) -> float | None:
        """Part of the estimates that held; None when there were none."""
        return self.kept / self.count if self.count else None


@dataclass(frozen=True)
class FeedAge:
    """How old the utility's word on outages is."""

    as_of: datetime | None
    """None when nothing ever came."""
    stale: bool
    """Too old to say that there is no outage."""


def feed_age(*, as_of: datetime | None, now: datetime, stale_after: timedelta) -> FeedAge:
    """The age of what was right at `as_of`."""
    return FeedAge(as_of, stale=as_of is None or now - as_of > stale_after)


@dataclass(frozen=True, kw_only=True)
class OutageRules:
    """Figures of the business around outages; knowledge/outages.yml holds them."""

    stale_after: timedelta = timedelta(minutes=30)
    """Age from which the feed no longer proves that there is no outage."""
    announced_days: int = 7
    """How many days ahead planned outages are announced at the latest."""
    planned_ahead_days: int = 14
    """How far ahead to look when the customer names no days."""
    restored_within: timedelta = timedelta(hours=24)
    """How long a restored outage is still worth telling."""
    record_days: int = 365
    """How far back the record of estimates reaches."""
    suspect_reporters: int = 3
    """Reports of this many different customers of one area raise a suspected outage …"""
    suspect_within: timedelta = timedelta(minutes=30)
    """… when they come within this time."""
    suspect_lasts: timedelta = timedelta(hours=3)
    """Without a new report a suspected outage ends after this."""


DEFAULT_RULES = OutageRules()
