"""Acting for someone else (代办, e.g. for one's parents) with the holder's consent.

The code goes to the holder's registered phone, with a text that says to whom, for what and until
when; reading it out is the consent. It opens the account to the channel identity that asked, within
the scope agreed, and the holder may end it at any time.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.account import Account, mask_account_no
from bot.domain.account_rules import DelegationRules
from bot.domain.act_code import Act
from bot.domain.binding import ChannelIdentity, mask_subject
from bot.domain.delegation import Delegation
from bot.domain.identity import Audit
from bot.domain.period import SHANGHAI
from bot.domain.right import Scope
from bot.domain.unable import CodeUnavailable, NotVerified, Unable
from bot.domain.unable_account import DelegationRefused
from bot.services import access
from bot.services.act_code import ActCodeSent, ActDoor
from bot.services.proof import DEFAULT_RULES, AccessRules
from bot.storage import accounts, audits, channel_identities, delegations, outbox
from bot.storage.books import Books, Session

LONGEST_NAME = 20
ScopeWords = Callable[[Collection[Scope]], str]
"""How scopes are said to a customer."""


@dataclass(frozen=True)
class DelegationAsk:
    """What someone wants to be allowed."""

    name: str
    """Who asks, as the holder knows them."""
    scopes: frozenset[Scope]
    lasting: timedelta | None = None
    """None for as long as is usual."""


@dataclass(frozen=True)
class DelegateShown:
    """One delegation as the holder may see it."""

    delegation_id: str
    name: str
    channel: str
    masked: str
    scopes: frozenset[Scope]
    consented_at: datetime
    until: datetime


def ask(
    books: Books,
    *,
    conversation_id: str,
    account_no: str,
    wanted: DelegationAsk,
    now: datetime,
    wording: str,
    scope_words: ScopeWords,
    rules: DelegationRules,
    access_rules: AccessRules = DEFAULT_RULES,
) -> ActCodeSent:
    """Ask the holder for consent by a code to the registered phone.

    `wording` has the fields `{code}`, `{minutes}`, `{name}`, `{scopes}`, `{account}` (masked) and
    `{until}` (last day). Whoever may pay or apply may also see.

    Raises:
        AccountNoMalformed, AccountNotFound, Locked: as `access.start`.
        CodeTooSoon, CodeUnavailable: as `access.send_code`.
        NotVerified: the conversation is not known to any channel.
        DelegationRefused: reason `scope`, `too_long`, `account_full` or `delegate_full`.
    """
    number = access.start(
        books, conversation_id=conversation_id, account_no=account_no, now=now, rules=access_rules
    )
    scopes = wanted.scopes | {Scope.VIEW}
    until = now + (rules.usual if wanted.lasting is None else wanted.lasting)
    name = wanted.name.strip()[:LONGEST_NAME]
    with books.billing() as billing:
        phone = accounts.registered_phone(billing, account_no=number)
        account = accounts.find(billing, account_no=number)
    if phone is None or account is None:
        raise CodeUnavailable
    with books.service() as service:
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        if who is None:
            raise NotVerified(account_no=number)
        _check(service, who, account, scopes, until - now, now, rules)
        door = ActDoor(service, conversation_id, number, Act.DELEGATE, now, access_rules)
        answer = door.send(
            phone=phone,
            facts={
                "name": name,
                "scopes": sorted(scope.value for scope in scopes),
                "until": until.isoformat(),
                "customer_no": account.customer_no,
            },
            lasting=rules.code_lives,
            wording=wording,
            fields={
                "name": name,
                "scopes": scope_words(scopes),
                "account": mask_account_no(number),
                "until": _last_day(until),
            },
        )
    if isinstance(answer, Unable):
        raise answer
    return answer


def confirm(
    books: Books,
    *,
    conversation_id: str,
    account_no: str,
    code: str,
    now: datetime,
    told: str,
    rules: DelegationRules,
    access_rules: AccessRules = DEFAULT_RULES,
) -> Delegation:
    """The code was read out: the conversation's identity may act within what was agreed.

    The holder is told by `told`, a text with the fields `{name}`, `{account}` and `{until}`, which
    should say how to end it.

    Raises:
        ProofMalformed, NoCodeSent: no answer that could be right; not counted.
        ProofRejected, Locked: wrong or late.
        NotVerified: the account has another holder by now.
        DelegationRefused: reason `account_full` or `delegate_full`.
    """
    number = access.start(
        books, conversation_id=conversation_id, account_no=account_no, now=now, rules=access_rules
    )
    with books.billing() as billing:
        account = accounts.find(billing, account_no=number)
    if account is None:
        raise NotVerified(account_no=number)
    with books.service() as service:
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        door = ActDoor(service, conversation_id, number, Act.DELEGATE, now, access_rules)
        verdict = door.judge(code)
        refusal: Unable | None = verdict if isinstance(verdict, Unable) else None
        if not isinstance(verdict, Unable):
            if who is None or verdict["customer_no"] != account.customer_no:
                refusal = NotVerified(account_no=number)
            else:
                refusal = _full(service, who, account, now, rules)
        if who is not None and refusal is None and not isinstance(verdict, Unable):
            agreed = Delegation(
                delegation_id=f"D{uuid.uuid4().hex[:20]}",
                account_no=number,
                customer_no=account.customer_no,
                delegate=who,
                name=verdict["name"],
                scopes=frozenset(map(Scope, verdict["scopes"])),
                consented_at=now,
                until=datetime.fromisoformat(verdict["until"]),
                last_used_at=now,
            )
            delegations.end(service, account_no=number, delegate=who, now=now)
            delegations.add(service, delegation=agreed)
            _tell_holder(books, service, agreed, told, now)
    if refusal:
        raise refusal
    return agreed


def of_account(
    books: Books, *, account: Account, conversation_id: str, now: datetime
) -> list[DelegateShown]:
    """Everyone who may act for the account now; for its holder (`needs=Scope.OWN`)."""
    with books.service() as service:
        found = delegations.of_account(service, account_no=account.account_no, now=now)
        _audit(service, conversation_id, account.account_no, "delegation.list", now)
    return [
        DelegateShown(
            delegation_id=item.delegation_id,
            name=item.name,
            channel=item.delegate.channel,
            masked=mask_subject(item.delegate.subject),
            scopes=item.scopes,
            consented_at=item.consented_at,
            until=item.until,
        )
        for item in found
        if item.customer_no == account.customer_no
    ]


def revoke(
    books: Books,
    *,
    account: Account,
    conversation_id: str,
    now: datetime,
    delegation_id: str | None = None,
) -> int:
    """The holder (`needs=Scope.OWN`) ends one delegation, or all; shut from this moment on."""
    with books.service() as service:
        ended = delegations.end(
            service, account_no=account.account_no, delegation_id=delegation_id, now=now
        )
        _audit(service, conversation_id, account.account_no, "delegation.revoke", now)
    return ended


def give_up(books: Books, *, conversation_id: str, account_no: str, now: datetime) -> int:
    """The one who acts for an account wants to no longer; returns how many delegations ended."""
    with books.service() as service:
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        if who is None:
            return 0
        ended = delegations.end(service, account_no=account_no, delegate=who, now=now)
        _audit(service, conversation_id, account_no, "delegation.give_up", now)
    return ended


def _check(
    service: Session,
    who: ChannelIdentity,
    account: Account,
    wanted: Collection[Scope],
    lasting: timedelta,
    now: datetime,
    rules: DelegationRules,
) -> None:
    if not set(wanted) <= rules.scopes:
        raise DelegationRefused(reason="scope", most=0)
    if lasting > rules.longest or lasting <= timedelta(0):
        raise DelegationRefused(reason="too_long", most=rules.longest.days)
    refusal = _full(service, who, account, now, rules)
    if refusal:
        raise refusal


def _full(
    service: Session,
    who: ChannelIdentity,
    account: Account,
    now: datetime,
    rules: DelegationRules,
) -> DelegationRefused | None:
    """Whether the account or the delegate has as many delegations as the rules allow."""
    there = delegations.of_account(service, account_no=account.account_no, now=now)
    if len({item.delegate for item in there} - {who}) >= rules.delegates_per_account:
        return DelegationRefused(reason="account_full", most=rules.delegates_per_account)
    here = delegations.of_delegate(service, delegate=who, now=now)
    if len({item.account_no for item in here} - {account.account_no}) >= (
        rules.accounts_per_delegate
    ):
        return DelegationRefused(reason="delegate_full", most=rules.accounts_per_delegate)
    return None


def _tell_holder(
    books: Books, service: Session, agreed: Delegation, told: str, now: datetime
) -> None:
    message = access.message_to_holder(
        books,
        account_no=agreed.account_no,
        key=f"delegated:{agreed.delegation_id}",
        body=told.format(
            name=agreed.name,
            account=mask_account_no(agreed.account_no),
            until=_last_day(agreed.until),
        ),
        now=now,
    )
    if message is not None:
        outbox.put(service, outgoing=message)


def _last_day(until: datetime) -> str:
    """The last day of the time before `until`, as it is said."""
    day = (until - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
    return f"{day.year}年{day.month}月{day.day}日"


def _audit(
    service: Session, conversation_id: str, account_no: str, action: str, now: datetime
) -> None:
    audits.record(service, audit=Audit(now, conversation_id, account_no, action, "ok"))
