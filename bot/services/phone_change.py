"""Changing the registered phone: two proofs here, the change itself in the utility's records.

The account is proven by a code to the old phone, or by the last four of the ID when the old phone
is lost; the new phone proves itself by a code. What follows is data: at once, or an application
that staff check first. The request and the text message to the old phone are one transaction;
the utility's records are changed after it, and asked again until they answer.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clients.customer_records import CustomerRecords, RecordsAnswer
from bot.domain.account import Account, mask_account_no, mask_phone
from bot.domain.account_rules import PhoneChangeRules
from bot.domain.act_code import Act
from bot.domain.identity import Audit, Grant
from bot.domain.outgoing import Outgoing
from bot.domain.phone_change import PhoneChange, PhoneChangeStatus, PhoneChangeWay, mobile_no
from bot.domain.unable import NotVerified, Unable
from bot.domain.unable_account import PhoneChangeRefused, PhoneMalformed
from bot.services import access
from bot.services.act_code import ActCodeSent, ActDoor
from bot.services.proof import DEFAULT_RULES, AccessRules
from bot.storage import accounts, audits, outbox, phone_changes
from bot.storage.books import Books, Session

_RUNNING = (PhoneChangeStatus.CHECKING, PhoneChangeStatus.APPROVED, PhoneChangeStatus.EXPORTED)
_TO_MAKE = (PhoneChangeStatus.APPROVED, PhoneChangeStatus.EXPORTED)


@dataclass(frozen=True)
class PhoneChangeBegun:
    """A code is on its way to the new phone."""

    code: ActCodeSent
    way: PhoneChangeWay
    new_phone_masked: str


@dataclass(frozen=True)
class PhoneChangeAsked:
    """Where a change stands, as the customer may see it."""

    change_id: str
    way: PhoneChangeWay
    status: PhoneChangeStatus
    new_phone_masked: str
    staff_working_days: int
    """How long staff take, where they must check."""


def begin(
    books: Books,
    *,
    account: Account,
    conversation_id: str,
    new_phone: str,
    now: datetime,
    wording: str,
    rules: PhoneChangeRules,
    access_rules: AccessRules = DEFAULT_RULES,
) -> PhoneChangeBegun:
    """Send a code to the new phone; says which way the change will go.

    `wording` has the fields `{code}`, `{minutes}` and `{account}` (masked).

    Raises:
        PhoneMalformed: no mainland mobile number. Facts: heard.
        NotVerified: the account was not proven lately here; a binding is not enough.
        PhoneChangeRefused: reason `same` (registered already), `proof` (this proof changes
            nothing), `running` (an earlier change is not through).
        CodeTooSoon, Locked: as `access.send_code`.
    """
    phone = mobile_no(new_phone)
    if phone is None:
        raise PhoneMalformed(heard=new_phone)
    way = _way(_proof(books, account, conversation_id, now, rules, access_rules), rules)
    if phone == (_registered(books, account) or ""):
        raise PhoneChangeRefused(reason="same")
    with books.service() as service:
        _none_running(service, account)
        door = ActDoor(
            service, conversation_id, account.account_no, Act.NEW_PHONE, now, access_rules
        )
        answer = door.send(
            phone=phone,
            facts={"phone": phone},
            lasting=rules.code_lives,
            wording=wording,
            fields={"account": mask_account_no(account.account_no)},
        )
    if isinstance(answer, Unable):
        raise answer
    return PhoneChangeBegun(answer, way, mask_phone(phone))


def confirm(
    books: Books,
    *,
    account: Account,
    conversation_id: str,
    code: str,
    now: datetime,
    told: str,
    records: CustomerRecords,
    rules: PhoneChangeRules,
    access_rules: AccessRules = DEFAULT_RULES,
) -> PhoneChangeAsked:
    """The code from the new phone: write the request, tell the old phone, make the change.

    `told` is the text message to the old phone with the fields `{account}` and `{phone}` (masked).
    When the records do not answer, the change stays approved and `make_waiting` goes on with it.

    Raises:
        ProofMalformed, NoCodeSent, ProofRejected, Locked: as for any code.
        NotVerified, PhoneChangeRefused: as `begin`.
    """
    proof = _proof(books, account, conversation_id, now, rules, access_rules)
    way = _way(proof, rules)
    old = _registered(books, account) or ""
    with books.service() as service:
        _none_running(service, account)
        door = ActDoor(
            service, conversation_id, account.account_no, Act.NEW_PHONE, now, access_rules
        )
        verdict = door.judge(code)
        if not isinstance(verdict, Unable):
            at_once = way is PhoneChangeWay.AT_ONCE
            change = PhoneChange(
                change_id=f"PC{uuid.uuid4().hex[:20]}",
                customer_no=account.customer_no,
                account_no=account.account_no,
                old_phone=old,
                new_phone=verdict["phone"],
                way=way,
                method=proof.method,
                status=PhoneChangeStatus.APPROVED if at_once else PhoneChangeStatus.CHECKING,
                asked_at=now,
                changed_at=now,
            )
            phone_changes.add(service, change=change)
            _tell_old_phone(service, change, told)
    if isinstance(verdict, Unable):
        raise verdict
    return _shown(_made(books, change, records, now), rules)


def decide(
    books: Books,
    *,
    change_id: str,
    approved: bool,
    by: str,
    now: datetime,
    records: CustomerRecords,
) -> PhoneChange | None:
    """A member of staff decides on an application; None when it waits for no decision."""
    to = PhoneChangeStatus.APPROVED if approved else PhoneChangeStatus.REFUSED
    with books.service() as service:
        moved = phone_changes.move(
            service,
            change_id=change_id,
            coming_from=(PhoneChangeStatus.CHECKING,),
            to=to,
            now=now,
            decided_by=by,
        )
        change = phone_changes.find(service, change_id=change_id)
        if change is not None and moved:
            row = Audit(now, f"staff:{by}"[:64], change.account_no, "phone.decide", to.value)
            audits.record(service, audit=row)
    if change is None or not moved:
        return None
    return _made(books, change, records, now)


def make_waiting(books: Books, *, records: CustomerRecords, now: datetime) -> int:
    """Go on with changes that the records do not have yet; returns how many they took.

    A change that went out by file is through once the records show the new phone.
    """
    with books.service(writing=False) as service:
        waiting = phone_changes.standing(service, statuses=_TO_MAKE)
    made = [_made(books, change, records, now) for change in waiting]
    return sum(change.status is PhoneChangeStatus.APPLIED for change in made)


def standing(books: Books, *, account: Account, rules: PhoneChangeRules) -> list[PhoneChangeAsked]:
    """The customer's changes that are not through yet, oldest first."""
    with books.service(writing=False) as service:
        found = phone_changes.standing(service, statuses=_RUNNING, customer_no=account.customer_no)
    return [_shown(change, rules) for change in found]


def _proof(
    books: Books,
    account: Account,
    conversation_id: str,
    now: datetime,
    rules: PhoneChangeRules,
    access_rules: AccessRules,
) -> Grant:
    proof = access.proof_of(
        books,
        conversation_id=conversation_id,
        account_no=account.account_no,
        now=now,
        rules=access_rules,
    )
    if proof is None or now - proof.verified_at > rules.proof_young:
        raise NotVerified(account_no=account.account_no)
    return proof


def _way(proof: Grant, rules: PhoneChangeRules) -> PhoneChangeWay:
    if proof.method in rules.at_once:
        return PhoneChangeWay.AT_ONCE
    if proof.method in rules.by_staff:
        return PhoneChangeWay.BY_STAFF
    raise PhoneChangeRefused(reason="proof")


def _registered(books: Books, account: Account) -> str | None:
    with books.billing() as billing:
        return accounts.registered_phone(billing, account_no=account.account_no)


def _none_running(service: Session, account: Account) -> None:
    if phone_changes.standing(service, statuses=_RUNNING, customer_no=account.customer_no):
        raise PhoneChangeRefused(reason="running")


def _made(
    books: Books, change: PhoneChange, records: CustomerRecords, now: datetime
) -> PhoneChange:
    """Ask the records to make an approved change, and write down what they answered."""
    if change.status not in _TO_MAKE:
        return change
    try:
        answer = records.change_phone(change)
    except Exception:  # whatever went wrong there: the row says that it is still to be made
        return change
    if answer is RecordsAnswer.LATER and not _arrived(books, change):
        return change
    conflict = answer is RecordsAnswer.CONFLICT
    to = PhoneChangeStatus.REFUSED if conflict else PhoneChangeStatus.APPLIED
    with books.service() as service:
        moved = phone_changes.move(
            service, change_id=change.change_id, coming_from=_TO_MAKE, to=to, now=now
        )
        if moved:
            row = Audit(now, "", change.account_no, "phone.change", to.value)
            audits.record(service, audit=row)
    return replace(change, status=to, changed_at=now)


def _arrived(books: Books, change: PhoneChange) -> bool:
    with books.billing() as billing:
        known = accounts.registered_phone(billing, account_no=change.account_no)
    return known == change.new_phone


def _tell_old_phone(service: Session, change: PhoneChange, told: str) -> None:
    if not change.old_phone:
        return
    body = told.format(
        account=mask_account_no(change.account_no), phone=mask_phone(change.new_phone)
    )
    message = Outgoing(
        key=f"phone:{change.change_id}",
        channel="sms",
        address=change.old_phone,
        body=body,
        next_attempt_at=change.asked_at,
    )
    outbox.put(service, outgoing=message)


def _shown(change: PhoneChange, rules: PhoneChangeRules) -> PhoneChangeAsked:
    return PhoneChangeAsked(
        change_id=change.change_id,
        way=change.way,
        status=change.status,
        new_phone_masked=mask_phone(change.new_phone),
        staff_working_days=rules.staff_working_days,
    )
