"""Paying arrears in parts: a clear yes with days and sums, or a clear no with the reason."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain.account import Account
from bot.domain.bill import Bill
from bot.domain.identity import Audit
from bot.domain.instalment import (
    Instalment,
    InstalmentPart,
    InstalmentReason,
    InstalmentRules,
    InstalmentStatus,
    plan,
    refusal,
)
from bot.domain.money import ZERO
from bot.domain.period import SHANGHAI, add_months
from bot.domain.unable_account import InstalmentRefused
from bot.storage import audits, bills, instalments
from bot.storage.books import Books, Session


def propose(
    books: Books, *, account: Account, parts: int, now: datetime, rules: InstalmentRules
) -> tuple[InstalmentPart, ...]:
    """The plan that `request` would agree on; nothing is written.

    Raises:
        InstalmentRefused: Facts: reason (InstalmentReason), owed_yuan, rules.
    """
    owed, reason = _judged(books, account, parts, now, rules)
    if reason is not None:
        raise _no(reason, owed, rules)
    return _plan(_total(owed), parts, now, rules)


def request(
    books: Books,
    *,
    account: Account,
    parts: int,
    conversation_id: str,
    now: datetime,
    rules: InstalmentRules,
) -> Instalment:
    """Ask to pay everything owed in parts; the answer is written down, a no as well.

    `AGREED` holds at once; `CHECKING` waits for a member of staff (`decide`). A plan for the same
    bills that runs already comes back.

    Raises:
        InstalmentRefused: Facts: reason (InstalmentReason), owed_yuan, rules.
    """
    owed, reason = _judged(books, account, parts, now, rules)
    running = _running(books, account)
    if reason is InstalmentReason.RUNNING and running is not None and len(running.parts) == parts:
        return running
    total = _total(owed)
    small = total <= rules.without_staff_up_to_yuan
    asked = Instalment(
        instalment_id=f"FQ{uuid.uuid4().hex[:20]}",
        account_no=account.account_no,
        customer_no=account.customer_no,
        bill_ids=tuple(bill.bill_id for bill in owed),
        total_yuan=total,
        parts=() if reason else _plan(total, parts, now, rules),
        status=InstalmentStatus.AGREED if small else InstalmentStatus.CHECKING,
        reason=reason,
        asked_at=now,
        changed_at=now,
    )
    if reason is not None:
        asked = replace(asked, status=InstalmentStatus.REFUSED)
    with books.service() as service:
        if not instalments.add(service, instalment=asked):
            reason = InstalmentReason.RUNNING  # Somebody else was a moment faster.
        outcome = f"no:{reason.value}" if reason else "ok"
        row = Audit(now, conversation_id, account.account_no, "instalment.request", outcome)
        audits.record(service, audit=row)
    if reason is not None:
        raise _no(reason, owed, rules)
    return asked


def decide(
    books: Books, *, account: Account, instalment_id: str, agreed: bool, by: str, now: datetime
) -> Instalment | None:
    """A member of staff decides; None when it waits for no decision."""
    to = InstalmentStatus.AGREED if agreed else InstalmentStatus.REFUSED
    with books.service() as service:
        moved = instalments.move(
            service,
            instalment_id=instalment_id,
            coming_from=(InstalmentStatus.CHECKING,),
            to=to,
            now=now,
        )
        if moved:
            who = f"staff:{by}"[:64]
            row = Audit(now, who, account.account_no, "instalment.decide", to.value)
            audits.record(service, audit=row)
        found = instalments.of_account(service, account_no=account.account_no)
    known = next((item for item in found if item.instalment_id == instalment_id), None)
    return known if moved else None


def standing(books: Books, *, account: Account, now: datetime) -> Instalment | None:
    """The plan that runs or is being checked, judged by what has been paid; None without."""
    _judge(books, account, now)
    return _running(books, account)


def _judged(
    books: Books, account: Account, parts: int, now: datetime, rules: InstalmentRules
) -> tuple[list[Bill], InstalmentReason | None]:
    _judge(books, account, now)
    with books.billing() as billing:
        owed = bills.unpaid(billing, account_no=account.account_no)
    if _running(books, account) is not None:
        return owed, InstalmentReason.RUNNING
    if reason := refusal(rules, account, owed_yuan=_total(owed), parts=parts):
        return owed, reason
    since = add_months(_day(now), -rules.broken_counts_months)
    broken = any(
        item.status is InstalmentStatus.BROKEN and _day(item.changed_at) > since
        for item in _own(books, account)
    )
    return owed, InstalmentReason.BROKEN_BEFORE if broken else None


def _judge(books: Books, account: Account, now: datetime) -> None:
    """Mark plans that were kept or broken, by what is unpaid on their bills today."""
    with books.billing() as billing:
        unpaid = {
            bill.bill_id: bill.unpaid_yuan
            for bill in bills.unpaid(billing, account_no=account.account_no)
        }
    with books.service() as service:
        for item in instalments.of_account(service, account_no=account.account_no):
            left = sum((unpaid.get(bill_id, ZERO) for bill_id in item.bill_ids), ZERO)
            stands = item.judged(unpaid_yuan=left, on=_day(now))
            if stands is not item.status:
                _move(service, item, stands, now)


def _move(service: Session, item: Instalment, to: InstalmentStatus, now: datetime) -> None:
    instalments.move(
        service,
        instalment_id=item.instalment_id,
        coming_from=(item.status,),
        to=to,
        now=now,
    )


def _running(books: Books, account: Account) -> Instalment | None:
    return next((item for item in _own(books, account) if item.status in instalments.RUNNING), None)


def _own(books: Books, account: Account) -> list[Instalment]:
    with books.service(writing=False) as service:
        found = instalments.of_account(service, account_no=account.account_no)
    return [item for item in found if item.customer_no == account.customer_no]


def _plan(
    total_yuan: Decimal, parts: int, now: datetime, rules: InstalmentRules
) -> tuple[InstalmentPart, ...]:
    first_on = _day(now) + timedelta(days=rules.first_within_days)
    return plan(total_yuan=total_yuan, parts=parts, first_on=first_on)


def _total(owed: list[Bill]) -> Decimal:
    return sum((bill.unpaid_yuan for bill in owed), ZERO)


def _no(reason: InstalmentReason, owed: list[Bill], rules: InstalmentRules) -> InstalmentRefused:
    return InstalmentRefused(reason=reason, owed_yuan=_total(owed), rules=rules)


def _day(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()
