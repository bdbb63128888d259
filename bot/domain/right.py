"""What a conversation may do with an account, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.identity import ProofMethod


class Scope(str, Enum):
    """One kind of act on an account."""

    VIEW = "view"
    """See bills, readings, payments."""
    PAY = "pay"
    """Have a payment order made out."""
    APPLY = "apply"
    """File applications and requests in the holder's name."""
    OWN = "own"
    """Decide who else may: the phone, delegations, bindings elsewhere. Only the holder."""


EVERYTHING = frozenset(Scope)


@dataclass(frozen=True)
class Right:
    """A conversation's right to one account as it stands now."""

    account_no: str
    scopes: frozenset[Scope]
    methods: frozenset[ProofMethod]
    """Every way in which the account is open."""
    given_at: datetime
    last_used_at: datetime
    customer_no: str | None = None
    """The holder who was there when it was given; a right does not pass on to the next holder.

    None for a fresh proof, which speaks for whoever is the holder now.
    """


def joined(rights: Iterable[Right]) -> list[Right]:
    """One right for each account, the last used first; rights to the same account add up."""
    by_account: dict[str, Right] = {}
    for right in rights:
        known = by_account.get(right.account_no)
        by_account[right.account_no] = _both(known, right) if known else right
    by_number = sorted(by_account.values(), key=lambda right: right.account_no)
    return sorted(by_number, key=lambda right: right.last_used_at, reverse=True)


def _both(one: Right, other: Right) -> Right:
    holders = {right.customer_no for right in (one, other)} - {None}
    if len(holders) > 1:
        # Given by two holders, one after the other: only the later one's word can still count.
        return max(one, other, key=lambda right: right.given_at)
    return Right(
        account_no=one.account_no,
        scopes=one.scopes | other.scopes,
        methods=one.methods | other.methods,
        given_at=max(one.given_at, other.given_at),
        last_used_at=max(one.last_used_at, other.last_used_at),
        customer_no=one.customer_no and other.customer_no,
    )
