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

Besides a fresh proof an account is open to a channel identity bound by an earlier one
(`services.binding`) and, within its scope, to whom the holder let act (`services.delegation`).
Both are looked up at every look, so what is ended is shut at once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.domain.account import Account
from bot.domain.binding import ChannelIdentity
from bot.domain.identity import Audit, Grant, ProofCode, ProofMethod
from bot.domain.outgoing import Outgoing
from bot.domain.right import Right, Scope
from bot.domain.unable import CodeUnavailable, NotVerified, Unable
from bot.domain.unable_account import NotPermitted
from bot.services import rights
from bot.services.proof import (
    AccessRules,
    Door,
    hashed,
    method_of,
    spelled_account_no,
    spelled_proof,
    written,
)
from bot.storage import (
    accounts,
    audits,
    bindings,
    channel_identities,
    delegations,
    grants,
    messages,
    outbox,
    proof_codes,
)
from bot.storage.books import Books

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
    needs: Scope = Scope.VIEW,
    rules: AccessRules = DEFAULT_RULES,
) -> Account:
    """The account that the conversation may look at now; without a number, the last one used.

    Every call writes an audit row with its `purpose` (e.g. `bill.explain`) and keeps the
    conversation's grants alive. Say what the account is `needs`-ed for: who acts for someone else,
    or is known by a binding only, may not do everything.

    Raises:
        NotVerified: nothing proven, or not this account, or too long ago, or proven in a way that
            does not reach as far as `needs`. Facts: account_no.
        NotPermitted: open by the holder's consent, but not for this. Facts: account_no, needs.
    """
    wanted = spelled_account_no(account_no) if account_no else None
    with books.service() as service:
        held = rights.held(service, conversation_id=conversation_id, now=now, idle=rules.idle)
        right = held.find(wanted)
        account = None
        if right is not None and needs in right.scopes:
            account = _account_of(books, right)
        refusal = None if account else _refusal(right, wanted, needs)
        subject = (right and right.account_no) or wanted or ""
        outcome = refusal.code if refusal else "ok"
        audits.record(service, audit=Audit(now, conversation_id, subject, purpose, outcome))
        if account is not None:
            rights.keep_alive(service, held, used=account.account_no, now=now)
    if account is None:
        raise refusal or NotVerified(account_no=wanted)
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
    with books.service(writing=False) as service:
        held = rights.held(service, conversation_id=conversation_id, now=now, idle=rules.idle)
    found = [account for right in held.rights if (account := _account_of(books, right))]
    if found:
        with books.service() as service:
            for account in found:
                number = account.account_no
                audits.record(service, audit=Audit(now, conversation_id, number, purpose, "ok"))
    return found


def granted_numbers(
    books: Books, *, conversation_id: str, now: datetime, rules: AccessRules = DEFAULT_RULES
) -> list[str]:
    """Numbers of the accounts open to the conversation, the last used first; no data."""
    return [
        right.account_no
        for right in rights_of(books, conversation_id=conversation_id, now=now, rules=rules)
    ]


def rights_of(
    books: Books, *, conversation_id: str, now: datetime, rules: AccessRules = DEFAULT_RULES
) -> list[Right]:
    """What is open to the conversation and how far, the last used first; no data."""
    with books.service(writing=False) as service:
        held = rights.held(service, conversation_id=conversation_id, now=now, idle=rules.idle)
    return held.rights


def recognise(
    books: Books, *, conversation_id: str, identity: ChannelIdentity, now: datetime
) -> list[str]:
    """The channel vouches for who speaks; returns the numbers of the accounts this opens.

    Only for channels that know their users by a stable name which cannot be forged (a WeChat open
    id); without it a conversation stands for itself.
    """
    with books.service() as service:
        channel_identities.note(
            service, conversation_id=conversation_id, identity=identity, now=now
        )
    return granted_numbers(books, conversation_id=conversation_id, now=now)


def proof_of(
    books: Books,
    *,
    conversation_id: str,
    account_no: str,
    now: datetime,
    rules: AccessRules = DEFAULT_RULES,
) -> Grant | None:
    """The fresh proof that opens the account, for acts that need one; None without."""
    with books.service(writing=False) as service:
        proven = grants.live(service, conversation_id=conversation_id, now=now, idle=rules.idle)
    return next((grant for grant in proven if grant.account_no == account_no), None)


def message_to_holder(
    books: Books, *, account_no: str, key: str, body: str, now: datetime
) -> Outgoing | None:
    """A text message to the registered phone, to be put into the outbox; None without a phone."""
    with books.billing() as billing:
        phone = accounts.registered_phone(billing, account_no=account_no)
    if phone is None:
        return None
    return Outgoing(key=key, channel="sms", address=phone, body=body, next_attempt_at=now)


def log_out(books: Books, *, conversation_id: str, now: datetime) -> int:
    """End everything that is open to the conversation; returns how much there was.

    Its bindings and delegations end too: who logs out expects to see nothing any more.
    """
    with books.service() as service:
        ended = grants.revoke(service, conversation_id=conversation_id, now=now)
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        if who is not None:
            ended += bindings.end(service, identity=who, now=now)
            ended += delegations.end(service, delegate=who, now=now)
        audits.record(service, audit=Audit(now, conversation_id, "", "log_out", "ok"))
    return ended


def _by_meter(books: Books, number: str) -> str:
    """The number of the account that a meter with this number counts for, else the number."""
    with books.billing() as billing:
        if accounts.find(billing, account_no=number) is not None:
            return number
        account = accounts.by_meter_no(billing, meter_no=number)
    return account.account_no if account else number


def _account_of(books: Books, right: Right) -> Account | None:
    """The account, unless it has gone or belongs to another holder than the right was given by."""
    with books.billing() as billing:
        account = accounts.find(billing, account_no=right.account_no)
    if account is None or right.customer_no not in (None, account.customer_no):
        return None
    return account


def _refusal(right: Right | None, wanted: str | None, needs: Scope) -> Unable:
    if right is None:
        return NotVerified(account_no=wanted)
    if needs in right.scopes or needs is Scope.OWN or ProofMethod.DELEGATED not in right.methods:
        return NotVerified(account_no=right.account_no)
    return NotPermitted(account_no=right.account_no, needs=needs)


def _text_message(code: ProofCode, phone: str, text: str) -> Outgoing:
    return Outgoing(
        key=f"code:{code.code_hash[:80]}",
        channel="sms",
        address=phone,
        body=text,
        next_attempt_at=code.sent_at,
    )
