"""Has a payment arrived: when, on which of one's own accounts, and what to do when it has not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

from bot.domain.account import Account
from bot.domain.account_rules import ArrivalRules
from bot.domain.identity import Audit
from bot.domain.payment import Payment
from bot.domain.payment_order import OrderStatus, PaymentOrder
from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.domain.refund import Duplicate, RefundReason, RefundRequest, RefundStatus, duplicates
from bot.domain.unable_account import PaymentUnavailable, PaymentUnknown
from bot.services import settlement
from bot.services.settlement import Till
from bot.storage import audits, payment_orders, payments, refunds
from bot.storage.books import Books


class ArrivalState(str, Enum):
    """What became of the payment that the customer speaks of."""

    RECEIVED = "received"
    ON_OTHER_ACCOUNT = "on_other_account"
    """Received, but on another of the customer's own accounts."""
    TOO_EARLY = "too_early"
    """Not there, and it need not be yet."""
    OVERDUE = "overdue"
    """Not there though it should be: it is to be traced."""
    ASK = "ask"
    """The customer said neither when nor how much, and nothing came lately."""


@dataclass(frozen=True)
class PaymentSaid:
    """What the customer says about the payment; it finds payments, it never makes one."""

    amount_yuan: Decimal | None = None
    paid_on: date | None = None


@dataclass(frozen=True)
class Arrival:
    """What the books show."""

    state: ArrivalState
    found: tuple[Payment, ...]
    """Payments that fit what was said, newest first."""
    latest: Payment | None
    """The account's newest payment, whatever was said."""
    unpaid_orders: tuple[PaymentOrder, ...]
    """Orders of ours that are still waiting for the money."""
    check_again_at: datetime | None
    """By when it should be there; for `TOO_EARLY`."""
    duplicates: tuple[Duplicate, ...]
    """Payments that look as if made twice and were not reported yet, on the account."""
    rules: ArrivalRules


def arrival(
    books: Books,
    *,
    account: Account,
    own: Sequence[Account],
    said: PaymentSaid,
    now: datetime,
    rules: ArrivalRules,
    till: Till | None = None,
) -> Arrival:
    """Look for a payment on the account and on `own`, the accounts open to the conversation.

    With a `till`, open orders are asked about first, so money that the payment company holds for us
    is there at once; a company that does not answer changes nothing.
    """
    waiting = _orders_settled(books, account, now, rules, till)
    here = _payments(books, account, now, rules)
    found = [payment for payment in here if _fits(payment, said, now, rules)]
    elsewhere = [
        payment
        for other in own
        if other.account_no != account.account_no and not found
        for payment in _payments(books, other, now, rules)
        if _fits(payment, said, now, rules)
    ]
    state, again_at = _state(found, elsewhere, said, now, rules)
    return Arrival(
        state=state,
        found=tuple(found or elsewhere),
        latest=here[0] if here else None,
        unpaid_orders=tuple(waiting),
        check_again_at=again_at,
        duplicates=tuple(_unreported(books, account, here)),
        rules=rules,
    )


def paid_twice(
    books: Books, *, account: Account, now: datetime, rules: ArrivalRules
) -> list[Duplicate]:
    """Payments that look as if made twice and were not reported yet, oldest first."""
    return _unreported(books, account, _payments(books, account, now, rules))


def ask_refund(
    books: Books,
    *,
    account: Account,
    payment_id: str,
    conversation_id: str,
    now: datetime,
    rules: ArrivalRules,
) -> RefundRequest:
    """Ask for the second payment of a pair back; asked again, the first request comes back.

    Raises:
        PaymentUnknown: it is not the second of such a pair on this account. Facts: payment_id.
    """
    for reported in requests(books, account=account):
        if reported.payment_id == payment_id:
            return reported
    pairs = paid_twice(books, account=account, now=now, rules=rules)
    second = next((p.second for p in pairs if p.second.payment_id == payment_id), None)
    if second is None:
        raise PaymentUnknown(payment_id=payment_id)
    request = RefundRequest(
        request_id=f"RF-{payment_id}",
        account_no=account.account_no,
        reason=RefundReason.PAID_TWICE,
        amount_yuan=second.amount_yuan,
        paid_on=_day(second.paid_at),
        payment_id=payment_id,
        status=RefundStatus.ASKED,
        asked_at=now,
    )
    return _kept(books, request, conversation_id, now)


def report(
    books: Books,
    *,
    account: Account,
    reason: RefundReason,
    amount_yuan: Decimal,
    paid_on: date,
    conversation_id: str,
    now: datetime,
) -> RefundRequest:
    """Report money that went to another account, or nowhere; people trace it.

    Nothing is said about the account it may have gone to. The same report comes back when it was
    made before.
    """
    for known in requests(books, account=account):
        same = known.reason is reason and known.status is RefundStatus.ASKED
        if same and known.amount_yuan == amount_yuan and known.paid_on == paid_on:
            return known
    request = RefundRequest(
        request_id=f"RF-{uuid.uuid4().hex[:20]}",
        account_no=account.account_no,
        reason=reason,
        amount_yuan=amount_yuan,
        paid_on=paid_on,
        payment_id=None,
        status=RefundStatus.ASKED,
        asked_at=now,
    )
    return _kept(books, request, conversation_id, now)


def requests(books: Books, *, account: Account) -> list[RefundRequest]:
    """What the account asked for or reported, newest first."""
    with books.service(writing=False) as service:
        return refunds.of_account(service, account_no=account.account_no)


def _kept(
    books: Books, request: RefundRequest, conversation_id: str, now: datetime
) -> RefundRequest:
    with books.service() as service:
        if refunds.add(service, request=request):
            action = f"refund.{request.reason.value}"
            audits.record(
                service, audit=Audit(now, conversation_id, request.account_no, action, "ok")
            )
            return request
        known = refunds.of_account(service, account_no=request.account_no)
    return next(item for item in known if item.request_id == request.request_id)


def _orders_settled(
    books: Books, account: Account, now: datetime, rules: ArrivalRules, till: Till | None
) -> list[PaymentOrder]:
    """The account's open orders after asking the payment company about them."""
    with books.service(writing=False) as service:
        known = payment_orders.of_account(
            service, account_no=account.account_no, since=now - rules.look_back
        )
    waiting = []
    for order in known:
        if order.status is not OrderStatus.OPEN:
            continue
        stands = order
        if till is not None:
            try:
                settled = settlement.refresh(till, order_id=order.order_id)
            except PaymentUnavailable:
                settled = None
            stands = settled.order if settled else order
        if stands.status is OrderStatus.OPEN and now < stands.expires_at:
            waiting.append(stands)
    return waiting


def _payments(books: Books, account: Account, now: datetime, rules: ArrivalRules) -> list[Payment]:
    today = _day(now)
    span = Period(today - rules.look_back, today + timedelta(days=1))
    with books.billing() as billing:
        return payments.of_account(billing, account_no=account.account_no, period=span)


def _fits(payment: Payment, said: PaymentSaid, now: datetime, rules: ArrivalRules) -> bool:
    """Whether a payment can be the one; it may be booked as late as payments usually are."""
    if payment.amount_yuan <= 0:
        return False
    if said.amount_yuan is not None and payment.amount_yuan != said.amount_yuan:
        return False
    if said.paid_on is not None:
        latest = local_midnight(said.paid_on + timedelta(days=1)) + rules.within
        return local_midnight(said.paid_on) <= payment.paid_at < latest
    return said.amount_yuan is not None or payment.paid_at > now - rules.within


def _state(
    found: Sequence[Payment],
    elsewhere: Sequence[Payment],
    said: PaymentSaid,
    now: datetime,
    rules: ArrivalRules,
) -> tuple[ArrivalState, datetime | None]:
    if found:
        return ArrivalState.RECEIVED, None
    if elsewhere:
        return ArrivalState.ON_OTHER_ACCOUNT, None
    if said.paid_on is None:
        return ArrivalState.ASK, None
    due = local_midnight(said.paid_on + timedelta(days=1)) + rules.within
    if now < due:
        return ArrivalState.TOO_EARLY, due
    return ArrivalState.OVERDUE, None


def _unreported(books: Books, account: Account, found: Sequence[Payment]) -> list[Duplicate]:
    reported = {item.payment_id for item in requests(books, account=account)}
    return [item for item in duplicates(found) if item.second.payment_id not in reported]


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
