"""Tags of a customer: worked out from the data, put right or deleted by the customer.

What is thought of a customer is for saying things well and for whom to call back first. No other
service asks it whether somebody is served. Every look and every change writes an audit row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.account import Account
from bot.domain.identity import Audit
from bot.domain.profile import (
    EVERYTHING,
    ChoiceKind,
    DataGroup,
    ProfileChoice,
    Standing,
    Tag,
    TagName,
    Use,
    renewed,
    said_by_customer,
    upheld,
    visible,
)
from bot.domain.profile_rules import ProfileRules
from bot.domain.profile_tags import Deriving
from bot.domain.segment import Segment, segments_of
from bot.domain.tariff import TariffBook
from bot.domain.unable import AccountNotFound
from bot.domain.unable_profile import DataMustStay, ProfilingStopped, RecordNotCorrectedHere
from bot.services.profile_facts import Facts, gather
from bot.storage import accounts, audits, erasures, profile_tags, profiles
from bot.storage.books import Books, Session
from bot.storage.meters import MeterStore

_FIRST = (TagName.LIFE_SUPPORT, TagName.MEDICAL, TagName.NEEDS_PATIENCE, TagName.COMPLAINED)
"""Who is called back before all others, whatever they are worth."""


def refresh(
    books: Books,
    meters: MeterStore,
    *,
    account_no: str,
    tariffs: TariffBook,
    rules: ProfileRules,
    now: datetime,
) -> Standing:
    """Read the data of one account again; what its holder decided stands.

    Raises:
        AccountNotFound: no such account.
    """
    with books.billing() as billing:
        account = accounts.find(billing, account_no=account_no)
    if account is None:
        raise AccountNotFound(account_no=account_no)
    found = gather(books, meters, accounts=[account], tariffs=tariffs, rules=rules, now=now)
    return _renew(books, found[0], rules, now)


def refresh_many(
    books: Books,
    meters: MeterStore,
    *,
    tariffs: TariffBook,
    rules: ProfileRules,
    now: datetime,
    after: str = "",
    limit: int = 250,
) -> str | None:
    """Refresh the accounts that follow a number; returns the last one's, None at the end.

    For jobs over all accounts: go on with what it returns until it returns None. Doing an account
    twice changes nothing.
    """
    with books.billing() as billing:
        some = accounts.many(billing, after=after, limit=limit)
    for facts in gather(books, meters, accounts=some, tariffs=tariffs, rules=rules, now=now):
        _renew(books, facts, rules, now)
    return some[-1].account_no if some else None


def tags_of(books: Books, *, account: Account, use: Use, by: str, now: datetime) -> tuple[Tag, ...]:
    """The tags that may be looked at for this; `by` is the conversation or the member of staff."""
    with books.service() as service:
        tags = profile_tags.standing(service, account=account).tags
        _audit(service, account, f"profile.{use.value}", by, now)
    return visible(tags, use)


def correct(
    books: Books, *, account: Account, tag: TagName, holds: bool, source: str, now: datetime
) -> Tag:
    """The customer says that something is so, or not so; it stands above the data from now on.

    Raises:
        RecordNotCorrectedHere: the tag repeats a record. Facts: tag.
        ProfilingStopped: the customer objected to all tags before.
    """
    if tag.is_record:
        raise RecordNotCorrectedHere(tag=tag.value)
    said = said_by_customer(tag, holds=holds, now=now)
    with books.service(writing=True) as service:
        profiles.take(service, account=account)
        if _objected(service, account):
            raise ProfilingStopped
        before = profile_tags.standing(service, account=account)
        after = Standing((*_without(before.tags, tag), said), tuple(_without(before.disputed, tag)))
        profile_tags.replace(service, account=account, before=before, after=after, now=now)
        _choose(service, account, tag.value, ChoiceKind.CORRECTED, source, now)
        _audit(service, account, "profile.correct", source, now)
    return said


def delete(
    books: Books, *, account: Account, what: TagName | DataGroup, source: str, now: datetime
) -> int:
    """Erase a tag or a kind of data for good; returns how many rows went.

    A deleted tag is not guessed again. Forecasts and findings are: the next night reads the meter.

    Raises:
        DataMustStay: a record that has to be kept. Facts: what.
    """
    if isinstance(what, TagName) and what.is_record:
        raise DataMustStay(what=DataGroup.RECORDS.value)
    if isinstance(what, DataGroup) and not what.can_be_deleted:
        raise DataMustStay(what=what.value)
    with books.service(writing=True) as service:
        if isinstance(what, TagName):
            gone = _erase_tags(service, account, [what], source, now)
        elif what is DataGroup.TAGS:
            guessed = [name for name in TagName if not name.is_record]
            gone = _erase_tags(service, account, guessed, source, now)
            gone += profile_tags.erase(service, account_no=account.account_no)
        else:
            gone = _erase_group(service, account, what)
        _audit(service, account, f"profile.delete.{what.value}", source, now)
    return gone


def object_to_profiling(books: Books, *, account: Account, source: str, now: datetime) -> int:
    """Erase every tag and make none any more; returns how many rows went."""
    with books.service(writing=True) as service:
        profiles.take(service, account=account)
        gone = profile_tags.erase(service, account_no=account.account_no)
        for choice in profiles.choices(service, account=account):
            if choice.kind is ChoiceKind.CORRECTED:
                profiles.take_back(service, account=account, what=choice.what)
        profiles.keep(service, account=account, segments=(), value=None, now=now)
        _choose(service, account, EVERYTHING, ChoiceKind.OBJECTED, source, now)
        _audit(service, account, "profile.object", source, now)
    return gone


def allow_profiling(books: Books, *, account: Account, source: str, now: datetime) -> bool:
    """Take the objection back; tags come with the next refresh. False when there was none."""
    with books.service(writing=True) as service:
        taken = profiles.take_back(service, account=account, what=EVERYTHING)
        _audit(service, account, "profile.allow", source, now)
    return taken


def decide(
    books: Books,
    *,
    account: Account,
    tag: TagName,
    data_are_right: bool,
    by: str,
    now: datetime,
) -> Standing:
    """A member of staff looked at data that contradict a customer's word.

    Only this puts data in the place of a correction; where the customer is right, the same
    question does not come up again. A tag that nothing contradicts is left alone.
    """
    with books.service(writing=True) as service:
        profiles.take(service, account=account)
        before = profile_tags.standing(service, account=account)
        found = next((item for item in before.disputed if item.name is tag), None)
        said = before.find(tag)
        if found is None or said is None:
            return before
        stands = replace(found, since=now) if data_are_right else upheld(said, by=by)
        after = Standing(
            (*_without(before.tags, tag), stands), tuple(_without(before.disputed, tag))
        )
        profile_tags.replace(service, account=account, before=before, after=after, now=now)
        if data_are_right:
            profiles.take_back(service, account=account, what=tag.value)
        _audit(service, account, f"profile.decide.{tag.value}", by, now)
    return after


def care_order(books: Books, *, account_nos: Sequence[str]) -> list[str]:
    """The same accounts, in the order in which to call people back.

    Whoever lives by electricity, needs patience or complained comes first; only among equals does
    the value decide. It orders a list and leaves nobody out.
    """
    numbers = list(dict.fromkeys(account_nos))
    with books.service(writing=False) as service:
        names = profile_tags.names_of(service, account_nos=numbers)
        kept = profiles.many(service, account_nos=numbers)

    def place(number: str) -> tuple[Any, ...]:
        profile = kept.get(number)
        worth = profile.value.lifetime_yuan if profile and profile.value else 0
        return (*(name not in names[number] for name in _FIRST), -worth, number)

    return sorted(numbers, key=place)


def segment_sizes(books: Books, *, rules: ProfileRules, use: Use) -> list[tuple[Segment, int]]:
    """Every segment made for this and how many accounts belong to it; names nobody."""
    with books.service(writing=False) as service:
        counts = Counter(code for codes in profiles.in_segments(service) for code in codes)
    return [
        (segment, counts[segment.code])
        for segment in rules.segments
        if use is Use.CARE or segment.use is use
    ]


def _renew(books: Books, facts: Facts, rules: ProfileRules, now: datetime) -> Standing:
    account = facts.account
    with books.service(writing=True) as service:
        profiles.take(service, account=account)
        before = profile_tags.standing(service, account=account)
        held = frozenset(tag.name for tag in before.tags if tag.holds)
        after = renewed(
            before,
            facts.derived(Deriving(rules, now, held)),
            profiles.choices(service, account=account),
            strong=rules.strong,
        )
        profile_tags.replace(service, account=account, before=before, after=after, now=now)
        profile_tags.erase_ended(service, account_no=account.account_no, before=now - rules.history)
        value = None if _objected(service, account) else facts.value(rules)
        found = segments_of(rules.segments, after.tags, Use.CARE)
        codes = [segment.code for segment in found]
        profiles.keep(service, account=account, segments=codes, value=value, now=now)
    return after


def _erase_tags(
    service: Session, account: Account, names: Sequence[TagName], source: str, now: datetime
) -> int:
    profiles.take(service, account=account)
    gone = 0
    for name in names:
        gone += profile_tags.erase(service, account_no=account.account_no, name=name)
        _choose(service, account, name.value, ChoiceKind.DELETED, source, now)
    # What the tags made of the account goes with them; the next refresh works it out anew.
    profiles.keep(service, account=account, segments=(), value=None, now=now)
    return gone


def _erase_group(service: Session, account: Account, what: DataGroup) -> int:
    number, holder = account.account_no, account.customer_no
    if what is DataGroup.FORECASTS:
        return erasures.forecasts(service, account_no=number)
    if what is DataGroup.FINDINGS:
        return erasures.findings(service, meter_no=account.meter_no)
    if what is DataGroup.ADVICE:
        return erasures.advice(service, account_no=number, customer_no=holder)
    return erasures.bill_limit(service, account_no=number, customer_no=holder)


def _objected(service: Session, account: Account) -> bool:
    found = profiles.choices(service, account=account)
    return any(choice.kind is ChoiceKind.OBJECTED for choice in found)


def _choose(
    service: Session,
    account: Account,
    what: str,
    kind: ChoiceKind,
    source: str,
    now: datetime,
) -> None:
    choice = ProfileChoice(account.account_no, account.customer_no, what, kind, now, source)
    profiles.choose(service, choice=choice)


def _without(tags: Sequence[Tag], name: TagName) -> list[Tag]:
    return [tag for tag in tags if tag.name is not name]


def _audit(service: Session, account: Account, action: str, by: str, now: datetime) -> None:
    audits.record(service, audit=Audit(now, by, account.account_no, action, "ok"))
