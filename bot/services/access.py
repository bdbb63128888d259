"""The only door to customer data: proof of identity, grants, and an audit row for every look.

A conversation proves an account with a one-time code sent to the registered phone, or with the
last four of the holder's ID. The code proves the holder, so it opens all accounts of the same
customer; the four characters can be known by others, so they open only the account they were
given for. Nothing about the holder is said before proof, not even part of the phone number.

A wrong proof counts against the conversation, and a wrong last four against the account too;
three lock either for a while, an account's last four for longer each time. A code still opens an
account whose last four are locked, so that strangers cannot keep the holder out. Proofs are counted
before they are looked at, so that answers sent at the same moment cannot get more tries than
answers sent one by one. Account numbers that do not exist are counted too.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.account import Account
from bot.domain.identity import Audit, ProofCode
from bot.domain.outgoing import Outgoing
from bot.domain.unable import CodeUnavailable, NotVerified, Unable
from bot.services.proof import (
    AccessRules,
    Door,
    hashed,
    method_of,
    spelled_account_no,
    spelled_proof,
    written,
)
from bot.storage import accounts, audits, grants, messages, outbox, proof_codes
from bot.storage.books import Books, Session

DEFAULT_RULES = AccessRules()


@dataclass(frozen=True)
class CodeSent:
    """A one-time code is on its way to the registered phone."""

    account_no: str
    expires_at: datetime
    again_at: datetime
    """When another code may be asked for."""


def start(
    books: Books,
    *,
    conversation_id: str,
    account_no: str,
    now: datetime,
    rules: AccessRules = DEFAULT_RULES,
) -> str:
    """Check that an account can be proven now; returns its number as the books spell it.

    The number on the meter leads to its account too; it is never said before proof.

    Raises:
        AccountNoMalformed: not digits, or far too few or many.
        AccountNotFound: no such account; counted against the conversation.
        Locked: too many failures in this conversation.
    """
    number = _by_meter(books, spelled_account_no(account_no))
    door = Door(books, conversation_id, number, now, rules)
    with books.service(writing=False) as service:
        refusal = door.lock(service)
    if refusal:
        raise refusal
    door.holder()
    return door.account_no


def send_code(
    books: Books,
    *,
    conversation_id: str,
    account_no: str,
    now: datetime,
    wording: str,
    rules: AccessRules = DEFAULT_RULES,
) -> CodeSent:
    """Send a one-time code to the registered phone; an earlier code stops counting.

    `wording` is the text message with the fields `{code}` and `{minutes}`. The message is put
    into the outbox in the same transaction that keeps the code's hash.

    Raises:
        AccountNoMalformed, AccountNotFound, Locked: as `start`.
        CodeTooSoon: the last code is younger than a minute, or this hour's codes are used up.
        CodeUnavailable: no phone is registered.
    """
    door = Door(books, conversation_id, spelled_account_no(account_no), now, rules)
    holder = door.holder()
    code = f"{secrets.randbelow(1_000_000):06d}"
    sent = CodeSent(door.account_no, now + rules.code_lives, now + rules.resend_after)
    with books.service() as service:
        refusal: Unable | None = door.lock(service) or door.too_soon(service)
        if refusal is None and holder.phone is None:
            refusal = CodeUnavailable()
        if refusal is None and holder.phone is not None:
            kept = ProofCode(
                conversation_id=conversation_id,
                account_no=door.account_no,
                code_hash=hashed(code, salt=secrets.token_hex(8)),
                sent_at=now,
                expires_at=sent.expires_at,
                tries=0,
            )
            proof_codes.put(service, code=kept)
            minutes = int(rules.code_lives.total_seconds() // 60)
            text = wording.format(code=code, minutes=minutes)
            outbox.put(service, outgoing=_text_message(kept, holder.phone, text))
        door.audit(service, "code.send", refusal)
    if refusal:
        raise refusal
    return sent


def verify(
    books: Books,
    *,
    conversation_id: str,
    account_no: str,
    proof: str,
    now: datetime,
    rules: AccessRules = DEFAULT_RULES,
) -> list[Account]:
    """Accept a proof and grant the conversation what it opens, the proven account first.

    `proof` is the six-digit code, or the last four of the ID (X in either case); the message that
    brought it no longer shows it in the log.

    Raises:
        ProofMalformed, NoCodeSent: not an answer that could be right; not counted.
        AccountNoMalformed, AccountNotFound: as `start`.
        ProofRejected: wrong or out of date.
        Locked: too many failures in this conversation, this one included.
        IdLocked: too many wrong last fours for this account; a code still opens it.
    """
    door = Door(books, conversation_id, spelled_account_no(account_no), now, rules)
    given = spelled_proof(proof)
    holder = door.holder()
    unasked = door.unasked(given)
    with books.service() as service:
        refusal = door.lock_for(service, given) or unasked or door.judge(service, given, holder)
        if refusal is None:
            opened = holder.opened_by(method_of(given))
            door.grant(service, opened, method_of(given))
        door.audit(service, "verify", refusal)
        messages.blot(service, conversation_id=conversation_id, secret=written(given))
    if refusal:
        raise refusal
    return opened


def account_for(
    books: Books,
    *,
    conversation_id: str,
    account_no: str | None,
    now: datetime,
    purpose: str,
    rules: AccessRules = DEFAULT_RULES,
) -> Account:
    """The account that the conversation may look at now; without a number, the last one used.

    Every call writes an audit row with its `purpose` (e.g. `bill.explain`) and keeps the
    conversation's grants alive.

    Raises:
        NotVerified: nothing proven, or not this account, or too long ago. Facts: account_no.
    """
    wanted = spelled_account_no(account_no) if account_no else None
    with books.service() as service:
        held = grants.live(service, conversation_id=conversation_id, now=now, idle=rules.idle)
        numbers = [grant.account_no for grant in held]
        chosen = wanted if wanted in numbers else None
        if wanted is None and numbers:
            chosen = numbers[0]
        outcome = "ok" if chosen else NotVerified.code
        subject = chosen or wanted or ""
        audits.record(service, audit=Audit(now, conversation_id, subject, purpose, outcome))
        if chosen:
            _keep_alive(service, conversation_id, chosen, numbers, now)
    if chosen is None:
        raise NotVerified(account_no=wanted)
    with books.billing() as billing:
        account = accounts.find(billing, account_no=chosen)
    if account is None:
        raise NotVerified(account_no=chosen)
    return account


def granted(
    books: Books,
    *,
    conversation_id: str,
    now: datetime,
    purpose: str = "account.list",
    rules: AccessRules = DEFAULT_RULES,
) -> list[Account]:
    """Every account the conversation may look at, the last used first; empty before proof."""
    numbers = granted_numbers(books, conversation_id=conversation_id, now=now, rules=rules)
    if not numbers:
        return []
    with books.service() as service:
        for number in numbers:
            audits.record(service, audit=Audit(now, conversation_id, number, purpose, "ok"))
    with books.billing() as billing:
        found = [accounts.find(billing, account_no=number) for number in numbers]
    return [account for account in found if account]


def granted_numbers(
    books: Books, *, conversation_id: str, now: datetime, rules: AccessRules = DEFAULT_RULES
) -> list[str]:
    """Numbers of the accounts the conversation has proven, the last used first; no data."""
    with books.service(writing=False) as service:
        held = grants.live(service, conversation_id=conversation_id, now=now, idle=rules.idle)
    return [grant.account_no for grant in held]


def log_out(books: Books, *, conversation_id: str, now: datetime) -> int:
    """End every grant of the conversation; returns how many there were."""
    with books.service() as service:
        ended = grants.revoke(service, conversation_id=conversation_id, now=now)
        audits.record(service, audit=Audit(now, conversation_id, "", "log_out", "ok"))
    return ended


def _by_meter(books: Books, number: str) -> str:
    """The number of the account that a meter with this number counts for, else the number."""
    with books.billing() as billing:
        if accounts.find(billing, account_no=number) is not None:
            return number
        account = accounts.by_meter_no(billing, meter_no=number)
    return account.account_no if account else number


def _keep_alive(
    service: Session, conversation_id: str, used: str, numbers: list[str], now: datetime
) -> None:
    """Slide every grant's end; their order of use stays, with the one used now in front."""
    order = [used, *(number for number in numbers if number != used)]
    for place, number in enumerate(order):
        at = now - timedelta(microseconds=place)
        grants.touch(service, conversation_id=conversation_id, account_no=number, now=at)


def _text_message(code: ProofCode, phone: str, text: str) -> Outgoing:
    return Outgoing(
        key=f"code:{code.code_hash[:80]}",
        channel="sms",
        address=phone,
        body=text,
        next_attempt_at=code.sent_at,
    )
