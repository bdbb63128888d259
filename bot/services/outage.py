"""What is known about supply: by account, by transformer areas, by the words for a place.

Every answer says how old the utility's word is. With a stale one an outage that is known may be
told "as of", but that there is none may not be said: see `SupplyState.require_word_of_none`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.account import Account
from bot.domain.account_no import normalise
from bot.domain.gazetteer import FoundPlace
from bot.domain.identity import Audit
from bot.domain.outage import (
    DEFAULT_RULES,
    EstimateRecord,
    FeedAge,
    Outage,
    OutageKind,
    OutageRules,
    feed_age,
)
from bot.domain.period import Period
from bot.domain.provenance import Provenance
from bot.domain.unable import (
    AccountNotFound,
    AreaUnknown,
    OutageFeedMissing,
    OutageFeedStale,
)
from bot.services.billing import local_day
from bot.services.gazetteer import candidates, the_place
from bot.services.proof import spelled_account_no
from bot.storage import accounts, audits, grid, outages
from bot.storage.books import Books, Session


@dataclass(frozen=True, kw_only=True)
class SupplyState:
    """What is known about the supply of some transformer areas."""

    area_codes: tuple[str, ...]
    """Empty when the caller proved nothing."""
    ongoing: tuple[Outage, ...]
    """Off now, confirmed ones first."""
    planned: tuple[Outage, ...]
    """Still to come, in the period asked for, the next one first."""
    restored: tuple[Outage, ...]
    """Back lately, the newest first."""
    nearby: tuple[Outage, ...]
    """Off now on the same feeder, but not here."""
    record: EstimateRecord | None
    """How often estimates for the first ongoing outage's kind held; None without an outage."""
    announced: Period
    """Days for which the utility has announced its planned outages; later ones may still come."""
    feed: FeedAge
    provenance: Provenance

    @property
    def current(self) -> Outage | None:
        """The outage to speak of."""
        return self.ongoing[0] if self.ongoing else None

    @property
    def covers_everything(self) -> bool:
        """Whether the current outage takes all of the areas, not only some."""
        return self.current is not None and set(self.area_codes) <= set(self.current.area_codes)

    def require_word_of_none(self) -> None:
        """Return when it may be said that nothing is off.

        Raises:
            OutageFeedStale: the utility's word is too old for that. Facts: as_of.
            OutageFeedMissing: there never was one.
        """
        if self.feed.as_of is None:
            raise OutageFeedMissing
        if self.feed.stale:
            raise OutageFeedStale(as_of=self.feed.as_of)


@dataclass(frozen=True, kw_only=True)
class EventState:
    """One outage looked at again, or the one that took its place."""

    outage: Outage
    took_its_place: bool
    """Whether this is another outage than the one asked about."""
    record: EstimateRecord | None
    feed: FeedAge
    provenance: Provenance


def by_account(
    books: Books,
    *,
    account: Account,
    now: datetime,
    period: Period | None = None,
    rules: OutageRules = DEFAULT_RULES,
) -> SupplyState:
    """Supply of an account that access has opened.

    Raises:
        AreaUnknown: neither the grid nor the list of places knows its premise.
    """
    area_codes = areas_of_account(books, account=account)
    return by_areas(books, area_codes=area_codes, now=now, period=period, rules=rules)


def by_account_no(
    books: Books,
    *,
    conversation_id: str,
    account_no: str,
    now: datetime,
    period: Period | None = None,
    rules: OutageRules = DEFAULT_RULES,
) -> SupplyState:
    """Supply of an account nobody proved: only whether, since when and until when it is off.

    Nothing in the answer says where it is or whose, nor what could be followed there (no ids,
    scope, cause or area). The look is audited.

    Raises:
        AccountNoMalformed, AccountNotFound: as access says it.
        AreaUnknown: as `by_account`.
    """
    number = spelled_account_no(normalise(account_no))
    with books.billing() as billing:
        account = accounts.find(billing, account_no=number)
    outcome = "ok" if account else AccountNotFound.code
    with books.service() as service:
        audits.record(
            service, audit=Audit(now, conversation_id, number, "outage.unproven", outcome)
        )
    if account is None:
        raise AccountNotFound(account_no=number)
    state = by_account(books, account=account, now=now, period=period, rules=rules)
    return replace(
        state,
        area_codes=(),
        ongoing=_without_place(state.ongoing),
        planned=_without_place(state.planned),
        restored=_without_place(state.restored),
        nearby=(),
        provenance=replace(state.provenance, outage_ids=()),
    )


def by_place(
    books: Books,
    *,
    text: str,
    now: datetime,
    period: Period | None = None,
    rules: OutageRules = DEFAULT_RULES,
) -> tuple[FoundPlace, SupplyState]:
    """Supply of the place that the words mean, and which place that is.

    Raises:
        PlaceUnknown, PlaceUnclear: as `gazetteer.the_place`.
    """
    place = the_place(books, text=text)
    state = by_areas(books, area_codes=place.area_codes, now=now, period=period, rules=rules)
    return place, state


def by_areas(
    books: Books,
    *,
    area_codes: Collection[str],
    now: datetime,
    period: Period | None = None,
    rules: OutageRules = DEFAULT_RULES,
) -> SupplyState:
    """Supply of transformer areas; planned outages of `period`, else of the days to come."""
    today = local_day(now)
    asked = period or Period(today, today + timedelta(days=rules.planned_ahead_days))
    with books.service(writing=False) as service:
        neighbours = grid.same_feeder(service, area_codes=area_codes) - set(area_codes)
        known = outages.of_areas(
            service,
            area_codes=[*area_codes, *neighbours],
            restored_since=now - rules.restored_within,
        )
        here = [outage for outage in known if set(outage.area_codes) & set(area_codes)]
        ongoing = _confirmed_first(outage for outage in here if outage.is_ongoing(now))
        feed = _feed(service, now, rules)
        record = _record(service, ongoing[0].kind, now, rules) if ongoing else None
    restored = [one for one in here if one.was_restored_within(rules.restored_within, now)]
    restored.sort(key=lambda outage: outage.restored_at or now, reverse=True)
    planned = [one for one in here if one.is_upcoming(now) and one.touches(asked)]
    told = [*ongoing, *planned, *restored]
    return SupplyState(
        area_codes=tuple(sorted(area_codes)),
        ongoing=ongoing,
        planned=tuple(planned),
        restored=tuple(restored),
        nearby=_confirmed_first(o for o in known if o not in here and o.is_ongoing(now)),
        record=record,
        announced=Period(today, today + timedelta(days=rules.announced_days)),
        feed=feed,
        provenance=_provenance(told, feed, now),
    )


def event(
    books: Books, *, outage_id: str, now: datetime, rules: OutageRules = DEFAULT_RULES
) -> EventState | None:
    """The outage that was spoken of, as it stands now, or the one that took its place.

    None when no such outage is known.
    """
    with books.service(writing=False) as service:
        asked = outages.by_ids(service, outage_ids=[outage_id]).get(outage_id)
        if asked is None:
            return None
        outage = asked if asked.withdrawn_at is None else _successor(service, asked, now)
        feed = _feed(service, now, rules)
        record = _record(service, outage.kind, now, rules)
    return EventState(
        outage=outage,
        took_its_place=outage.outage_id != asked.outage_id,
        record=record,
        feed=feed,
        provenance=_provenance([outage], feed, now),
    )


def areas_of_account(books: Books, *, account: Account) -> tuple[str, ...]:
    """The transformer area of an account's premise; by its address where the grid has no entry.

    Raises:
        AreaUnknown: neither knows it. Facts: account_no.
    """
    with books.billing() as billing:
        premise_no = accounts.premise_no(billing, account_no=account.account_no)
    with books.service(writing=False) as service:
        area_code = grid.area_of(service, premise_no=premise_no or account.account_no)
    if area_code is not None:
        return (area_code,)
    places = candidates(books, text=account.address)
    if len(places) != 1 or not places[0].exact:
        raise AreaUnknown(account_no=account.account_no)
    return places[0].area_codes


def _successor(service: Session, asked: Outage, now: datetime) -> Outage:
    """What took the place of a withdrawn outage, else what is off there now, else itself."""
    if asked.replaced_by is not None:
        found = outages.by_ids(service, outage_ids=[asked.replaced_by])
        return found.get(asked.replaced_by, asked)
    if asked.begins_at > now or asked.kind is OutageKind.PLANNED:
        return asked
    known = outages.of_areas(service, area_codes=asked.area_codes, restored_since=now)
    ongoing = _confirmed_first(outage for outage in known if outage.is_ongoing(now))
    return ongoing[0] if ongoing else asked


def _confirmed_first(found: Iterable[Outage]) -> tuple[Outage, ...]:
    return tuple(sorted(found, key=lambda o: (o.kind is OutageKind.SUSPECTED, o.begins_at)))


def _without_place(found: tuple[Outage, ...]) -> tuple[Outage, ...]:
    return tuple(outage.without_place() for outage in found)


def _feed(service: Session, now: datetime, rules: OutageRules) -> FeedAge:
    return feed_age(as_of=outages.fed_at(service), now=now, stale_after=rules.stale_after)


def _record(
    service: Session, kind: OutageKind, now: datetime, rules: OutageRules
) -> EstimateRecord:
    return outages.record(service, kind=kind, since=now - timedelta(days=rules.record_days))


def _provenance(told: Collection[Outage], feed: FeedAge, now: datetime) -> Provenance:
    return Provenance(
        computed_at=now,
        outage_ids=tuple(outage.outage_id for outage in told),
        outages_as_of=feed.as_of,
    )
