"""Money that went wrong: paid twice, or to somebody else's account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import groupby, pairwise

from bot.domain.money import ZERO
from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI


class RefundReason(str, Enum):
    """What went wrong."""

    PAID_TWICE = "paid_twice"
    WRONG_ACCOUNT = "wrong_account"
    NOT_ARRIVED = "not_arrived"


class RefundStatus(str, Enum):
    """Where a request stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class RefundRequest:
    """A request to give money back or to trace it; people decide."""

    request_id: str
    account_no: str
    """The customer's own account, not the one the money went to."""
    reason: RefundReason
    amount_yuan: Decimal
    paid_on: date
    payment_id: str | None
    """The payment as booked; None where only the customer knows of it."""
    status: RefundStatus
    asked_at: datetime


@dataclass(frozen=True)
class Duplicate:
    """Two payments that look like one paid twice."""

    first: Payment
    second: Payment


def duplicates(payments: Iterable[Payment]) -> list[Duplicate]:
    """Payments of one amount on one local day on one account, but for those given back since.

    A payment is paired with the one before it, so three alike are two duplicates.
    """
    found: list[Duplicate] = []
    booked = sorted(payments, key=lambda item: (*_kind(item), item.paid_at, item.payment_id))
    returned = _returned(booked)
    for kind, alike in groupby(booked, key=_kind):
        if kind[1] <= ZERO:
            continue
        same = list(alike)
        pairs = [Duplicate(one, other) for one, other in pairwise(same)]
        back = returned.get((kind[0], kind[1]), 0)
        found += pairs[: max(len(pairs) - back, 0)]
        returned[kind[0], kind[1]] = max(back - len(pairs), 0)
    return sorted(found, key=lambda item: item.second.paid_at)


def _kind(payment: Payment) -> tuple[str, Decimal, date]:
    day = payment.paid_at.astimezone(SHANGHAI).date()
    return payment.account_no, payment.amount_yuan, day


def _returned(payments: Sequence[Payment]) -> dict[tuple[str, Decimal], int]:
    counts: dict[tuple[str, Decimal], int] = {}
    for payment in payments:
        if payment.amount_yuan < ZERO:
            key = payment.account_no, -payment.amount_yuan
            counts[key] = counts.get(key, 0) + 1
    return counts
