"""What is open to a conversation at this moment: proofs, bindings and delegations together.

For `services.access` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.binding import ChannelIdentity
from bot.domain.identity import Grant, ProofMethod
from bot.domain.right import EVERYTHING, Right, joined
from bot.storage import bindings, channel_identities, delegations, grants
from bot.storage.books import Session


@dataclass(frozen=True)
class Held:
    """A conversation's rights, the last used first."""

    conversation_id: str
    identity: ChannelIdentity | None
    rights: list[Right]
    proven: list[Grant]

    def find(self, account_no: str | None) -> Right | None:
        """The right to this account; without a number, the one last used."""
        if account_no is None:
            return self.rights[0] if self.rights else None
        return next((right for right in self.rights if right.account_no == account_no), None)


def held(service: Session, *, conversation_id: str, now: datetime, idle: timedelta) -> Held:
    """Everything open to the conversation now."""
    proven = grants.live(service, conversation_id=conversation_id, now=now, idle=idle)
    found = [
        Right(
            account_no=grant.account_no,
            scopes=EVERYTHING,
            methods=frozenset({grant.method}),
            given_at=grant.verified_at,
            last_used_at=grant.last_used_at,
        )
        for grant in proven
    ]
    who = channel_identities.of_conversation(service, conversation_id=conversation_id)
    if who is not None:
        found += _lasting(service, who, now)
    return Held(conversation_id, who, joined(found), proven)


def keep_alive(service: Session, held: Held, *, used: str, now: datetime) -> None:
    """An account was used: proofs live on, and it comes first from now on.

    The other proofs keep their order. Only what is live is touched, so that a look by consent
    never wakes a proof that has run out.
    """
    order = sorted(
        held.proven,
        key=lambda grant: (grant.account_no != used, now - grant.last_used_at),
    )
    for place, grant in enumerate(order):
        grants.touch(
            service,
            conversation_id=held.conversation_id,
            account_no=grant.account_no,
            now=now - timedelta(microseconds=place),
        )
    right = held.find(used)
    if right is None or held.identity is None:
        return
    if ProofMethod.BOUND_CHANNEL in right.methods:
        bindings.touch(service, identity=held.identity, account_no=used, now=now)
    if ProofMethod.DELEGATED in right.methods:
        delegations.touch(service, delegate=held.identity, account_no=used, now=now)


def _lasting(service: Session, who: ChannelIdentity, now: datetime) -> list[Right]:
    bound = [
        Right(
            account_no=binding.account_no,
            scopes=binding.scopes,
            methods=frozenset({ProofMethod.BOUND_CHANNEL}),
            given_at=binding.bound_at,
            last_used_at=binding.last_used_at,
            customer_no=binding.customer_no,
        )
        for binding in bindings.of_identity(service, identity=who, now=now)
    ]
    left = [
        Right(
            account_no=delegation.account_no,
            scopes=delegation.scopes,
            methods=frozenset({ProofMethod.DELEGATED}),
            given_at=delegation.consented_at,
            last_used_at=delegation.last_used_at,
            customer_no=delegation.customer_no,
        )
        for delegation in delegations.of_delegate(service, delegate=who, now=now)
    ]
    return bound + left
