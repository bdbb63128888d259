"""Work orders: opening one, joining one, and the queue of those that wait.

An order is opened once per key and a reporter joins once, however often it is asked. What
customers do with an order later is in `services.order_change`, who may see one in
`services.order_access`.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.account import Account
from bot.domain.commitment import AreaKind
from bot.domain.order_rules import OrderRules
from bot.domain.period import SHANGHAI
from bot.domain.promise import promised
from bot.domain.unable import OrderClosed, OrderUnproven, Unable
from bot.domain.urgency import Urgency
from bot.domain.work_order import (
    Act,
    By,
    OrderKind,
    OrderStatus,
    Report,
    Reporter,
    WorkOrder,
    in_turn,
    judged,
    noted,
)
from bot.services import order_notice
from bot.services.order_access import Asker, Seen, audit
from bot.services.order_notice import OrderWording
from bot.storage import order_reporters, work_orders
from bot.storage.books import Books, Session


@dataclass(frozen=True)
class Joined:
    """A report that went to an existing order or outage."""

    order: WorkOrder | None
    """As the reporter may see it; None when the outage has no order."""
    event_id: str | None
    waiting: int
    """How many wait for the order, or for the outage."""


def open_(
    books: Books,
    *,
    key: str,
    kind: OrderKind,
    report: Report,
    now: datetime,
    rules: OrderRules,
    wording: OrderWording,
    account: Account | None = None,
    area: AreaKind | None = None,
    event_id: str | None = None,
    urgency: Urgency | None = None,
) -> WorkOrder:
    """Open a work order, once per `key`; the same key again gives the same order.

    `account` comes from `services.access`; an account number that was only said belongs into the
    description. A report without a conversation is anonymous: no account and no phone are kept,
    and only its number with the `query_code` of the order returned here will ever find it.
    `area` decides between promises that tell city and country apart; without it the longest
    time is promised. `urgency` is the least the case deserves; the rules may raise it.
    A receipt goes to the contact phone, a notice to the crew when lives may be at stake.
    """
    hashed, told = _hashed(key), _told(report, account)
    with books.service() as service:
        if known := work_orders.by_key(service, key=hashed):
            return known
        order = _drafted(service, hashed, kind, told, event_id, now)
        order = judged(order, rules.urgency, facts=order.facts(), least=urgency)
        day = now.astimezone(SHANGHAI).date()
        held_to = rules.commitments.for_kind(kind.value, day=day, area=area)
        promises = promised(held_to, start=now, calendar=rules.calendar)
        order = noted(replace(order, promises=promises), Act.OPENED, at=now)
        if not work_orders.add(service, order=order):
            # Another worker used the key since we looked.
            return work_orders.by_key(service, key=hashed) or order
        opener = Reporter(hashed, order.number, event_id, told, now)
        order_reporters.add(service, reporter=opener)
        order_notice.receipt(service, order, told.phone, wording, now=now)
        if order.urgency is Urgency.CRITICAL:
            order_notice.crew(service, order, told, wording, why=Act.OPENED, key=hashed, now=now)
        asker, seen = Asker(told.conversation_id or ""), Seen(order, opener, owner=True)
        audit(service, asker, order.number, "order.open", None, now=now, order=seen)
    return order


def join(
    books: Books,
    *,
    key: str,
    report: Report,
    now: datetime,
    rules: OrderRules,
    wording: OrderWording,
    account: Account | None = None,
    number: str | None = None,
    event_id: str | None = None,
) -> Joined:
    """Add a reporter to an existing order (`number`) or outage (`event_id`), once per `key`.

    The number is one that a service found for this place, not one that a customer said. A
    conversation that waits for the order already is not added again. Many reporters, or
    life-support at the reporter's home, raise the order's urgency.

    Raises:
        OrderClosed: the order is done or cancelled. Facts: number, status.
        OrderUnproven: there is no such order.
        ValueError: neither an order nor an outage was named.
    """
    told, hashed = _told(report, account), _hashed(key)
    if number is None:
        if event_id is None:
            raise ValueError("name the order or the outage to join")
        return _join_event(books, hashed, told, event_id, wording, now)
    seen: Seen | None = None
    refusal: Unable | None = None
    with books.service() as service:
        order = work_orders.find(service, number=number, lock=True)
        if order is None:
            refusal = OrderUnproven(number=number)
        else:
            seen, refusal = _join_order(service, order, hashed, told, rules, wording, now)
        asker = Asker(told.conversation_id or "")
        audit(service, asker, number, "order.join", refusal, now=now, order=seen)
    if refusal or seen is None:
        raise refusal or OrderUnproven(number=number)
    return Joined(seen.view, seen.order.event_id, seen.order.reporters)


def attach(books: Books, *, number: str, event_id: str, now: datetime) -> WorkOrder:
    """The order turned out to belong to an outage; its reporters wait for the outage from now on.

    For services that tell outages apart; the order is returned as stored.

    Raises:
        OrderUnproven: there is no such order.
    """
    with books.service() as service:
        order = work_orders.find(service, number=number, lock=True)
        if order is None:
            raise OrderUnproven(number=number)
        if order.event_id == event_id:
            return order
        order = noted(replace(order, event_id=event_id), Act.ATTACHED, at=now, by=By.UTILITY)
        work_orders.save(service, order=order)
        order_reporters.attach(service, number=number, event_id=event_id)
    return order


def queue(books: Books, *, now: datetime) -> list[WorkOrder]:
    """Every order that still waits, in the order in which they want attention; for agents."""
    with books.service(writing=False) as service:
        return in_turn(work_orders.waiting(service), now=now)


def of_event(books: Books, *, event_id: str) -> list[WorkOrder]:
    """Every order of an outage as stored, oldest first; for services, not for customers."""
    with books.service(writing=False) as service:
        return work_orders.of_event(service, event_id=event_id)


def waiting_for(books: Books, *, event_id: str) -> int:
    """How many customers wait for an outage to end, with a work order or without."""
    with books.service(writing=False) as service:
        return order_reporters.count_of_event(service, event_id=event_id)


def joined_events(books: Books, *, conversation_id: str) -> list[str]:
    """Outages that the conversation waits for, the last joined first."""
    with books.service(writing=False) as service:
        found = order_reporters.events_of(service, conversation_id=conversation_id)
    return list(dict.fromkeys(item.event_id for item in found if item.event_id))


def _drafted(
    service: Session,
    key: str,
    kind: OrderKind,
    told: Report,
    event_id: str | None,
    now: datetime,
) -> WorkOrder:
    day = now.astimezone(SHANGHAI).date()
    return WorkOrder(
        number=work_orders.next_number(service, kind=kind, day=day),
        key=key,
        kind=kind,
        status=OrderStatus.OPEN,
        urgency=Urgency.NORMAL,
        points=0,
        report=told,
        event_id=event_id,
        opened_at=now,
        query_code=told.phone[-4:] if told.phone else f"{secrets.randbelow(10_000):04d}",
    )


def _join_order(
    service: Session,
    order: WorkOrder,
    key: str,
    told: Report,
    rules: OrderRules,
    wording: OrderWording,
    now: datetime,
) -> tuple[Seen | None, Unable | None]:
    known = order_reporters.by_key(service, key=key)
    if known is None and told.conversation_id is not None:
        mine = order_reporters.in_conversation(
            service, number=order.number, conversation_id=told.conversation_id
        )
        known = mine if mine and mine.left_at is None else None
    if known is not None:
        return Seen(order, known, owner=known.key == order.key), None
    if order.status.is_final:
        return None, OrderClosed(number=order.number, status=order.status.value)
    before, joiner = order.urgency, Reporter(key, order.number, order.event_id, told, now)
    order_reporters.add(service, reporter=joiner)
    order = replace(order, reporters=order.reporters + 1)
    theirs = replace(order, report=told).facts()
    order = judged(order, rules.urgency, facts=theirs)
    order = noted(order, Act.JOINED, at=now)
    work_orders.save(service, order=order)
    order_notice.receipt(service, order, told.phone, wording, now=now)
    if told.life_support or order.urgency is not before:
        order_notice.crew(service, order, told, wording, why=Act.JOINED, key=key, now=now)
    return Seen(order, joiner, owner=False), None


def _join_event(
    books: Books, key: str, told: Report, event_id: str, wording: OrderWording, now: datetime
) -> Joined:
    with books.service() as service:
        joiner = Reporter(key, None, event_id, told, now)
        if order_reporters.add(service, reporter=joiner):
            if told.life_support:
                order_notice.crew_of_event(service, event_id, told, wording, key=key, now=now)
            asker = Asker(told.conversation_id or "")
            audit(service, asker, event_id, "outage.join", None, now=now)
        waiting = order_reporters.count_of_event(service, event_id=event_id)
    return Joined(None, event_id, waiting)


def _told(report: Report, account: Account | None) -> Report:
    """The report as it may be kept."""
    if report.conversation_id is None:
        return replace(report, account_no=None, phone=None)
    return replace(report, account_no=account.account_no if account else None)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
