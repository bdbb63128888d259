"""The only door to work orders: who may see one, and how much of it.

A conversation sees the orders it opened, those of accounts it has proven, and those it opens
with their number and query code (the last four of the contact phone, or the digits given when
nobody left a phone). Who only joined an order sees how far it is, with their own place and
phone, and nothing of the others who reported it. Care for someone in despair and reports of theft
are seen by the reporter alone, never by everyone who can prove the account.

Whether an order exists is not said before proof. A wrong query code counts against the number
and the conversation; three lock either for a while, the number for longer each time. The lock
never keeps those out who see the order anyway.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest

from bot.domain.account_no import normalise
from bot.domain.identity import Audit, FailureScope
from bot.domain.order_no import spelled
from bot.domain.unable import (
    OrderLocked,
    OrderNoMalformed,
    OrderNotOpened,
    OrderUnproven,
    Unable,
)
from bot.domain.work_order import PRIVATE_KINDS, Progress, Reporter, WorkOrder, standing
from bot.services.guesses import Guess
from bot.storage import audits, order_reporters, order_viewers, work_orders
from bot.storage.books import Books, Session

_CODE = re.compile(r"(?:\d{7})?(\d{4})")
"""Four digits, or the whole phone number that ends in them."""


@dataclass(frozen=True)
class OrderDoorRules:
    """How strict the door is."""

    tries: int = 3
    """Wrong query codes before a lock."""
    locked_for: timedelta = timedelta(minutes=30)
    """Doubled with every further wrong code for one number, up to `locked_longest`."""
    locked_longest: timedelta = timedelta(hours=24)
    failures_count_for: timedelta = timedelta(hours=24)
    idle: timedelta = timedelta(minutes=30)
    """How long a right query code opens the order to a conversation."""


DEFAULT_RULES = OrderDoorRules()


@dataclass(frozen=True)
class Asker:
    """Who asks: a conversation, and the accounts that it has proven."""

    conversation_id: str
    account_numbers: tuple[str, ...] = ()
    """From `services.access.granted_numbers`, never from text or slots."""


@dataclass(frozen=True)
class Seen:
    """An order that the asker may see, and in which role."""

    order: WorkOrder
    """As stored; give customers `view` instead."""
    reporter: Reporter | None
    """The asker's own report on it."""
    owner: bool
    """Opened it, has proven its account, or knows its query code."""

    @property
    def view(self) -> WorkOrder:
        """What the asker may be shown."""
        if self.owner or self.reporter is None:
            return self.order
        blank = tuple(replace(entry, note="") for entry in self.order.history)
        return replace(
            self.order, key="", report=self.reporter.report, history=blank, query_code=""
        )


def find(
    books: Books,
    *,
    heard: str,
    asker: Asker,
    now: datetime,
    code: str | None = None,
    rules: OrderDoorRules = DEFAULT_RULES,
) -> WorkOrder:
    """The order with the number that was typed or said; `code` opens it to a stranger.

    Raises:
        OrderNoMalformed: no number, or a digit was misheard; not counted.
        OrderUnproven: the asker may not see it and gave no code; nothing is said of whether
            it exists.
        OrderNotOpened: number and code do not belong together; counted.
        OrderLocked: too many wrong codes.
    """
    numbers = spelled(heard)
    if not numbers:
        raise OrderNoMalformed(heard=heard)
    given = _CODE.fullmatch(normalise(unicodedata.normalize("NFKC", code or "")))
    with books.service() as service:
        refusal: Unable | None = None
        found = _seen_among(service, numbers, asker, now, rules)
        if found is None and given is None:
            refusal = OrderUnproven(number=numbers[0])
        elif found is None and given is not None:
            found, refusal = _opened(service, numbers, given[1], asker, now, rules)
        number = found.order.number if found else numbers[0]
        audit(service, asker, number, "order.see", refusal, now=now, order=found)
    if refusal or found is None:
        raise refusal or OrderUnproven(number=numbers[0])
    return found.view


def latest_of(
    books: Books,
    *,
    asker: Asker,
    now: datetime,
    limit: int = 5,
    rules: OrderDoorRules = DEFAULT_RULES,
) -> list[WorkOrder]:
    """The newest orders that the asker may see, newest first; empty when there are none."""
    with books.service() as service:
        orders = work_orders.seen_by(
            service,
            conversation_id=asker.conversation_id,
            account_numbers=asker.account_numbers,
            viewed_since=now - rules.idle,
            limit=limit,
        )
        shown = [_role(service, order, asker, now, rules) for order in orders]
        for seen in shown:
            audit(service, asker, seen.order.number, "order.list", None, now=now, order=seen)
    return [seen.view for seen in shown]


def progress(
    books: Books,
    *,
    number: str,
    asker: Asker,
    now: datetime,
    rules: OrderDoorRules = DEFAULT_RULES,
) -> Progress:
    """How an order stands: status, history, the promise to be kept next, overdue or time left.

    Raises:
        OrderUnproven: the asker may not see it (any more), or there is none.
    """
    with books.service() as service:
        seen = look(service, number=number, asker=asker, now=now, rules=rules)
        refusal = None if seen else OrderUnproven(number=number)
        audit(service, asker, number, "order.progress", refusal, now=now, order=seen)
    if seen is None:
        raise OrderUnproven(number=number)
    return standing(seen.view, now=now)


def look(
    service: Session,
    *,
    number: str,
    asker: Asker,
    now: datetime,
    rules: OrderDoorRules = DEFAULT_RULES,
) -> Seen | None:
    """The order if the asker may see it, kept from other writers until the transaction ends."""
    order = work_orders.find(service, number=number, lock=True)
    if order is None:
        return None
    seen = _role(service, order, asker, now, rules)
    return seen if seen.owner or seen.reporter else None


def audit(
    service: Session,
    asker: Asker,
    number: str,
    action: str,
    refusal: Unable | None,
    *,
    now: datetime,
    order: Seen | None = None,
) -> None:
    """Record what was done with an order; its number stands behind the action.

    Who reported without giving a name is not named here either.
    """
    report = order.order.report if order else None
    anonymous = report is not None and report.conversation_id is None
    row = Audit(
        at=now,
        conversation_id="" if anonymous else asker.conversation_id,
        account_no=(report.account_no or "") if report else "",
        action=f"{action} {number}",
        outcome=refusal.code if refusal else "ok",
    )
    audits.record(service, audit=row)


def _role(
    service: Session, order: WorkOrder, asker: Asker, now: datetime, rules: OrderDoorRules
) -> Seen:
    opened = order.report.conversation_id == asker.conversation_id
    proven = order.report.account_no in asker.account_numbers and order.kind not in PRIVATE_KINDS
    coded = order_viewers.is_admitted(
        service,
        number=order.number,
        conversation_id=asker.conversation_id,
        since=now - rules.idle,
    )
    reporter = order_reporters.in_conversation(
        service, number=order.number, conversation_id=asker.conversation_id
    )
    return Seen(order, reporter, opened or proven or coded)


def _seen_among(
    service: Session, numbers: tuple[str, ...], asker: Asker, now: datetime, rules: OrderDoorRules
) -> Seen | None:
    looks = (look(service, number=no, asker=asker, now=now, rules=rules) for no in numbers)
    return next((seen for seen in looks if seen), None)


def _opened(
    service: Session,
    numbers: tuple[str, ...],
    code: str,
    asker: Asker,
    now: datetime,
    rules: OrderDoorRules,
) -> tuple[Seen | None, Unable | None]:
    """The order that number and code open together, or the refusal, counted before it is judged."""
    guess = Guess(
        number=(FailureScope.ORDER, numbers[0][2:]),
        asker=(FailureScope.ORDER_ASKER, asker.conversation_id),
        now=now,
        rules=rules,
    )
    failures = guess.count(service)
    if isinstance(failures, datetime):
        return None, OrderLocked(until=failures)
    orders = (work_orders.find(service, number=number) for number in numbers)
    for order in orders:
        if order and compare_digest(order.query_code, code):
            guess.was_right(service)
            order_viewers.admit(
                service, number=order.number, conversation_id=asker.conversation_id, now=now
            )
            return _role(service, order, asker, now, rules), None
    ends = guess.was_wrong(service, failures)
    if isinstance(ends, datetime):
        return None, OrderLocked(until=ends)
    return None, OrderNotOpened(tries_left=ends)
