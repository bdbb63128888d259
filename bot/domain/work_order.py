"""Work orders (工单): something a person has to do for a customer, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.commitment import Mark
from bot.domain.order_no import REPAIR, SERVICE
from bot.domain.promise import Promise, after_mark, next_due
from bot.domain.urgency import Facts, Urgency, UrgencyRules, higher


class OrderKind(str, Enum):
    """What is to be done."""

    REPAIR = "repair"
    HAZARD = "hazard"
    """Danger: sparks, smoke, shock, a wire down. Always urgent, never cancelled by a customer."""
    VOLTAGE = "voltage"
    METER_FAULT = "meter_fault"
    METER_CHECK = "meter_check"
    READING_CHECK = "reading_check"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    SUGGESTION = "suggestion"
    COMPENSATION = "compensation"
    THEFT_REPORT = "theft_report"
    REFUND = "refund"
    RECONNECT = "reconnect"
    CALLBACK = "callback"
    SELF_HARM_CARE = "self_harm_care"
    """Someone in despair: a person must be there at once."""

    @property
    def prefix(self) -> str:
        """How the order's number begins."""
        return REPAIR if self in CREW_KINDS else SERVICE


CREW_KINDS = frozenset(
    {OrderKind.REPAIR, OrderKind.HAZARD, OrderKind.VOLTAGE, OrderKind.METER_FAULT}
)
"""A crew drives out."""
DANGER_KINDS = frozenset({OrderKind.HAZARD, OrderKind.SELF_HARM_CARE})
"""Someone must look whatever the customer says next."""
PRIVATE_KINDS = frozenset({OrderKind.SELF_HARM_CARE, OrderKind.THEFT_REPORT})
"""Only who reported it sees it, not everyone who can prove the account."""


class OrderStatus(str, Enum):
    """How far it is; it only ever moves forward."""

    OPEN = "open"
    DISPATCHED = "dispatched"
    """A crew or a clerk has it."""
    ARRIVED = "arrived"
    """The crew is on the spot, or the clerk is in touch with the customer."""
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Nothing comes after it."""
        return self in (OrderStatus.DONE, OrderStatus.CANCELLED)

    @property
    def rank(self) -> int:
        """Place on the way from open to the end."""
        return list(OrderStatus).index(self)


_MARKS = {
    OrderStatus.ARRIVED: frozenset({Mark.ARRIVED}),
    OrderStatus.DONE: frozenset({Mark.ARRIVED, Mark.DONE}),
}


class Act(str, Enum):
    """What an entry of the history tells."""

    OPENED = "opened"
    MOVED = "moved"
    """To the entry's status."""
    URGED = "urged"
    CORRECTED = "corrected"
    JOINED = "joined"
    LEFT = "left"
    """A reporter said that it is over for them; others still wait."""
    SAID_SAFE = "said_safe"
    """The customer says that the danger is over; the crew still comes."""
    ATTACHED = "attached"
    """To an outage event."""
    ADDED = "added"
    """The customer said more; the entry's note holds it."""
    RATED = "rated"


class By(str, Enum):
    """Who did it."""

    CUSTOMER = "customer"
    UTILITY = "utility"
    DEMO = "demo"
    """The demo town's dispatcher; never with real customers."""


@dataclass(frozen=True)
class Entry:
    """One line of an order's history; never changed afterwards."""

    seq: int
    """1, 2, 3 … in the order in which we learned of it."""
    at: datetime
    act: Act
    by: By
    status: OrderStatus | None = None
    note: str = ""


@dataclass(frozen=True)
class Report:
    """What a customer reports."""

    conversation_id: str | None
    """None when they want to stay anonymous."""
    place: str
    areas: tuple[str, ...] = ()
    """Codes of the transformer areas (台区) the place can belong to."""
    account_no: str | None = None
    """Proven account; services set it from what `services.access` gave."""
    phone: str | None = None
    """Where to call back and send the receipt."""
    symptom: str = ""
    description: str = ""
    life_support: bool = False
    """Someone at home depends on a powered device to stay alive."""


@dataclass(frozen=True)
class Reporter:
    """Someone who waits for an order, or for an outage event without an order of its own."""

    key: str
    """Hashed idempotency key of the report; of who opened the order, the order's own."""
    number: str | None
    event_id: str | None
    report: Report
    joined_at: datetime
    left_at: datetime | None = None
    """When they said that it is over for them."""


@dataclass(frozen=True)
class WorkOrder:
    """One work order with everything that happened to it."""

    number: str
    key: str
    """Hash of the idempotency key that it was opened under."""
    kind: OrderKind
    status: OrderStatus
    urgency: Urgency
    points: int
    """Order among equally urgent ones."""
    report: Report
    event_id: str | None
    """The outage it belongs to, if any."""
    opened_at: datetime
    promises: tuple[Promise, ...] = ()
    history: tuple[Entry, ...] = ()
    """By time."""
    reporters: int = 1
    """Everyone who reported it and has not said that it is over for them."""
    urges: int = 0
    urged_at: datetime | None = None
    rating: int | None = None
    """1 to 5 stars."""
    query_code: str = ""
    """Four digits that open it besides its number: end of the contact phone, or made up."""

    @property
    def promise(self) -> Promise | None:
        """The promise to be kept next; the last one once all are kept; None when none was made."""
        waiting = None if self.status.is_final else next_due(self.promises)
        return waiting or (self.promises[-1] if self.promises else None)

    def facts(self) -> Facts:
        """What its urgency is judged by."""
        return Facts(
            kind=self.kind.value,
            place=self.report.place,
            words=f"{self.report.symptom} {self.report.description}",
            life_support=self.report.life_support,
            reporters=self.reporters,
            urges=self.urges,
        )


@dataclass(frozen=True)
class Progress:
    """How an order stands at a moment."""

    order: WorkOrder
    promise: Promise | None
    overdue: bool
    left: timedelta | None
    """Until the promise is due; negative when overdue, None when nothing is awaited."""


def standing(order: WorkOrder, *, now: datetime) -> Progress:
    """How an order stands; nothing is overdue once it is done or cancelled."""
    promise = order.promise
    left = promise.left(now) if promise and not order.status.is_final else None
    return Progress(order, promise, left is not None and left <= timedelta(0), left)


def noted(
    order: WorkOrder,
    act: Act,
    *,
    at: datetime,
    by: By = By.CUSTOMER,
    note: str = "",
    status: OrderStatus | None = None,
) -> WorkOrder:
    """The order with one more entry in its history."""
    seq = max((entry.seq for entry in order.history), default=0) + 1
    entry = Entry(seq, at, act, by, status, note)
    history = sorted((*order.history, entry), key=lambda item: (item.at, item.seq))
    return replace(order, history=tuple(history))


def advanced(
    order: WorkOrder, to: OrderStatus, *, at: datetime, by: By, note: str = ""
) -> WorkOrder:
    """The order moved forward, its promises kept or started; unchanged when it is that far.

    A step may be skipped (a job can be done without anyone having said that the crew arrived).
    """
    if order.status.is_final or to.rank <= order.status.rank:
        return order
    moved = replace(
        order, status=to, promises=after_mark(order.promises, _MARKS.get(to, frozenset()), at=at)
    )
    return noted(moved, Act.MOVED, at=at, by=by, note=note, status=to)


def judged(
    order: WorkOrder, rules: UrgencyRules, *, facts: Facts, least: Urgency | None = None
) -> WorkOrder:
    """The order with the urgency that the facts deserve; what was decided before never sinks."""
    found = rules.assess(facts)
    level = higher(order.urgency, higher(found.level, least or Urgency.NORMAL))
    return replace(order, urgency=level, points=max(order.points, found.points))


def in_turn(orders: Iterable[WorkOrder], *, now: datetime) -> list[WorkOrder]:
    """Orders in the order in which they want attention.

    The more urgent first, then the overdue, then by points, by what is due first, by age.
    """

    def key(order: WorkOrder) -> tuple[object, ...]:
        progress = standing(order, now=now)
        left = timedelta.max if progress.left is None else progress.left
        level = -order.urgency.rank
        return (level, not progress.overdue, -order.points, left, order.opened_at, order.number)

    return sorted(orders, key=key)
