"""Payment orders: what to pay comes from the books, and nothing is ever ordered twice.

An open order holds its bills (or the account's balance): whoever asks for the same gets the same
order back, whoever asks for something that overlaps gets a new one after the old one was withdrawn
at the payment company. Late fees are not part of an order: they are charged on a later bill.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.clients.payment import PaymentPort
from bot.domain.account import Account, PaymentMode
from bot.domain.account_rules import PaymentRules
from bot.domain.bill import Bill
from bot.domain.identity import Audit
from bot.domain.money import ZERO, to_fen
from bot.domain.payment_order import OrderPart, OrderStatus, PaymentOrder, PaymentPurpose
from bot.domain.period import SHANGHAI
from bot.domain.unable_account import (
    AmountRefused,
    BillUnknown,
    NothingToPay,
    PaymentNeedsConfirmation,
    PaymentUnavailable,
)
from bot.services import settlement
from bot.services.settlement import Till
from bot.storage import audits, balances, bills, payment_orders
from bot.storage.books import Books

_TRIES = 4
"""How often an order is tried anew while others order and pay for the same account."""


@dataclass(frozen=True)
class PaymentAsk:
    """What the customer wants to pay."""

    purpose: PaymentPurpose
    bill_ids: tuple[str, ...] = ()
    """For `BILLS`."""
    amount_yuan: Decimal | None = None
    """For `TOP_UP` only: the one amount that customers name themselves."""


@dataclass(frozen=True)
class Wish:
    """An ask with who asks, as every attempt needs it."""

    account: Account
    ask: PaymentAsk
    key: str
    """The same wish on the same account has the same key."""
    conversation_id: str
    confirmed: bool
    """Whether the customer said yes to a large sum."""


def quote(
    books: Books, *, account: Account, ask: PaymentAsk, rules: PaymentRules
) -> tuple[OrderPart, ...]:
    """What an order would pay, bill by bill; nothing is written.

    Raises:
        NothingToPay: nothing is owed on it.
        BillUnknown: not a bill of this account. Facts: bill_id.
        AmountRefused: below or above the limits. Facts: amount_yuan, least_yuan, most_yuan.
    """
    if ask.purpose is PaymentPurpose.TOP_UP:
        return (_top_up(ask, rules),)
    parts = _owed(books, account, ask)
    total = sum((part.amount_yuan for part in parts), ZERO)
    if total <= ZERO:
        raise NothingToPay
    _within(total, rules.least_yuan, rules.most_yuan)
    return parts


def order(
    books: Books,
    *,
    account: Account,
    ask: PaymentAsk,
    key: str,
    conversation_id: str,
    provider: PaymentPort,
    receipt: str,
    now: datetime,
    rules: PaymentRules,
    confirmed: bool = False,
) -> PaymentOrder:
    """An open order with the link where it can be paid; the same one for the same wish.

    Take the account from `access.account_for` with `needs=Scope.PAY`. `receipt` as in
    `settlement.Till`, for a payment that turns out to have come in already. `key` names the wish,
    e.g. conversation and message number, in at most 100 characters; asked again after it was paid,
    it gives the paid order.

    Raises:
        NothingToPay, BillUnknown, AmountRefused: as `quote`.
        PaymentNeedsConfirmation: a large sum; ask, then say `confirmed`. Facts: amount_yuan, parts.
        PaymentUnavailable: the payment company did not answer; asking again goes on from there.
    """
    wish = Wish(account, ask, f"{account.account_no}:{key}", conversation_id, confirmed)
    till = Till(books, provider, receipt, now)
    for _ in range(_TRIES):
        known = _by_key(books, wish)
        if known is not None and known.status is OrderStatus.PAID:
            return known
        made = _attempt(till, wish, rules)
        linked = _linked(till, made) if made is not None else None
        if linked is not None:
            return linked
    raise PaymentUnavailable


def latest(books: Books, *, account: Account, since: datetime | None = None) -> list[PaymentOrder]:
    """The account's orders, newest first."""
    with books.service(writing=False) as service:
        found = payment_orders.of_account(service, account_no=account.account_no, since=since)
    return found[::-1]


def _by_key(books: Books, wish: Wish) -> PaymentOrder | None:
    with books.service(writing=False) as service:
        return payment_orders.by_key(service, key=wish.key)


def _attempt(till: Till, wish: Wish, rules: PaymentRules) -> PaymentOrder | None:
    """The order, or None when something changed meanwhile and it must be looked at anew."""
    parts = quote(till.books, account=wish.account, ask=wish.ask, rules=rules)
    wanted = _new(wish, parts, till.now, rules)
    rivals = _rivals(till.books, wanted)
    same = next((rival for rival in rivals if rival.parts == parts), None)
    if same is not None and till.now < same.expires_at:
        stands = settlement.refresh(till, order_id=same.order_id)
        return same if stands and stands.order.status is OrderStatus.OPEN else None
    if wanted.amount_yuan > rules.confirm_above_yuan and not wish.confirmed:
        raise PaymentNeedsConfirmation(amount_yuan=wanted.amount_yuan, parts=parts)
    for rival in rivals:
        settlement.withdraw(till, order=rival)
    if rivals or not _opened(till, wanted):
        return None
    # Only now, with the hold taken, nobody else can order: a payment may have been booked before.
    if _same_still(till.books, wish, parts, rules):
        return wanted
    with till.books.service() as service:
        payment_orders.close(
            service,
            order_id=wanted.order_id,
            status=OrderStatus.CANCELLED,
            coming_from=(OrderStatus.OPEN,),
        )
    return None


def _rivals(books: Books, wanted: PaymentOrder) -> list[PaymentOrder]:
    """Open orders that pay some of the same, or were made for the same wish."""
    with books.service(writing=False) as service:
        found = payment_orders.holding(service, subjects=wanted.holds)
        same_wish = payment_orders.by_key(service, key=wanted.key)
    if same_wish is not None and same_wish.status is OrderStatus.OPEN and same_wish not in found:
        found.append(same_wish)
    return found


def _opened(till: Till, wanted: PaymentOrder) -> bool:
    try:
        with till.books.service() as service:
            payment_orders.open_(service, order=wanted)
            row = Audit(till.now, wanted.conversation_id, wanted.account_no, "pay.order", "ok")
            audits.record(service, audit=row)
    except payment_orders.HoldTaken:
        return False
    return True


def _same_still(books: Books, wish: Wish, parts: Sequence[OrderPart], rules: PaymentRules) -> bool:
    try:
        return quote(books, account=wish.account, ask=wish.ask, rules=rules) == tuple(parts)
    except (NothingToPay, AmountRefused):
        return False


def _linked(till: Till, made: PaymentOrder) -> PaymentOrder | None:
    """The order with its link, or None when it was replaced while the link was made."""
    if made.link:
        return made
    link = till.provider.create(made)
    with till.books.service() as service:
        stands = payment_orders.set_link(service, order_id=made.order_id, link=link)
    if stands:
        return replace(made, link=link)
    settlement.withdraw(till, order=made)
    return None


def _new(
    wish: Wish, parts: tuple[OrderPart, ...], now: datetime, rules: PaymentRules
) -> PaymentOrder:
    return PaymentOrder(
        order_id=f"XW{now.astimezone(SHANGHAI):%Y%m%d}{secrets.token_hex(8)}",
        account_no=wish.account.account_no,
        purpose=wish.ask.purpose,
        parts=parts,
        status=OrderStatus.OPEN,
        created_at=now,
        expires_at=now + rules.lasts,
        conversation_id=wish.conversation_id,
        key=wish.key,
    )


def _top_up(ask: PaymentAsk, rules: PaymentRules) -> OrderPart:
    amount = ask.amount_yuan
    if amount is None or not amount.is_finite() or amount != to_fen(amount):
        raise AmountRefused(
            amount_yuan=amount, least_yuan=rules.top_up_least_yuan, most_yuan=rules.top_up_most_yuan
        )
    _within(amount, rules.top_up_least_yuan, rules.top_up_most_yuan)
    return OrderPart(None, to_fen(amount))


def _owed(books: Books, account: Account, ask: PaymentAsk) -> tuple[OrderPart, ...]:
    """What is owed by the books on what the customer wants to pay, the oldest bill first."""
    with books.billing() as billing:
        unpaid = bills.unpaid(billing, account_no=account.account_no)
        if ask.purpose is PaymentPurpose.ARREARS:
            held = balances.current(billing, account_no=account.account_no)
            return _of_bills(unpaid) + _overdrawn(account, held.credit_yuan if held else ZERO)
        for bill_id in ask.bill_ids:
            found = bills.by_id(billing, bill_id=bill_id)
            if found is None or found.account_no != account.account_no:
                raise BillUnknown(bill_id=bill_id)
    return _of_bills([bill for bill in unpaid if bill.bill_id in ask.bill_ids])


def _of_bills(unpaid: Sequence[Bill]) -> tuple[OrderPart, ...]:
    return tuple(OrderPart(bill.bill_id, bill.unpaid_yuan) for bill in unpaid)


def _overdrawn(account: Account, credit_yuan: Decimal) -> tuple[OrderPart, ...]:
    if account.payment_mode is not PaymentMode.PREPAID or credit_yuan >= ZERO:
        return ()
    return (OrderPart(None, -credit_yuan),)


def _within(amount_yuan: Decimal, least_yuan: Decimal, most_yuan: Decimal) -> None:
    if not least_yuan <= amount_yuan <= most_yuan:
        raise AmountRefused(amount_yuan=amount_yuan, least_yuan=least_yuan, most_yuan=most_yuan)
