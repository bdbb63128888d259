"""Taking in what the outage feed says: all of it in one transaction, each entry on its merits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.outage import Outage, OutageOrigin
from bot.domain.outage_entry import (
    AHEAD,
    EntryProblem,
    FeedDocument,
    FeedEntry,
    id_of,
    read_entry,
)
from bot.services.suspicion import settle_by
from bot.storage import grid, outages
from bot.storage.books import Books, Session


@dataclass(frozen=True)
class TakenFeed:
    """What became of one document."""

    outages: int
    """Entries taken."""
    withdrawn: int
    """Outages that the feed no longer lists."""
    problems: tuple[EntryProblem, ...]
    refused: str = ""
    """Why nothing at all was taken; empty when it was."""


def take(books: Books, *, document: FeedDocument, now: datetime) -> TakenFeed:
    """Make the tables say what the document says.

    The document is the whole truth of its moment: an outage of the feed that is open here and not
    listed there is withdrawn, unless its own entry was rejected or an entry without a readable id
    might have been it. A document older than the newest one taken, or from the future, is refused.
    """
    entries, problems = _read(document)
    with books.service() as service:
        fed_at = outages.fed_at(service)
        if document.as_of > now + AHEAD:
            return TakenFeed(0, 0, (), refused="as_of lies in the future")
        if fed_at is not None and document.as_of < fed_at:
            return TakenFeed(0, 0, (), refused="older than what was taken before")
        placed = _placed(service, entries, problems)
        known = outages.by_ids(service, outage_ids=[outage.outage_id for outage in placed])
        kept = [_after(outage, known.get(outage.outage_id)) for outage in placed]
        outages.save(service, outages=kept)
        withdrawn = _withdraw_unlisted(service, kept, problems, document.as_of)
        settle_by(service, confirmed=[one for one in kept if one.is_ongoing(now)], now=now)
        outages.feed(service, source=document.source, as_of=document.as_of)
    return TakenFeed(len(kept), withdrawn, tuple(sorted(problems, key=lambda p: p.place)))


def _read(document: FeedDocument) -> tuple[dict[int, FeedEntry], list[EntryProblem]]:
    """Good entries by their place in the document, and what is wrong with the others."""
    good: dict[int, FeedEntry] = {}
    problems: list[EntryProblem] = []
    seen: set[str] = set()
    for place, entry in enumerate(document.entries, start=1):
        read = read_entry(entry, as_of=document.as_of, source=document.source)
        outage_id = id_of(entry)
        if isinstance(read, FeedEntry) and outage_id in seen:
            read = ["id: an earlier entry has the same"]
        if isinstance(read, FeedEntry):
            good[place] = read
            seen.add(outage_id)
        else:
            problems += [EntryProblem(place, outage_id, reason) for reason in read]
    return good, problems


def _placed(
    service: Session, entries: dict[int, FeedEntry], problems: list[EntryProblem]
) -> list[Outage]:
    """The outages with their feeders' areas, without areas the grid does not know."""
    feeder_codes = {code for entry in entries.values() for code in entry.feeder_codes}
    behind = grid.areas_of_feeders(service, feeder_codes=feeder_codes)
    named = {code for entry in entries.values() for code in entry.outage.area_codes}
    known = {area.area_code for area in grid.areas(service, area_codes=named)}
    placed = []
    for place, entry in entries.items():
        outage = entry.outage
        strange = [code for code in outage.area_codes if code not in known]
        strange += [code for code in entry.feeder_codes if code not in behind]
        codes = {code for code in outage.area_codes if code in known}
        codes = codes.union(*(behind.get(code, ()) for code in entry.feeder_codes))
        if strange:
            reason = f"areas: the grid does not know {', '.join(strange[:5])}"
            problems.append(EntryProblem(place, outage.outage_id, reason, rejected=not codes))
        if codes:
            placed.append(replace(outage, area_codes=tuple(sorted(codes))))
    return placed


def _after(outage: Outage, earlier: Outage | None) -> Outage:
    newer = outage.after(earlier)
    if earlier is None or newer.withdrawn_at is None or earlier.withdrawn_at is None:
        return newer
    return replace(newer, withdrawn_at=earlier.withdrawn_at)


def _withdraw_unlisted(
    service: Session, kept: Iterable[Outage], problems: Iterable[EntryProblem], at: datetime
) -> int:
    spared = {outage.outage_id for outage in kept} | {p.outage_id for p in problems}
    if any(problem.rejected and not problem.outage_id for problem in problems):
        return 0
    gone = [
        outage.outage_id
        for outage in outages.open_of(service, origin=OutageOrigin.FEED)
        if outage.outage_id not in spared
    ]
    for start in range(0, len(gone), 500):
        outages.withdraw(service, outage_ids=gone[start : start + 500], at=at)
    return len(gone)
