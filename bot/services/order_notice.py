"""What must be told about a work order: receipts to the customer, notices to the crew's desk.

Every message is an outbox row of the transaction that it tells of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.outgoing import Outgoing
from bot.domain.work_order import Act, Report, WorkOrder
from bot.storage import outbox
from bot.storage.books import Session

CREW, DISPATCH = "crew", "dispatch"
"""Outbox channel and address of the desk that sends crews out."""


@dataclass(frozen=True)
class OrderWording:
    """The messages, as templates; words live with the doors."""

    receipt: str
    """To the contact phone; fields `{number}` and `{promise}` (may be empty)."""
    crew: str
    """To the desk; fields `{number}`, `{kind}`, `{why}`, `{place}`, `{phone}`, `{symptom}`.

    `{kind}` and `{why}` are codes: the order's kind (`outage` for an outage without an order),
    and what happened (`opened`, `joined`, `urged`, `corrected`, `added`, `said_safe`).
    """


def receipt(
    service: Session, order: WorkOrder, phone: str | None, wording: OrderWording, *, now: datetime
) -> None:
    """Send the order's number to a contact phone, if there is one; once for each phone."""
    if phone is None:
        return
    promise = order.promise
    text = wording.receipt.format(number=order.number, promise=promise.says if promise else "")
    _put(service, f"order:{order.number}:receipt:{phone}", "sms", phone, text, now)


def crew(
    service: Session,
    order: WorkOrder,
    report: Report,
    wording: OrderWording,
    *,
    why: Act,
    key: str,
    now: datetime,
) -> None:
    """Tell the desk what `report` says about an order; `key` names the happening, told once."""
    _tell_desk(service, order.number, order.kind.value, report, wording, why, key, now)


def crew_of_event(
    service: Session,
    event_id: str,
    report: Report,
    wording: OrderWording,
    *,
    key: str,
    now: datetime,
) -> None:
    """Tell the desk of someone in an outage that has no order, whose life may be at stake."""
    _tell_desk(service, event_id, "outage", report, wording, Act.JOINED, key, now)


def _tell_desk(
    service: Session,
    number: str,
    kind: str,
    report: Report,
    wording: OrderWording,
    why: Act,
    key: str,
    now: datetime,
) -> None:
    text = wording.crew.format(
        number=number,
        kind=kind,
        why=why.value,
        place=report.place,
        phone=report.phone or "",
        symptom=report.symptom or report.description,
    )
    _put(service, f"crew:{key}", CREW, DISPATCH, text, now)


def _put(service: Session, key: str, channel: str, address: str, text: str, now: datetime) -> None:
    outbox.put(service, outgoing=Outgoing(key, channel, address, text, now))
