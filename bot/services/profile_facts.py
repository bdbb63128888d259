"""What the books and the meters say about accounts, gathered for their tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.account import Account, SupplyTerms
from bot.domain.advice import TipReply
from bot.domain.auto_pay import AutoPay
from bot.domain.bill import Bill
from bot.domain.customer_value import MOST_MONTHS, CustomerValue, value_of
from bot.domain.dr_protection import Protection, cares_for_the_sick
from bot.domain.dr_settlement import Rating
from bot.domain.payment import Payment
from bot.domain.profile import Derived, Tag, TagSource
from bot.domain.profile_rules import ProfileRules
from bot.domain.profile_tags import (
    ContactFacts,
    Deriving,
    MeterFacts,
    from_advice,
    from_bills,
    from_contacts,
    from_contract,
    from_readings,
    from_response,
    is_home,
)
from bot.domain.tariff import TariffBook
from bot.domain.tip_ranking import newest_replies
from bot.domain.unable import NoContract, TariffMissing
from bot.domain.work_order import OrderKind
from bot.services.billing import local_day
from bot.services.profile_meters import meter_facts
from bot.storage import (
    advice_replies,
    auto_pays,
    bills,
    contracts,
    dr_enrolments,
    dr_rewards,
    held_data,
    payments,
)
from bot.storage.books import Books, Session
from bot.storage.meters import MeterStore

_MOST_BILLS = 24


@dataclass(frozen=True)
class Facts:
    """All that is known of one account, each part as it was read."""

    account: Account
    meter: MeterFacts | None
    """None: nothing to say from readings."""
    terms: SupplyTerms | None
    time_of_use: bool
    bills: tuple[Bill, ...]
    payments: tuple[Payment, ...]
    contacts: ContactFacts
    protection: Protection | None
    auto_pay: AutoPay | None
    rating: Rating | None
    replies: tuple[TipReply, ...]

    def derived(self, by: Deriving) -> Derived:
        """Every tag the facts make, and of which sources they say anything."""
        known = set(TagSource) - {TagSource.CUSTOMER}
        if self.meter is None:
            known.discard(TagSource.READINGS)
        if self.terms is None:
            known.discard(TagSource.CONTRACT)
        return Derived(tuple(self._tags(by)), frozenset(known))

    def value(self, rules: ProfileRules) -> CustomerValue | None:
        """What the account brings in; None without bills."""
        return value_of(self.bills[:MOST_MONTHS], self.account.supply_class, rules.value)

    def _tags(self, by: Deriving) -> Iterator[Tag]:
        if self.meter is not None:
            yield from from_readings(self.meter, home=is_home(self.account), by=by)
        yield from from_bills(self.bills, self.payments, self.auto_pay, by=by)
        if self.terms is not None:
            yield from from_contract(
                self.account,
                self.terms,
                self.protection,
                time_of_use=self.time_of_use,
                by=by,
            )
        yield from from_contacts(self.contacts, by=by)
        yield from from_response(self.rating, by=by)
        yield from from_advice(self.replies, by=by)


def gather(
    books: Books,
    meters: MeterStore,
    *,
    accounts: Sequence[Account],
    tariffs: TariffBook,
    rules: ProfileRules,
    now: datetime,
) -> list[Facts]:
    """The facts of these accounts, in their order; the meters are read all at once."""
    metered = meter_facts(books, meters, accounts, local_day(now))
    found = []
    with books.billing() as billing, books.service(writing=False) as service:
        for account in accounts:
            number = account.account_no
            terms = _terms(billing, account, local_day(now))
            found.append(
                Facts(
                    account=account,
                    meter=metered.get(account.meter_no),
                    terms=terms,
                    time_of_use=terms is not None and _by_time(tariffs, terms, local_day(now)),
                    bills=tuple(bills.history(billing, account_no=number, months=_MOST_BILLS)),
                    payments=tuple(payments.of_account(billing, account_no=number)),
                    contacts=_contacts(service, number, now - rules.look_back),
                    protection=_protection(service, account),
                    auto_pay=_own_auto_pay(service, account),
                    rating=dr_rewards.rating(service, account_no=number),
                    replies=_replies(service, account),
                )
            )
    return found


def _terms(billing: Session, account: Account, today: date) -> SupplyTerms | None:
    try:
        return contracts.terms_on(billing, account_no=account.account_no, day=today)
    except NoContract:
        return None


def _by_time(tariffs: TariffBook, terms: SupplyTerms, today: date) -> bool:
    try:
        return tariffs.on(terms.tariff_code, today).tou is not None
    except TariffMissing:
        return False


def _contacts(service: Session, account_no: str, since: datetime) -> ContactFacts:
    complaints = frozenset({OrderKind.COMPLAINT})
    return ContactFacts(
        complaints=held_data.orders(service, account_no=account_no, since=since, kinds=complaints),
        outages=held_data.outage_reports(service, account_no=account_no, since=since),
        channels=held_data.channels(service, account_no=account_no, since=since),
    )


def _protection(service: Session, account: Account) -> Protection | None:
    listed = dr_enrolments.protection(service, account_no=account.account_no)
    if listed is None and cares_for_the_sick(account):
        return Protection.MEDICAL
    return listed


def _own_auto_pay(service: Session, account: Account) -> AutoPay | None:
    found = auto_pays.live(service, account_no=account.account_no)
    return found if found and found.customer_no == account.customer_no else None


def _replies(service: Session, account: Account) -> tuple[TipReply, ...]:
    given = advice_replies.of_account(
        service, account_no=account.account_no, customer_no=account.customer_no
    )
    return tuple(newest_replies(given).values())
