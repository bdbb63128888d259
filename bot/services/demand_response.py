"""Taking part in demand response: what there is, saying yes or no, leaving at any time, results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.demand_response import (
    DrEvent,
    Enrolment,
    EnrolmentStatus,
    EventStatus,
    Programme,
)
from bot.domain.dr_plan import Ineligible, ResponsePlan
from bot.domain.dr_protection import Protected, Protection
from bot.domain.dr_settlement import DrReport, Rating, Reward
from bot.domain.identity import Audit
from bot.domain.money import ZERO
from bot.domain.tariff import TariffBook
from bot.domain.unable_response import EventUnknown, ResponseRefused
from bot.services import dr_eligibility, dr_plan
from bot.storage import audits, dr_enrolments, dr_events, dr_rewards
from bot.storage.books import Books, Session
from bot.storage.meters import MeterStore

_CAN_LEAVE = (EnrolmentStatus.INVITED, EnrolmentStatus.ACCEPTED)


@dataclass(frozen=True)
class OpenEvent:
    """An event that is not over, and its programme; open to everybody's eyes."""

    programme: Programme
    event: DrEvent


@dataclass(frozen=True)
class OwnEvent:
    """An event that is not over, as it stands for one account."""

    programme: Programme
    event: DrEvent
    enrolment: Enrolment | None
    refusal: Ineligible | None
    """Why this account cannot join; None when it may."""


@dataclass(frozen=True)
class Result:
    """A past event of one account."""

    event: DrEvent
    programme: Programme
    enrolment: Enrolment
    report: DrReport | None
    """None until it is settled."""


@dataclass(frozen=True)
class Rewards:
    """The ledger of one account's holder."""

    lines: tuple[Reward, ...]
    rating: Rating | None

    @property
    def balance_yuan(self) -> Decimal:
        """Earned and not given out yet."""
        return sum((line.amount_yuan for line in self.lines), ZERO)


def open_events(books: Books, *, now: datetime) -> list[OpenEvent]:
    """Events to come or under way, the next one first."""
    with books.service(writing=False) as service:
        return _open(service, now)


def own_events(books: Books, *, account: Account, now: datetime) -> list[OwnEvent]:
    """The same for one account: events of its region and kind of supply, and how they stand."""
    with books.service(writing=False) as service:
        return [
            OwnEvent(
                item.programme,
                item.event,
                enrolment=_own(service, item.event, account),
                refusal=dr_eligibility.refusal(
                    service,
                    account=account,
                    programme=item.programme,
                    event=item.event,
                    now=now,
                    asks_itself=True,
                ),
            )
            for item in _open(service, now)
            if item.programme.is_for(account, on=item.event.day)
        ]


def own_plan(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    event_id: str,
    tariffs: TariffBook,
    now: datetime,
) -> ResponsePlan:
    """What this account could spare and earn; to be read out before any yes.

    Raises:
        EventUnknown, ResponseRefused: it cannot join. Facts: reason.
        NotEnoughReadings: its readings say too little. Facts: days_present, days_needed.
    """
    with books.service(writing=False) as service:
        item = _found(service, event_id)
        _require_open(service, item, account, now)
    return dr_plan.plan(
        books,
        meters,
        account=account,
        programme=item.programme,
        event=item.event,
        tariffs=tariffs,
        now=now,
    )


def join(
    books: Books,
    meters: MeterStore,
    *,
    account: Account,
    event_id: str,
    tariffs: TariffBook,
    conversation_id: str,
    now: datetime,
) -> Enrolment:
    """Say yes; the plan of this moment is what will be settled. Again changes nothing.

    Raises:
        EventUnknown, ResponseRefused, NotEnoughReadings: as `own_plan`.
    """
    plan = own_plan(books, meters, account=account, event_id=event_id, tariffs=tariffs, now=now)
    with books.service() as service:
        # Looked at once more inside: a protection or a cancellation a moment ago still counts.
        _require_open(service, _found(service, event_id), account, now)
        known = _own(service, plan.event, account)
        if known is not None and known.status is EnrolmentStatus.ACCEPTED:
            return known
        enrolment = Enrolment(
            event_id=event_id,
            account_no=account.account_no,
            customer_no=account.customer_no,
            status=EnrolmentStatus.ACCEPTED,
            planned_w=plan.planned_w,
            invited_at=known.invited_at if known else None,
            answered_at=now,
        )
        dr_enrolments.answer(service, enrolment=enrolment)
        dr_enrolments.opt_in(service, account=account, now=now)
        _audit(service, conversation_id, account, f"dr.join {event_id}", now)
    return enrolment


def leave(
    books: Books, *, account: Account, event_id: str, conversation_id: str, now: datetime
) -> EnrolmentStatus | None:
    """Say no, or leave; before the event or in the middle of it, it always works.

    Returns what stood before; None when there was nothing to leave, or the event is over.

    Raises:
        EventUnknown: no such event. Facts: event_id.
    """
    with books.service() as service:
        event = _found(service, event_id).event
        known = _own(service, event, account)
        if event.status(now) not in (EventStatus.PENDING, EventStatus.ACTIVE):
            return None
        if known is None:
            _decline_unasked(service, event, account, now)
            _audit(service, conversation_id, account, f"dr.decline {event_id}", now)
            return None
        if known.status not in _CAN_LEAVE:
            return None
        joined = known.status is EnrolmentStatus.ACCEPTED
        dr_enrolments.move(
            service,
            event_id=event_id,
            account_no=account.account_no,
            coming_from=_CAN_LEAVE,
            to=EnrolmentStatus.OPTED_OUT if joined else EnrolmentStatus.DECLINED,
            now=now,
        )
        _audit(service, conversation_id, account, f"dr.leave {event_id}", now)
    return known.status


def never_again(books: Books, *, account: Account, conversation_id: str, now: datetime) -> int:
    """No part of any programme any more; leaves what is open. Returns how many events it left."""
    left = 0
    for item in own_events(books, account=account, now=now):
        if item.enrolment and item.enrolment.status in _CAN_LEAVE:
            leave(
                books,
                account=account,
                event_id=item.event.event_id,
                conversation_id=conversation_id,
                now=now,
            )
            left += 1
    with books.service() as service:
        dr_enrolments.opt_out(service, account=account, now=now)
        _audit(service, conversation_id, account, "dr.opt_out", now)
    return left


def protect(
    books: Books, *, account: Account, reason: Protection, conversation_id: str, now: datetime
) -> None:
    """Someone there lives by electricity: never ask again, and leave what was joined."""
    with books.service() as service:
        item = Protected(account.account_no, reason, now, conversation_id)
        dr_enrolments.protect(service, protected=[item])
        _audit(service, conversation_id, account, "dr.protect", now)
    never_again(books, account=account, conversation_id=conversation_id, now=now)


def results(books: Books, *, account: Account, now: datetime) -> list[Result]:
    """Past events this holder said yes to, the newest first."""
    with books.service(writing=False) as service:
        reports = {
            report.event_id: report
            for report in dr_rewards.reports_of_account(service, account_no=account.account_no)
        }
        joined = [
            (item, _found(service, item.event_id))
            for item in dr_enrolments.of_account(service, account_no=account.account_no)
            if item.customer_no == account.customer_no
            and item.status in (EnrolmentStatus.ACCEPTED, EnrolmentStatus.OPTED_OUT)
        ]
    return [
        Result(found.event, found.programme, item, reports.get(item.event_id))
        for item, found in joined
        if found.event.status(now) in (EventStatus.COMPLETED, EventStatus.SETTLED)
    ]


def rewards(books: Books, *, account: Account) -> Rewards:
    """What this holder earned, line by line, and the tier."""
    with books.service(writing=False) as service:
        lines = dr_rewards.of_account(
            service, account_no=account.account_no, customer_no=account.customer_no
        )
        rating = dr_rewards.rating(service, account_no=account.account_no)
    return Rewards(tuple(lines), rating)


def cancel(books: Books, *, event_id: str, by: str, now: datetime) -> bool:
    """Call an event off; nobody is settled. False when it is settled already."""
    with books.service() as service:
        done = dr_events.cancel(service, event_id=event_id, now=now)
        audits.record(service, audit=Audit(now, f"staff:{by}"[:64], "", "dr.cancel", "ok"))
    return done


def _open(service: Session, now: datetime) -> list[OpenEvent]:
    known = {item.programme_id: item for item in dr_events.programmes(service)}
    return [
        OpenEvent(known[event.programme_id], event)
        for event in dr_events.ending_after(service, at=now)
        if event.status(now) in (EventStatus.PENDING, EventStatus.ACTIVE)
    ]


def _found(service: Session, event_id: str) -> OpenEvent:
    event = dr_events.find(service, event_id=event_id)
    if event is None:
        raise EventUnknown(event_id=event_id)
    programme = dr_events.programme(service, programme_id=event.programme_id)
    if programme is None:
        raise EventUnknown(event_id=event_id)
    return OpenEvent(programme, event)


def _own(service: Session, event: DrEvent, account: Account) -> Enrolment | None:
    """This holder's standing; what an earlier holder said does not count."""
    known = dr_enrolments.find(service, event_id=event.event_id, account_no=account.account_no)
    return known if known and known.customer_no == account.customer_no else None


def _require_open(service: Session, item: OpenEvent, account: Account, now: datetime) -> None:
    reason = dr_eligibility.refusal(
        service,
        account=account,
        programme=item.programme,
        event=item.event,
        now=now,
        asks_itself=True,
    )
    if reason is not None:
        raise ResponseRefused(reason=reason)


def _decline_unasked(service: Session, event: DrEvent, account: Account, now: datetime) -> None:
    """A no before anybody asked: nobody will ask any more."""
    enrolment = Enrolment(
        event_id=event.event_id,
        account_no=account.account_no,
        customer_no=account.customer_no,
        status=EnrolmentStatus.DECLINED,
        planned_w=0,
        invited_at=None,
        answered_at=now,
    )
    dr_enrolments.answer(service, enrolment=enrolment)


def _audit(
    service: Session, conversation_id: str, account: Account, action: str, now: datetime
) -> None:
    row = Audit(now, conversation_id, account.account_no, action[:60], "ok")
    audits.record(service, audit=row)
