"""What is thought of a customer's account: tags, where each comes from, and what the customer says.

A tag is a guess or a plain fact with its source, time and confidence. The customer's word stands
above every guess: what they corrected stays corrected, what they deleted is not guessed again, and
who objects has no tags at all. Nothing here decides whether anybody is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

YES, NO = "yes", "no"
EVERYTHING = "*"
"""What an objection is about."""
UPHELD = "upheld_by"
"""Evidence of a correction that staff found right."""


class TagSource(str, Enum):
    """What a tag was read from."""

    READINGS = "readings"
    BILLS = "bills"
    """Bills, payments and automatic deduction."""
    CONTRACT = "contract"
    CONTACTS = "contacts"
    """Work orders and the ways in which the customer reaches us; never what was said."""
    RESPONSE = "response"
    """Demand response."""
    ADVICE = "advice"
    CUSTOMER = "customer"
    """Said by the customer; stands above all others."""


class TagName(str, Enum):
    """What can be known."""

    NIGHT_USER = "night_user"
    COOLING_HEAVY = "cooling_heavy"
    HEATING_HEAVY = "heating_heavy"
    CAR_AT_HOME = "car_at_home"
    DAY_AT_HOME = "day_at_home"
    """Much is used in the daytime of workdays: someone works or lives there all day."""
    VACANT = "vacant"
    VOLATILE = "volatile"
    PAYS = "pays"
    """`on_time` or `late`."""
    ARREARS = "arrears"
    AUTO_PAY = "auto_pay"
    COMPLAINED = "complained"
    REPEATED_OUTAGES = "repeated_outages"
    PREFERS_CHANNEL = "prefers_channel"
    """The channel's name."""
    NEEDS_PATIENCE = "needs_patience"
    """Old, or hard of hearing or seeing: only ever as they said themselves."""
    SUPPLY = "supply"
    """The supply class."""
    TIME_OF_USE = "time_of_use"
    MULTI_PERSON = "multi_person"
    LOW_INCOME = "low_income"
    LIFE_SUPPORT = "life_support"
    MEDICAL = "medical"
    RESPONSE_TIER = "response_tier"
    """The tier's name."""
    FOLLOWS_ADVICE = "follows_advice"

    @property
    def is_record(self) -> bool:
        """Whether it repeats what a contract, a bill or a register says.

        The record itself must be put right; a word here would only hide it.
        """
        return self in _RECORDS

    @property
    def for_marketing(self) -> bool:
        """Whether who plans offers may see it; what is not named here they never see."""
        return self in _FOR_MARKETING

    @property
    def only_said(self) -> bool:
        """Whether it is never guessed."""
        return self is TagName.NEEDS_PATIENCE


_RECORDS = frozenset(
    {
        TagName.ARREARS,
        TagName.AUTO_PAY,
        TagName.SUPPLY,
        TagName.TIME_OF_USE,
        TagName.MULTI_PERSON,
        TagName.LOW_INCOME,
        TagName.LIFE_SUPPORT,
        TagName.MEDICAL,
    }
)
_FOR_MARKETING = frozenset(
    {
        TagName.NIGHT_USER,
        TagName.COOLING_HEAVY,
        TagName.HEATING_HEAVY,
        TagName.CAR_AT_HOME,
        TagName.VOLATILE,
        TagName.SUPPLY,
        TagName.TIME_OF_USE,
        TagName.RESPONSE_TIER,
        TagName.FOLLOWS_ADVICE,
    }
)


class Use(str, Enum):
    """What tags are looked at for."""

    CARE = "care"
    MARKETING = "marketing"


@dataclass(frozen=True)
class Tag:
    """One thing thought of an account."""

    name: TagName
    value: str
    """`yes` or `no`, unless the name says otherwise."""
    source: TagSource
    since: datetime
    """When it was first thought so."""
    seen_at: datetime
    """When the data last said so."""
    confidence: float
    """0 to 1; 1 for records and for what the customer said."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """The figures behind it, as plain JSON."""

    @property
    def holds(self) -> bool:
        """Whether it says that something is so."""
        return self.value != NO


class ChoiceKind(str, Enum):
    """What a customer decided about what is thought of them."""

    CORRECTED = "corrected"
    DELETED = "deleted"
    """And not to be guessed again."""
    OBJECTED = "objected"
    """No tags at all."""


@dataclass(frozen=True)
class ProfileChoice:
    """One decision; it stands until it is taken back."""

    account_no: str
    customer_no: str
    """Who decided; the next holder has decided nothing."""
    what: str
    """A tag's name, or `EVERYTHING`."""
    kind: ChoiceKind
    at: datetime
    source: str
    """Where it was said, e.g. a conversation id."""


class DataGroup(str, Enum):
    """What is held about an account, by kind."""

    TAGS = "tags"
    FORECASTS = "forecasts"
    FINDINGS = "findings"
    """Figures, outlooks and unusual use that the nightly job found on the meter."""
    ADVICE = "advice"
    """What the customer said to advice."""
    BILL_LIMIT = "bill_limit"
    RECORDS = "records"
    """Contract, readings, bills, payments, rewards: the law wants them kept."""
    HANDLED = "handled"
    """Work orders, applications and conversations: proof of what was asked and done."""
    RIGHTS = "rights"
    """Bindings, consents, notice choices and who looked: proof of who was allowed what."""

    @property
    def can_be_deleted(self) -> bool:
        """Whether the customer may have it deleted here."""
        return self in _DELETABLE


_DELETABLE = frozenset(
    {
        DataGroup.TAGS,
        DataGroup.FORECASTS,
        DataGroup.FINDINGS,
        DataGroup.ADVICE,
        DataGroup.BILL_LIMIT,
    }
)


@dataclass(frozen=True)
class Derived:
    """What the data say now, and of which sources they say anything."""

    tags: tuple[Tag, ...]
    known: frozenset[TagSource]
    """Sources that were read; what another one said earlier is left as it stands."""


@dataclass(frozen=True)
class Standing:
    """The tags that hold for an account, and those the data would put in a correction's place."""

    tags: tuple[Tag, ...]
    disputed: tuple[Tag, ...] = ()
    """Waits for staff to look; until then the customer's word stands."""

    def find(self, name: TagName) -> Tag | None:
        """The tag with this name."""
        return next((tag for tag in self.tags if tag.name is name), None)


def visible(tags: Iterable[Tag], use: Use) -> tuple[Tag, ...]:
    """The tags that may be looked at for this; who sells sees nothing sensitive."""
    return tuple(tag for tag in tags if use is Use.CARE or tag.name.for_marketing)


def renewed(
    before: Standing, derived: Derived, choices: Iterable[ProfileChoice], *, strong: float
) -> Standing:
    """What stands once the data have been read again.

    `strong` is the confidence from which data that contradict a correction are shown to staff.
    """
    decided = {choice.what: choice.kind for choice in choices}
    if decided.get(EVERYTHING) is ChoiceKind.OBJECTED:
        return Standing(())
    old = {tag.name: tag for tag in before.tags}
    new = {tag.name: tag for tag in derived.tags if not tag.name.only_said}
    kept: list[Tag] = []
    disputed: list[Tag] = []
    for name in TagName:
        decision, tag, found = decided.get(name.value), old.get(name), new.get(name)
        if decision is ChoiceKind.DELETED:
            continue
        if tag is not None and tag.source is TagSource.CUSTOMER:
            kept.append(tag)
            if found is not None and _is_disputed(tag, found, strong):
                disputed.append(found)
        elif found is not None:
            kept.append(_continued(tag, found))
        elif tag is not None and tag.source not in derived.known:
            kept.append(tag)
    return Standing(tuple(kept), tuple(disputed))


def upheld(said: Tag, *, by: str) -> Tag:
    """The customer's word, once staff looked and found it right: it is not doubted again."""
    return replace(said, evidence={**said.evidence, UPHELD: by})


def _is_disputed(said: Tag, found: Tag, strong: float) -> bool:
    return UPHELD not in said.evidence and found.confidence >= strong and contradicts(found, said)


def contradicts(found: Tag, said: Tag) -> bool:
    """Whether the data say otherwise than the customer."""
    if said.value in (YES, NO):
        return found.holds is not (said.value == YES)
    return found.value != said.value


def said_by_customer(name: TagName, *, holds: bool, now: datetime) -> Tag:
    """The tag that a customer's word makes."""
    value = YES if holds else NO
    return Tag(name, value, TagSource.CUSTOMER, since=now, seen_at=now, confidence=1.0)


def _continued(before: Tag | None, found: Tag) -> Tag:
    """The same thought as before keeps the time of its first day."""
    if before is None or before.value != found.value:
        return found
    return replace(found, since=before.since)
