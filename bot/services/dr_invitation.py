"""Asking customers to an event: only who may be asked, agreed to it, and has something to spare.

The surest are asked first, until together they should spare what the event wants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.demand_response import DrEvent, Enrolment, EnrolmentStatus, Programme
from bot.domain.dr_plan import Ineligible, ResponsePlan
from bot.domain.dr_settlement import ResponseTier
from bot.domain.identity import Audit
from bot.domain.notice import NoticeChannel, NoticeRules, NoticeTopic
from bot.domain.period import SHANGHAI
from bot.domain.tariff import TariffBook
from bot.domain.unable import NotEnoughReadings
from bot.domain.unable_response import EventUnknown, ResponseRefused
from bot.services import access, dr_eligibility, dr_plan, notice_consent
from bot.storage import accounts, audits, dr_enrolments, dr_events, dr_rewards, outbox
from bot.storage.books import Books
from bot.storage.meters import MeterStore

NO_CONSENT = "no_consent"
_ORDER = (ResponseTier.STEADY, ResponseTier.FAIR, ResponseTier.NEW, ResponseTier.RARE)


@dataclass(frozen=True)
class Candidate:
    """Who may be asked, what could be spared, and when the message may go out."""

    account: Account
    plan: ResponsePlan
    tier: ResponseTier
    expected_w: int
    """The plan times what this account usually keeps of its plans."""
    send_at: datetime


@dataclass(frozen=True)
class Invited:
    """What a round of invitations did."""

    event: DrEvent
    asked: tuple[str, ...]
    """Account numbers."""
    expected_w: int
    passed_over: Counter[str]
    """Why others were not asked; by `Ineligible` or `no_consent`."""


def invite_all(
    books: Books,
    meters: MeterStore,
    *,
    tariffs: TariffBook,
    rules: NoticeRules,
    wording: str,
    now: datetime,
) -> list[Invited]:
    """Ask to every event that still takes answers; nobody is asked twice."""
    with books.service(writing=False) as service:
        coming = dr_events.ending_after(service, at=now)
    return [
        invite(
            books,
            meters,
            event_id=event.event_id,
            tariffs=tariffs,
            rules=rules,
            wording=wording,
            now=now,
        )
        for event in coming
        if event.takes_answers(now)
    ]


def invite(
    books: Books,
    meters: MeterStore,
    *,
    event_id: str,
    tariffs: TariffBook,
    rules: NoticeRules,
    wording: str,
    now: datetime,
) -> Invited:
    """Ask to one event. `wording` has the fields month, day, start, end, kw, low, high.

    Raises:
        EventUnknown: Facts: event_id.
    """
    with books.service(writing=False) as service:
        event = dr_events.find(service, event_id=event_id)
        programme = event and dr_events.programme(service, programme_id=event.programme_id)
        known = {e.account_no: e for e in dr_enrolments.of_event(service, event_id=event_id)}
    if event is None or not isinstance(programme, Programme):
        raise EventUnknown(event_id=event_id)
    passed: Counter[str] = Counter()
    found: list[Candidate] = []
    for account in _accounts(books, programme, event):
        if account.account_no in known:
            continue
        made = _candidate(books, meters, account, programme, event, tariffs, rules, now)
        if isinstance(made, str):
            passed[made] += 1
        else:
            found.append(made)
    found.sort(key=lambda one: (_ORDER.index(one.tier), -one.expected_w, one.account.account_no))
    expected = sum(
        item.planned_w
        for item in known.values()
        if item.status in (EnrolmentStatus.ACCEPTED, EnrolmentStatus.INVITED)
    )
    asked = []
    for one in found:
        if event.target_w and expected >= event.target_w:
            break
        if _ask(books, one, wording, now):
            asked.append(one.account.account_no)
            expected += one.expected_w
    return Invited(event, tuple(asked), expected, passed)


def _accounts(books: Books, programme: Programme, event: DrEvent) -> Iterator[Account]:
    after = ""
    while True:
        with books.billing() as billing:
            page = accounts.many(billing, after=after)
        if not page:
            return
        yield from (account for account in page if programme.is_for(account, on=event.day))
        after = page[-1].account_no


def _candidate(
    books: Books,
    meters: MeterStore,
    account: Account,
    programme: Programme,
    event: DrEvent,
    tariffs: TariffBook,
    rules: NoticeRules,
    now: datetime,
) -> Candidate | str:
    """The account with its plan, or why it is not asked; readings are looked at last."""
    with books.service(writing=False) as service:
        reason = dr_eligibility.refusal(
            service,
            account=account,
            programme=programme,
            event=event,
            now=now,
            asks_itself=False,
        )
        rating = dr_rewards.rating(service, account_no=account.account_no)
    if reason is not None:
        return reason.value
    verdict = notice_consent.may_send(
        books,
        account=account,
        topic=NoticeTopic.DR,
        channel=NoticeChannel.SMS,
        at=now,
        rules=rules,
    )
    send_at = now if verdict.allowed else verdict.again_at
    if send_at is None or send_at >= event.reply_by:
        return NO_CONSENT if send_at is None else Ineligible.CLOSED.value
    try:
        plan = dr_plan.plan(
            books,
            meters,
            account=account,
            programme=programme,
            event=event,
            tariffs=tariffs,
            now=now,
        )
    except NotEnoughReadings:
        return Ineligible.THIN_DATA.value
    except ResponseRefused as refused:
        return str(refused.facts["reason"].value)
    if plan.worth.net_yuan[1] <= 0:
        return Ineligible.TOO_SMALL.value
    kept = rating.share if rating and rating.share is not None else programme.least_share
    return Candidate(
        account=account,
        plan=plan,
        tier=rating.tier if rating else ResponseTier.NEW,
        expected_w=int(plan.planned_w * min(kept, Decimal(1))),
        send_at=send_at,
    )


def _ask(books: Books, one: Candidate, wording: str, now: datetime) -> bool:
    """Invitation and message in one transaction; False when there was an answer meanwhile."""
    event, plan = one.plan.event, one.plan
    start, end = event.starts_at.astimezone(SHANGHAI), event.ends_at.astimezone(SHANGHAI)
    low, high = plan.worth.net_yuan
    text = wording.format(
        month=start.month,
        day=start.day,
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}",
        kw=f"{Decimal(plan.planned_w) / 1000:.1f}",
        low=f"{low:.2f}",
        high=f"{high:.2f}",
    )
    message = access.message_to_holder(
        books,
        account_no=one.account.account_no,
        key=f"dr:{event.event_id}:{one.account.account_no}",
        body=text,
        now=one.send_at,
    )
    if message is None:
        return False
    invitation = Enrolment(
        event_id=event.event_id,
        account_no=one.account.account_no,
        customer_no=one.account.customer_no,
        status=EnrolmentStatus.INVITED,
        planned_w=plan.planned_w,
        invited_at=now,
        answered_at=None,
    )
    with books.service() as service:
        if dr_eligibility.protection(service, one.account) is not None:
            return False
        if not dr_enrolments.invite(service, enrolment=invitation):
            return False
        outbox.put(service, outgoing=message)
        action = f"dr.invite {event.event_id}"[:60]
        row = Audit(now, "invitation", one.account.account_no, action, "ok")
        audits.record(service, audit=row)
    return True
