"""Binding an account to a channel identity, so that its next conversations need no new proof.

A binding stands on a fresh proof of the kind the rules ask for on that channel, holds for a while,
and ends when it is unbound or when the account gets another holder. `services.access` looks it up
at every look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.account import Account, mask_account_no
from bot.domain.account_rules import BindingRules
from bot.domain.binding import Binding, ChannelIdentity, mask_subject
from bot.domain.identity import Audit
from bot.domain.unable import NotVerified
from bot.domain.unable_account import BindingRefused
from bot.services import access
from bot.storage import audits, bindings, channel_identities
from bot.storage.books import Books, Session


@dataclass(frozen=True)
class BoundHere:
    """One account bound to this conversation's identity, as it may be shown."""

    account_no: str
    masked: str
    until: datetime


@dataclass(frozen=True)
class BoundTo:
    """One identity that stands for an account, as its holder may see it."""

    channel: str
    masked: str
    here: bool
    """Whether it is the identity that asks."""
    bound_at: datetime
    until: datetime


def bind(
    books: Books, *, account: Account, conversation_id: str, now: datetime, rules: BindingRules
) -> Binding:
    """Bind the account to this conversation's identity; binding again starts its time anew.

    Raises:
        NotVerified: the account is not freshly proven in this conversation. Facts: account_no.
        BindingRefused: reason `channel` (cannot be bound there), `proof` (this proof is not
            enough), `identity_full` or `account_full` (with `most`).
    """
    proof = access.proof_of(
        books, conversation_id=conversation_id, account_no=account.account_no, now=now
    )
    if proof is None:
        raise NotVerified(account_no=account.account_no)
    with books.service() as service:
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        accepted = rules.proofs.get(who.channel) if who else None
        refusal: BindingRefused | None = None
        if who is None or accepted is None:
            refusal = BindingRefused(reason="channel", most=0)
        elif proof.method not in accepted:
            refusal = BindingRefused(reason="proof", most=0)
        else:
            refusal = _full(service, who, account, now, rules)
        if who is not None and refusal is None:
            bound = Binding(
                identity=who,
                account_no=account.account_no,
                customer_no=account.customer_no,
                method=proof.method,
                scopes=rules.scopes,
                bound_at=now,
                until=now + rules.lasts,
                last_used_at=now,
            )
            bindings.put(service, binding=bound)
        _audit(service, conversation_id, account, "bind", now, refusal)
    if refusal:
        raise refusal
    return bound


def unbind(books: Books, *, account: Account, conversation_id: str, now: datetime) -> bool:
    """End the binding of the account to this conversation's identity; False when there is none.

    A fresh proof given in this conversation still opens the account until it runs out.
    """
    with books.service() as service:
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        ended = 0
        if who is not None:
            ended = bindings.end(service, identity=who, account_no=account.account_no, now=now)
        _audit(service, conversation_id, account, "unbind", now)
    return ended > 0


def unbind_everywhere(
    books: Books, *, account: Account, conversation_id: str, now: datetime
) -> int:
    """End every binding of the account, whoever made it; returns how many.

    Only for the holder: take the account from `access.account_for` with `needs=Scope.OWN`.
    """
    with books.service() as service:
        ended = bindings.end(service, account_no=account.account_no, now=now)
        _audit(service, conversation_id, account, "unbind.all", now)
    return ended


def bound_here(books: Books, *, conversation_id: str, now: datetime) -> list[BoundHere]:
    """The accounts bound to this conversation's identity, the last used first; no data."""
    with books.service(writing=False) as service:
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        found = bindings.of_identity(service, identity=who, now=now) if who else []
    return [
        BoundHere(item.account_no, mask_account_no(item.account_no), item.until) for item in found
    ]


def bound_to(
    books: Books, *, account: Account, conversation_id: str, now: datetime
) -> list[BoundTo]:
    """Every identity that stands for the account now, masked; for its holder."""
    with books.service() as service:
        who = channel_identities.of_conversation(service, conversation_id=conversation_id)
        found = bindings.of_account(service, account_no=account.account_no, now=now)
        _audit(service, conversation_id, account, "binding.list", now)
    return [
        BoundTo(
            channel=item.identity.channel,
            masked=mask_subject(item.identity.subject),
            here=item.identity == who,
            bound_at=item.bound_at,
            until=item.until,
        )
        for item in found
        if item.customer_no == account.customer_no
    ]


def _full(
    service: Session, who: ChannelIdentity, account: Account, now: datetime, rules: BindingRules
) -> BindingRefused | None:
    """Whether the identity or the account has as many bindings as the rules allow."""
    here = bindings.of_identity(service, identity=who, now=now)
    others = [item for item in here if item.account_no != account.account_no]
    if len(others) >= rules.accounts_per_identity:
        return BindingRefused(reason="identity_full", most=rules.accounts_per_identity)
    there = bindings.of_account(service, account_no=account.account_no, now=now)
    if len([item for item in there if item.identity != who]) >= rules.identities_per_account:
        return BindingRefused(reason="account_full", most=rules.identities_per_account)
    return None


def _audit(
    service: Session,
    conversation_id: str,
    account: Account,
    action: str,
    now: datetime,
    refusal: BindingRefused | None = None,
) -> None:
    outcome = refusal.code if refusal else "ok"
    row = Audit(now, conversation_id, account.account_no, action, outcome)
    audits.record(service, audit=row)
