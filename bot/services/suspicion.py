"""Suspected outages: raised by several customers of one area, ended by word, time or a real event.

The utility has confirmed nothing yet; what is raised here answers the next caller from the same
area, and gives way as soon as the utility speaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.outage import DEFAULT_RULES, Outage, OutageKind, OutageOrigin, OutageRules
from bot.storage import grid, outage_reports, outages
from bot.storage.books import Books, Session


@dataclass(frozen=True)
class ReportNoted:
    """What one more report led to."""

    outage: Outage | None
    """The outage it belongs to: confirmed, suspected before, or raised by this very report."""
    reporters: int
    """Different customers of the area who reported lately, this one included."""
    raised: bool
    """Whether this report raised the suspected outage."""


def note_report(
    books: Books,
    *,
    area_code: str,
    reporter: str,
    now: datetime,
    rules: OutageRules = DEFAULT_RULES,
) -> ReportNoted:
    """Count one customer's word that supply is off; the same reporter counts once.

    `reporter` is whatever tells customers apart (an account number, a phone, a conversation id);
    only a hash of it is kept. A report about an area whose outage is known joins that outage.
    """
    mark = hashlib.sha256(f"{area_code}\x1f{reporter}".encode()).hexdigest()
    with books.service() as service:
        outage_reports.forget(service, before=now - max(rules.suspect_lasts, rules.suspect_within))
        outage_reports.note(service, area_code=area_code, reporter=mark, at=now)
        lately = outage_reports.since(service, area_code=area_code, at=now - rules.suspect_within)
        known = _ongoing(service, area_code, now)
        if known is not None or len(lately) < rules.suspect_reporters:
            return ReportNoted(known, len(lately), raised=False)
        names = [area.name for area in grid.areas(service, area_codes=[area_code])]
        outage = Outage(
            outage_id=f"S-{area_code}-{lately[0]:%Y%m%d%H%M%S}",
            kind=OutageKind.SUSPECTED,
            scope=names[0] if names else "",
            area_codes=(area_code,),
            begins_at=lately[0],
            source="",
            origin=OutageOrigin.REPORTS,
            as_of=now,
        )
        outages.save(service, outages=[outage])
    return ReportNoted(outage, len(lately), raised=True)


def end_suspected(books: Books, *, outage_id: str, restored: bool, now: datetime) -> bool:
    """End a suspected outage: supply is back, or it never was off; False when it was not open."""
    with books.service() as service:
        found = outages.by_ids(service, outage_ids=[outage_id]).get(outage_id)
        if found is None or found.kind is not OutageKind.SUSPECTED or not found.is_open:
            return False
        end = outages.restore if restored else outages.withdraw
        end(service, outage_ids=[outage_id], at=now)
        for area_code in found.area_codes:
            outage_reports.clear(service, area_code=area_code)
    return True


def expire_suspected(
    books: Books, *, now: datetime, rules: OutageRules = DEFAULT_RULES
) -> list[str]:
    """End those that nobody reported for long; returns their ids."""
    with books.service(writing=False) as service:
        quiet = _quiet(service, now, rules)
    if quiet:
        with books.service() as service:
            # Looked at again: a report may have come in between.
            quiet = _quiet(service, now, rules)
            outages.withdraw(service, outage_ids=quiet, at=now)
    return quiet


def settle_by(service: Session, *, confirmed: Iterable[Outage], now: datetime) -> None:
    """Let confirmed outages take the place of the suspected ones in their areas."""
    suspected = outages.open_of(service, origin=OutageOrigin.REPORTS)
    for outage in confirmed if suspected else ():
        settled = [one for one in suspected if set(one.area_codes) & set(outage.area_codes)]
        ids = [one.outage_id for one in settled]
        outages.withdraw(service, outage_ids=ids, at=now, replaced_by=outage.outage_id)
        for area_code in {code for one in settled for code in one.area_codes}:
            outage_reports.clear(service, area_code=area_code)
        suspected = [one for one in suspected if one not in settled]


def _ongoing(service: Session, area_code: str, now: datetime) -> Outage | None:
    """The outage of the area that goes on; a confirmed one before a suspected one."""
    found = [
        outage
        for outage in outages.of_areas(service, area_codes=[area_code], restored_since=now)
        if outage.is_ongoing(now)
    ]
    return min(found, key=lambda o: (o.kind is OutageKind.SUSPECTED, o.begins_at), default=None)


def _quiet(service: Session, now: datetime, rules: OutageRules) -> list[str]:
    last_word = now - rules.suspect_lasts
    return [
        outage.outage_id
        for outage in outages.open_of(service, origin=OutageOrigin.REPORTS)
        if all(
            (outage_reports.newest(service, area_code=code) or outage.begins_at) < last_word
            for code in outage.area_codes
        )
    ]
