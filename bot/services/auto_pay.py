"""Automatic deduction: signing and cancelling are requests that bank or payment company confirm."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.account import Account, PaymentMode
from bot.domain.account_rules import AutoPayRules
from bot.domain.auto_pay import AutoPay, AutoPayStatus, AutoPayWay
from bot.domain.identity import Audit
from bot.domain.period import SHANGHAI
from bot.domain.unable_account import AutoPayRefused
from bot.storage import audits, auto_pays, bills
from bot.storage.books import Books, Session

_CONFIRMED = {
    AutoPayStatus.REQUESTED: AutoPayStatus.ACTIVE,
    AutoPayStatus.CANCEL_REQUESTED: AutoPayStatus.CANCELLED,
}
_TURNED_DOWN = {
    AutoPayStatus.REQUESTED: AutoPayStatus.REFUSED,
    AutoPayStatus.CANCEL_REQUESTED: AutoPayStatus.ACTIVE,
}


@dataclass(frozen=True)
class AutoPayAnswer:
    """A request as it stands, and what the customer has to know."""

    auto_pay: AutoPay
    way: AutoPayWay | None
    """None when the rules do not have this way any more."""
    pay_this_bill_yourself: bool
    """A bill falls due too soon to be touched: the request counts from the next one."""


def sign(
    books: Books,
    *,
    account: Account,
    way: str,
    conversation_id: str,
    now: datetime,
    rules: AutoPayRules,
) -> AutoPayAnswer:
    """Ask for automatic deduction; asked again for the same way, the request comes back.

    Raises:
        AutoPayRefused: reason `prepaid`, `way` (no such way), or `already` (signed another way,
            whose name is `way`).
    """
    chosen = rules.way(way)
    if chosen is None:
        raise AutoPayRefused(reason="way", way="")
    if account.payment_mode is PaymentMode.PREPAID and not rules.prepaid:
        raise AutoPayRefused(reason="prepaid", way="")
    asked = AutoPay(
        auto_pay_id=f"DK{uuid.uuid4().hex[:20]}",
        account_no=account.account_no,
        customer_no=account.customer_no,
        way=chosen.code,
        status=AutoPayStatus.REQUESTED,
        asked_at=now,
        changed_at=now,
    )
    with books.service() as service:
        _end_of_former_holder(service, account, now)
        if auto_pays.add(service, auto_pay=asked):
            _audit(service, conversation_id, account, "auto_pay.sign", now)
            standing: AutoPay | None = asked
        else:
            standing = auto_pays.live(service, account_no=account.account_no)
    if standing is None or standing.way != chosen.code or _is_ending(standing):
        known = rules.way(standing.way) if standing else None
        raise AutoPayRefused(reason="already", way=known.name if known else "")
    return _answer(books, account, standing, now, rules)


def cancel(
    books: Books,
    *,
    account: Account,
    conversation_id: str,
    now: datetime,
    rules: AutoPayRules,
) -> AutoPayAnswer:
    """Ask for its end; what was never confirmed ends at once.

    Raises:
        AutoPayRefused: reason `none`.
    """
    with books.service() as service:
        standing = auto_pays.live(service, account_no=account.account_no)
        if standing is None or standing.customer_no != account.customer_no:
            raise AutoPayRefused(reason="none", way="")
        unconfirmed = standing.status is AutoPayStatus.REQUESTED
        to = AutoPayStatus.CANCELLED if unconfirmed else AutoPayStatus.CANCEL_REQUESTED
        if auto_pays.move(
            service,
            auto_pay_id=standing.auto_pay_id,
            coming_from=(AutoPayStatus.REQUESTED, AutoPayStatus.ACTIVE),
            to=to,
            now=now,
        ):
            _audit(service, conversation_id, account, "auto_pay.cancel", now)
            standing = replace(standing, status=to, changed_at=now)
    return _answer(books, account, standing, now, rules)


def status(
    books: Books, *, account: Account, now: datetime, rules: AutoPayRules
) -> AutoPayAnswer | None:
    """How the account's automatic deduction stands; None when there is none."""
    with books.service(writing=False) as service:
        standing = auto_pays.live(service, account_no=account.account_no)
    if standing is None or standing.customer_no != account.customer_no:
        return None
    return _answer(books, account, standing, now, rules)


def answered(books: Books, *, auto_pay_id: str, confirmed: bool, now: datetime) -> AutoPay | None:
    """Bank or payment company answered a request; None when it waits for no answer."""
    with books.service() as service:
        known = auto_pays.find(service, auto_pay_id=auto_pay_id)
        to = (_CONFIRMED if confirmed else _TURNED_DOWN).get(known.status) if known else None
        if known is None or to is None:
            return None
        auto_pays.move(
            service, auto_pay_id=auto_pay_id, coming_from=(known.status,), to=to, now=now
        )
    return replace(known, status=to, changed_at=now)


def _answer(
    books: Books, account: Account, standing: AutoPay, now: datetime, rules: AutoPayRules
) -> AutoPayAnswer:
    first_safe = now.astimezone(SHANGHAI).date() + rules.before_due
    with books.billing() as billing:
        unpaid = bills.unpaid(billing, account_no=account.account_no)
    return AutoPayAnswer(
        auto_pay=standing,
        way=rules.way(standing.way),
        pay_this_bill_yourself=any(bill.due_on < first_safe for bill in unpaid),
    )


def _is_ending(standing: AutoPay) -> bool:
    return standing.status is AutoPayStatus.CANCEL_REQUESTED


def _end_of_former_holder(service: Session, account: Account, now: datetime) -> None:
    """What an earlier holder of the account signed is not the present one's."""
    known = auto_pays.live(service, account_no=account.account_no)
    if known is not None and known.customer_no != account.customer_no:
        auto_pays.move(
            service,
            auto_pay_id=known.auto_pay_id,
            coming_from=(known.status,),
            to=AutoPayStatus.CANCELLED,
            now=now,
        )


def _audit(
    service: Session, conversation_id: str, account: Account, action: str, now: datetime
) -> None:
    row = Audit(now, conversation_id, account.account_no, action, "ok")
    audits.record(service, audit=row)
