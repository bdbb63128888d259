"""What customers do with a work order: urge, cancel, correct and rate it.

Whoever asks must be allowed to see the order (`services.order_access`). Every act leaves an audit
row and a line in the history; asking twice is asking once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar

from bot.domain.order_rules import OrderRules
from bot.domain.unable import AlreadyRated, OrderClosed, OrderUnproven, RatingTooEarly, Unable
from bot.domain.urgency import Urgency
from bot.domain.work_order import (
    DANGER_KINDS,
    Act,
    By,
    OrderStatus,
    Progress,
    Report,
    WorkOrder,
    advanced,
    judged,
    noted,
    standing,
)
from bot.services import order_access, order_notice
from bot.services.order_access import Asker, Seen
from bot.services.order_notice import OrderWording
from bot.storage import order_reporters, work_orders
from bot.storage.books import Books, Session

_T = TypeVar("_T")
_Change = Callable[[Session, Seen], _T]
_CORRECTABLE = (OrderStatus.OPEN, OrderStatus.DISPATCHED)
STARS = range(1, 6)


@dataclass(frozen=True)
class Urged:
    """What an urge did."""

    progress: Progress
    counted: bool
    """False when the last one is too recent; nothing changed then."""
    again_at: datetime
    """When the next one counts."""


class CancelOutcome(str, Enum):
    """What became of the wish to cancel."""

    CANCELLED = "cancelled"
    LEFT = "left"
    """It is over for this customer; others still wait, so the crew comes."""
    SAID_SAFE = "said_safe"
    """Danger is always looked at; the crew was told that the customer is safe."""


@dataclass(frozen=True)
class Cancelled:
    """The order after the wish to cancel it."""

    order: WorkOrder
    outcome: CancelOutcome


def urge(
    books: Books,
    *,
    number: str,
    asker: Asker,
    now: datetime,
    rules: OrderRules,
    wording: OrderWording,
) -> Urged:
    """Urge (催办): counted once in a while, raises the urgency, tells the desk.

    Raises:
        OrderUnproven: the asker may not see the order.
        OrderClosed: it is done or cancelled. Facts: number, status.
    """
    every = rules.urgency.urge.every

    def change(service: Session, seen: Seen) -> Urged:
        order = seen.order
        _refuse_final(order)
        if order.urged_at is not None and now < order.urged_at + every:
            return Urged(standing(seen.view, now=now), False, order.urged_at + every)
        lifted = rules.urgency.urged(order.urgency)
        order = replace(order, urges=order.urges + 1, urged_at=now)
        order = judged(order, rules.urgency, facts=order.facts(), least=lifted)
        order = noted(order, Act.URGED, at=now)
        work_orders.save(service, order=order)
        key = f"{number}:urge:{order.urges}"
        order_notice.crew(service, order, order.report, wording, why=Act.URGED, key=key, now=now)
        return Urged(standing(replace(seen, order=order).view, now=now), True, now + every)

    return _changed(books, number, asker, now, "order.urge", change)


def cancel(
    books: Books,
    *,
    number: str,
    asker: Asker,
    now: datetime,
    wording: OrderWording,
    reason: str = "",
) -> Cancelled:
    """Cancel, as far as a customer can: see `CancelOutcome`.

    Raises:
        OrderUnproven: the asker may not see the order.
        OrderClosed: it is done. Facts: number, status.
    """

    def change(service: Session, seen: Seen) -> Cancelled:
        order = seen.order
        if order.status is OrderStatus.CANCELLED:
            return Cancelled(seen.view, CancelOutcome.CANCELLED)
        _refuse_final(order)
        if order.kind in DANGER_KINDS:
            order = _said_safe(service, seen, wording, reason, now)
            return Cancelled(replace(seen, order=order).view, CancelOutcome.SAID_SAFE)
        order = _left(service, seen, reason, now)
        over = order.status is OrderStatus.CANCELLED
        outcome = CancelOutcome.CANCELLED if over else CancelOutcome.LEFT
        return Cancelled(replace(seen, order=order).view, outcome)

    return _changed(books, number, asker, now, "order.cancel", change)


def correct(
    books: Books,
    *,
    number: str,
    asker: Asker,
    now: datetime,
    rules: OrderRules,
    wording: OrderWording,
    place: str | None = None,
    areas: tuple[str, ...] | None = None,
    phone: str | None = None,
) -> WorkOrder:
    """Correct place or contact phone until the crew is there; who joined corrects their own.

    A new phone gets a receipt, and its last four become the query code.

    Raises:
        OrderUnproven: the asker may not see the order.
        OrderClosed: the crew is there already, or the order is done or cancelled.
    """
    given = {"place": place, "areas": areas, "phone": phone}
    new = {name: value for name, value in given.items() if value is not None}

    def change(service: Session, seen: Seen) -> WorkOrder:
        if seen.order.status not in _CORRECTABLE:
            raise OrderClosed(number=number, status=seen.order.status.value)
        before = seen.view.report
        differing = {name: value for name, value in new.items() if getattr(before, name) != value}
        if not differing:
            return seen.view
        after: Report = replace(before, **differing)  # type: ignore[arg-type]
        return _corrected(service, seen, after, " ".join(differing), rules, wording, now)

    return _changed(books, number, asker, now, "order.correct", change)


def rate(
    books: Books, *, number: str, asker: Asker, stars: int, now: datetime, note: str = ""
) -> WorkOrder:
    """Rate finished work, once; the same stars again change nothing.

    Raises:
        OrderUnproven: the asker may not see the order.
        RatingTooEarly: it is not done yet. Facts: number, status.
        OrderClosed: it was cancelled. Facts: number, status.
        AlreadyRated: with other stars. Facts: number, rating.
        ValueError: not 1 to 5 stars.
    """
    if stars not in STARS:
        raise ValueError(f"{stars} is not one of 1 to 5 stars")

    def change(service: Session, seen: Seen) -> WorkOrder:
        order = seen.order
        if order.status is OrderStatus.CANCELLED:
            raise OrderClosed(number=number, status=order.status.value)
        if order.status is not OrderStatus.DONE:
            raise RatingTooEarly(number=number, status=order.status.value)
        if order.rating == stars:
            return seen.view
        if order.rating is not None:
            raise AlreadyRated(number=number, rating=order.rating)
        work_orders.rate(service, number=number, rating=stars, note=note)
        order = noted(replace(order, rating=stars), Act.RATED, at=now)
        work_orders.save(service, order=order)
        return replace(seen, order=order).view

    return _changed(books, number, asker, now, "order.rate", change)


def _changed(
    books: Books, number: str, asker: Asker, now: datetime, action: str, change: _Change[_T]
) -> _T:
    """Let `change` work on the order if the asker may see it; refusals are audited too.

    `change` refuses before it writes anything.
    """
    refusal: Unable | None = None
    result: _T | None = None
    with books.service() as service:
        seen = order_access.look(service, number=number, asker=asker, now=now)
        try:
            if seen is None:
                raise OrderUnproven(number=number)
            result = change(service, seen)
        except Unable as unable:
            refusal = unable
        order_access.audit(service, asker, number, action, refusal, now=now, order=seen)
    if refusal or result is None:
        raise refusal or OrderUnproven(number=number)
    return result


def _refuse_final(order: WorkOrder) -> None:
    if order.status.is_final:
        raise OrderClosed(number=order.number, status=order.status.value)


def _said_safe(
    service: Session, seen: Seen, wording: OrderWording, reason: str, now: datetime
) -> WorkOrder:
    """The crew is told, and comes all the same."""
    order = seen.order
    if order.history and order.history[-1].act is Act.SAID_SAFE:
        return order
    order = noted(order, Act.SAID_SAFE, at=now, note=reason)
    work_orders.save(service, order=order)
    key = f"{order.number}:safe:{len(order.history)}"
    order_notice.crew(
        service, order, seen.view.report, wording, why=Act.SAID_SAFE, key=key, now=now
    )
    return order


def _left(service: Session, seen: Seen, reason: str, now: datetime) -> WorkOrder:
    """It is over for this customer, and for all when nobody else waits."""
    order = seen.order
    key = seen.reporter.key if seen.reporter and not seen.owner else order.key
    if not order_reporters.leave(service, key=key, now=now):
        return order
    order = replace(order, reporters=order.reporters - 1)
    if order.reporters:
        order = noted(order, Act.LEFT, at=now, note=reason)
    else:
        order = advanced(order, OrderStatus.CANCELLED, at=now, by=By.CUSTOMER, note=reason)
    work_orders.save(service, order=order)
    return order


def _corrected(
    service: Session,
    seen: Seen,
    after: Report,
    what: str,
    rules: OrderRules,
    wording: OrderWording,
    now: datetime,
) -> WorkOrder:
    order, own = seen.order, None if seen.owner else seen.reporter
    if own is None:
        code = after.phone[-4:] if after.phone else order.query_code
        order = replace(order, report=after, query_code=code)
        order = judged(order, rules.urgency, facts=order.facts())
    order = noted(order, Act.CORRECTED, at=now, note=what)
    order_reporters.correct(service, key=own.key if own else order.key, report=after)
    work_orders.save(service, order=order)
    if "phone" in what.split():
        order_notice.receipt(service, order, after.phone, wording, now=now)
    if order.status is OrderStatus.DISPATCHED or order.urgency is Urgency.CRITICAL:
        key = f"{order.number}:correct:{len(order.history)}"
        order_notice.crew(service, order, after, wording, why=Act.CORRECTED, key=key, now=now)
    mine = replace(own, report=after) if own else seen.reporter
    return replace(seen, order=order, reporter=mine).view
