"""From facts to tags: one function for each source, each tag with the figures behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.domain.account import Account, PaymentMode, SupplyClass, SupplyTerms
from bot.domain.advice import Reply, TipReply
from bot.domain.auto_pay import AutoPay, AutoPayStatus
from bot.domain.bill import Bill
from bot.domain.dr_protection import Protection
from bot.domain.dr_settlement import Rating, ResponseTier
from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI
from bot.domain.profile import YES, Tag, TagName, TagSource
from bot.domain.profile_rules import ProfileRules

ON_TIME, LATE = "on_time", "late"


@dataclass(frozen=True)
class Deriving:
    """What every derivation needs: the rules, the hour, and which tags hold already."""

    rules: ProfileRules
    now: datetime
    held: frozenset[TagName] = frozenset()

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(SHANGHAI).date()

    def graded(
        self, name: TagName, source: TagSource, figure: float | None, **evidence: Any
    ) -> Iterator[Tag]:
        """The tag of a figure on its scale, if it reaches it."""
        if figure is None:
            return
        sure = self.rules.scales[name].confidence(figure, held=name in self.held)
        if sure is not None:
            yield self.tag(name, YES, source, sure, figure=round(figure, 3), **evidence)

    def tag(
        self, name: TagName, value: str, source: TagSource, confidence: float = 1.0, **evidence: Any
    ) -> Tag:
        """A tag as of now."""
        return Tag(name, value, source, self.now, self.now, round(confidence, 3), evidence)


@dataclass(frozen=True)
class MeterFacts:
    """What the readings say of a meter; None for a figure that too few days allow."""

    days: int
    """Whole days of a year and a bit behind the yearly figures."""
    recent_days: int
    """Whole days of the last weeks."""
    night_share: float | None = None
    """Part of a day's energy used from eleven at night to six."""
    day_share: float | None = None
    """Part of a workday's energy used from nine to five."""
    idle_share: float | None = None
    """Part of the recent days on which next to nothing was used."""
    car_share: float | None = None
    """Part of the recent energy that looks like a charging car."""
    cooling_share: float | None = None
    """Energy for each degree above which it is cooled, over a day's mean."""
    heating_share: float | None = None
    volatility: float | None = None
    version: str = ""


@dataclass(frozen=True)
class ContactFacts:
    """How often the customer came to us, and why; counted, not read."""

    complaints: int = 0
    outages: int = 0
    """Reports of no power."""
    channels: Mapping[str, int] | None = None
    """Conversations by channel."""


def from_readings(facts: MeterFacts, *, home: bool, by: Deriving) -> Iterator[Tag]:
    """Tags of a meter's habits; those about living only for homes."""
    source = TagSource.READINGS
    recent = {"days": facts.recent_days}
    year = {"days": facts.days, "version": facts.version}
    yield from by.graded(TagName.NIGHT_USER, source, facts.night_share, **recent)
    yield from by.graded(TagName.COOLING_HEAVY, source, facts.cooling_share, **year)
    yield from by.graded(TagName.HEATING_HEAVY, source, facts.heating_share, **year)
    yield from by.graded(TagName.VOLATILE, source, facts.volatility, **year)
    if home:
        yield from by.graded(TagName.CAR_AT_HOME, source, facts.car_share, **recent)
        vacant = list(by.graded(TagName.VACANT, source, facts.idle_share, **recent))
        yield from vacant
        if not vacant:
            yield from by.graded(TagName.DAY_AT_HOME, source, facts.day_share, **recent)


def from_bills(
    bills: Sequence[Bill],
    payments: Sequence[Payment],
    auto_pay: AutoPay | None,
    *,
    by: Deriving,
) -> Iterator[Tag]:
    """How the account pays, from the bills that fell due since the rules look back."""
    since = (by.now - by.rules.look_back).astimezone(SHANGHAI).date()
    due = [bill for bill in bills if since <= bill.due_on < by.today and bill.amount_yuan > 0]
    overdue = [bill for bill in due if bill.unpaid_yuan > 0]
    late = sum(_is_late(bill, payments) for bill in due)
    if len(due) >= by.rules.least_bills:
        share = Decimal(late) / len(due)
        pays_late = share >= by.rules.late_share
        sure = float(share if pays_late else 1 - share) * (1 - 0.5 / len(due))
        value = LATE if pays_late else ON_TIME
        yield by.tag(TagName.PAYS, value, TagSource.BILLS, sure, bills=len(due), late=late)
    if overdue:
        yield by.tag(TagName.ARREARS, YES, TagSource.BILLS, bills=len(overdue))
    if auto_pay is not None and auto_pay.status is AutoPayStatus.ACTIVE:
        yield by.tag(TagName.AUTO_PAY, YES, TagSource.BILLS, way=auto_pay.way)


def from_contract(
    account: Account,
    terms: SupplyTerms,
    protection: Protection | None,
    *,
    time_of_use: bool,
    by: Deriving,
) -> Iterator[Tag]:
    """What the contract and the register of protected customers say."""
    source = TagSource.CONTRACT
    prepaid = account.payment_mode is PaymentMode.PREPAID
    yield by.tag(TagName.SUPPLY, account.supply_class.value, source, prepaid=prepaid)
    if time_of_use:
        yield by.tag(TagName.TIME_OF_USE, YES, source, tariff=terms.tariff_code)
    if terms.household_size:
        yield by.tag(TagName.MULTI_PERSON, YES, source, people=terms.household_size)
    if terms.low_income:
        yield by.tag(TagName.LOW_INCOME, YES, source)
    if protection is Protection.LIFE_SUPPORT:
        yield by.tag(TagName.LIFE_SUPPORT, YES, source)
    if protection is Protection.MEDICAL:
        yield by.tag(TagName.MEDICAL, YES, source)


def from_contacts(facts: ContactFacts, *, by: Deriving) -> Iterator[Tag]:
    """How often people came, and on which channel."""
    source = TagSource.CONTACTS
    yield from by.graded(TagName.COMPLAINED, source, float(facts.complaints))
    yield from by.graded(TagName.REPEATED_OUTAGES, source, float(facts.outages))
    channels = facts.channels or {}
    total = sum(channels.values())
    if total >= by.rules.least_contacts:
        channel = max(sorted(channels), key=lambda name: channels[name])
        share = channels[channel] / total
        sure = by.rules.scales[TagName.PREFERS_CHANNEL].confidence(
            share, held=TagName.PREFERS_CHANNEL in by.held
        )
        if sure is not None:
            yield by.tag(TagName.PREFERS_CHANNEL, channel, source, sure, conversations=total)


def from_response(rating: Rating | None, *, by: Deriving) -> Iterator[Tag]:
    """The tier that demand response gave, once there were events."""
    if rating is not None and rating.tier is not ResponseTier.NEW:
        yield by.tag(
            TagName.RESPONSE_TIER, rating.tier.value, TagSource.RESPONSE, events=rating.events
        )


def from_advice(replies: Sequence[TipReply], *, by: Deriving) -> Iterator[Tag]:
    """Whether advice is followed; `replies` are those that count."""
    done = sum(reply.reply is Reply.DONE for reply in replies)
    yield from by.graded(
        TagName.FOLLOWS_ADVICE, TagSource.ADVICE, float(done), replies=len(replies)
    )


def is_home(account: Account) -> bool:
    """Whether people live behind the meter."""
    return account.supply_class is SupplyClass.RESIDENTIAL


def _is_late(bill: Bill, payments: Sequence[Payment]) -> bool:
    """Whether the bill was not wholly paid by its due day."""
    if bill.unpaid_yuan > 0:
        return True
    in_time = sum(
        (
            payment.amount_yuan
            for payment in payments
            if payment.bill_id == bill.bill_id
            and payment.paid_at.astimezone(SHANGHAI).date() <= bill.due_on
        ),
        Decimal(0),
    )
    named = any(payment.bill_id == bill.bill_id for payment in payments)
    # A bill settled from the balance has no payment of its own: it was not late.
    return named and in_time < bill.amount_yuan
