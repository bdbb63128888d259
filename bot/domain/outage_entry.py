"""One entry of an outage feed: untrusted fields in, an outage out, or every reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from bot.domain.outage import CrewState, Outage, OutageKind, OutageOrigin
from bot.domain.period import SHANGHAI

Entry = Mapping[str, Any]

AHEAD = timedelta(minutes=5)
"""Clocks of two companies may differ by this much."""
_LONGEST_TEXT = 400
_MOST_CODES = 2_000
_ID = re.compile(r"[\w.:/-]{1,64}")
_CODE = re.compile(r"[\w.:/-]{1,32}")
_BETWEEN_CODES = re.compile(r"[;；、|\s]+")
_YES = frozenset({"1", "true", "yes", "是"})
_NO = frozenset({"", "0", "false", "no", "否"})
_KINDS = {"planned": OutageKind.PLANNED, "fault": OutageKind.FAULT} | {
    "计划": OutageKind.PLANNED,
    "故障": OutageKind.FAULT,
}


@dataclass(frozen=True)
class FeedDocument:
    """Everything the utility says about outages at one moment."""

    as_of: datetime
    source: str
    """Who says so, in plain words."""
    entries: tuple[Any, ...]
    """One for each outage that goes on, is planned, or was restored lately; not yet checked."""


@dataclass(frozen=True)
class FeedEntry:
    """An entry that can be taken."""

    outage: Outage
    feeder_codes: tuple[str, ...]
    """Feeders whose every area is touched, beside the areas named."""


@dataclass(frozen=True)
class EntryProblem:
    """Something wrong with one entry."""

    place: int
    """Number of the entry in the feed, from 1."""
    outage_id: str
    """Empty when the entry has none that can be read."""
    reason: str
    rejected: bool = True
    """False when the entry was taken all the same, without the part that was wrong."""


class _Reader:
    """Reads the fields of one entry and collects what is wrong."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self.reasons: list[str] = []

    def wrong(self, reason: str) -> None:
        if reason not in self.reasons:
            self.reasons.append(reason)

    def text(self, name: str) -> str:
        value = self._entry.get(name)
        if value is None:
            return ""
        if not isinstance(value, str | int) or isinstance(value, bool):
            self.wrong(f"{name}: not a text")
            return ""
        text = str(value).strip()
        if len(text) > _LONGEST_TEXT:
            self.wrong(f"{name}: longer than {_LONGEST_TEXT} characters")
        if any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} for char in text):
            self.wrong(f"{name}: control or unreadable characters")
        return text

    def one_of(self, name: str, known: Mapping[str, Enum]) -> Any:
        text = self.text(name).lower()
        if text and text not in known:
            self.wrong(f"{name}: use one of {', '.join(known)}")
        return known.get(text)

    def flag(self, name: str) -> bool:
        value = self._entry.get(name)
        text = str(value).strip().lower() if value is not None else ""
        if text not in _YES | _NO:
            self.wrong(f"{name}: use true or false")
        return text in _YES

    def instant(self, name: str) -> datetime | None:
        text = self.text(name)
        if not text:
            return None
        value = read_instant(text)
        if value is None:
            self.wrong(f"{name}: write it as 2026-05-01T13:45:00+08:00")
        return value

    def codes(self, name: str) -> tuple[str, ...]:
        value = self._entry.get(name)
        listed = _BETWEEN_CODES.split(value) if isinstance(value, str) else value or []
        if not isinstance(listed, list | tuple):
            self.wrong(f"{name}: not a list of codes")
            return ()
        codes = [str(code).strip() for code in listed if str(code).strip()]
        if len(codes) > _MOST_CODES or not all(_CODE.fullmatch(code) for code in codes):
            self.wrong(f"{name}: not a list of codes")
            return ()
        return tuple(sorted(set(codes)))


def read_instant(text: str) -> datetime | None:
    """A day and a time, Chinese time unless it says otherwise; None for anything else."""
    try:
        value = datetime.fromisoformat(text)
        local = (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        return None
    return local if 1992 <= local.year <= 2100 else None


def id_of(entry: Any) -> str:
    """The entry's id; empty when it has none that can be used."""
    value = entry.get("id") if isinstance(entry, Mapping) else None
    text = str(value).strip() if isinstance(value, str | int) else ""
    return text if _ID.fullmatch(text) else ""


def read_entry(entry: Any, *, as_of: datetime, source: str) -> FeedEntry | list[str]:
    """The entry as an outage, or the reasons why it cannot be taken."""
    if not isinstance(entry, Mapping):
        return ["not an object with fields"]
    read = _Reader(entry)
    if not id_of(entry):
        read.wrong("id: 1 to 64 letters, digits or . : / _ -")
    kind = read.one_of("kind", _KINDS)
    begins_at = read.instant("begins_at")
    areas, feeders = read.codes("areas"), read.codes("feeders")
    outage = Outage(
        outage_id=id_of(entry),
        kind=kind or OutageKind.FAULT,
        scope=read.text("scope"),
        area_codes=areas,
        begins_at=begins_at or as_of,
        ends_at=read.instant("ends_at"),
        restored_at=read.instant("restored_at"),
        withdrawn_at=as_of if read.flag("cancelled") else None,
        cause=read.text("cause"),
        crew=read.one_of("crew", {state.value: state for state in CrewState}),
        source=source,
        origin=OutageOrigin.FEED,
        as_of=as_of,
    )
    if not read.reasons:
        for needed, there in (("kind", kind), ("begins_at", begins_at), ("scope", outage.scope)):
            if not there:
                read.wrong(f"{needed}: missing")
        for reason in broken_rules(outage):
            read.wrong(reason)
        if not areas and not feeders:
            read.wrong("areas: name an area, or a feeder in feeders")
    return read.reasons or FeedEntry(outage, feeders)


def broken_rules(outage: Outage) -> list[str]:
    """What cannot be true about one outage, each rule named by the field to mend."""
    rules = (
        (
            outage.ends_at is None or outage.ends_at > outage.begins_at,
            "ends_at: not after begins_at",
        ),
        (
            outage.kind is not OutageKind.PLANNED or outage.ends_at is not None,
            "ends_at: a planned outage needs its planned end",
        ),
        (
            outage.kind is not OutageKind.FAULT or outage.begins_at <= outage.as_of + AHEAD,
            "begins_at: a fault cannot begin later",
        ),
        (
            outage.restored_at is None or outage.restored_at >= outage.begins_at,
            "restored_at: before begins_at",
        ),
        (
            outage.restored_at is None or outage.restored_at <= outage.as_of + AHEAD,
            "restored_at: later than the feed itself",
        ),
        (
            outage.restored_at is None or outage.withdrawn_at is None,
            "cancelled: it was restored",
        ),
    )
    return [reason for holds, reason in rules if not holds]
