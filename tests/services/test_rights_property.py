"""However proofs, bindings, consents and their ends interleave, nothing opens too far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.binding import ChannelIdentity
from bot.domain.delegation import Delegation
from bot.domain.identity import ProofMethod
from bot.domain.right import EVERYTHING, Scope
from bot.domain.unable import NotVerified
from bot.domain.unable_account import BindingRefused, NotPermitted
from bot.services import access, binding, delegation
from bot.services.proof import AccessRules
from bot.storage import delegations
from tests.services.counter import RULES, Counter
from tests.services.world import HOME, SHOP, World, account

IDLE = AccessRules().idle
LASTS = timedelta(minutes=50)
BY_ID = replace(RULES.binding, proofs={"web": frozenset({ProofMethod.ID_LAST4})}, lasts=2 * LASTS)
"""The same rules with a proof that costs no text message, and lasts a test can sit through."""
people, numbers = st.sampled_from(["anna", "bert"]), st.sampled_from([HOME, SHOP])
scopes = st.sampled_from([Scope.VIEW, Scope.PAY, Scope.APPLY])
steps = st.one_of(
    st.tuples(
        st.sampled_from(["prove", "bind", "unbind", "unbind all", "revoke", "give up", "log out"]),
        people,
        numbers,
        scopes,
    ),
    st.tuples(st.sampled_from(["consent", "look"]), people, numbers, st.sampled_from(list(Scope))),
    st.tuples(st.just("wait"), people, numbers, scopes),
)
_examples = count(1)


@pytest.fixture(scope="module")
def shared(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World.copied(built, tmp_path_factory.mktemp("rights")) as world:
        yield world


@dataclass
class Model:
    """What may be open, kept as plainly as possible."""

    now: datetime
    proven: dict[tuple[str, str], datetime] = field(default_factory=dict)
    bound: dict[tuple[str, str], datetime] = field(default_factory=dict)
    left: dict[tuple[str, str], tuple[frozenset[Scope], datetime]] = field(default_factory=dict)

    def fresh(self, who: str, no: str) -> bool:
        used = self.proven.get((who, no))
        return used is not None and self.now - used < IDLE

    def open(self, who: str, no: str) -> frozenset[Scope]:
        found: frozenset[Scope] = EVERYTHING if self.fresh(who, no) else frozenset()
        if self.bound.get((who, no), self.now) > self.now:
            found |= BY_ID.scopes
        given, until = self.left.get((who, no), (frozenset(), self.now))
        return found | given if until > self.now else found

    def looked(self, who: str) -> None:
        for key in self.proven:
            if key[0] == who and self.fresh(*key):
                self.proven[key] = self.now


@dataclass
class Play:
    """One example in a time and with conversations of its own."""

    counter: Counter
    model: Model
    number: int

    def step(self, action: str, who: str, no: str, scope: Scope) -> None:
        person = f"{who}-{self.number}"
        self.counter.now = self.model.now
        getattr(self, action.replace(" ", "_"))(person, no, scope)

    def wait(self, who: str, no: str, scope: Scope) -> None:
        self.model.now += timedelta(minutes=11 if scope is Scope.VIEW else 33)

    def prove(self, who: str, no: str, scope: Scope) -> None:
        self.counter.prove_by_id(who, no=no)
        self.model.proven[who, no] = self.model.now

    def bind(self, who: str, no: str, scope: Scope) -> None:
        given = {"account": account(no), "conversation_id": who, "now": self.model.now}
        try:
            binding.bind(self.counter.books, rules=BY_ID, **given)
        except (NotVerified, BindingRefused):
            assert not self.model.fresh(who, no)
        else:
            assert self.model.fresh(who, no)
            self.model.bound[who, no] = self.model.now + BY_ID.lasts

    def unbind(self, who: str, no: str, scope: Scope) -> None:
        binding.unbind(
            self.counter.books, account=account(no), conversation_id=who, now=self.model.now
        )
        self.model.bound.pop((who, no), None)

    def unbind_all(self, who: str, no: str, scope: Scope) -> None:
        binding.unbind_everywhere(
            self.counter.books, account=account(no), conversation_id=who, now=self.model.now
        )
        self.model.bound = {key: at for key, at in self.model.bound.items() if key[1] != no}

    def consent(self, who: str, no: str, scope: Scope) -> None:
        if scope is Scope.OWN:
            return
        given = frozenset({Scope.VIEW, scope})
        until = self.model.now + LASTS
        someone = ChannelIdentity("web", who)
        with self.counter.books.service() as session:
            delegations.end(session, account_no=no, delegate=someone, now=self.model.now)
            delegations.add(
                session,
                delegation=Delegation(
                    f"{who}{no}{next(_examples)}", no, "C1", someone, "儿子", given,
                    self.model.now, until, self.model.now,
                ),
            )  # fmt: skip
        self.model.left[who, no] = (given, until)

    def revoke(self, who: str, no: str, scope: Scope) -> None:
        delegation.revoke(
            self.counter.books, account=account(no), conversation_id=who, now=self.model.now
        )
        self.model.left = {key: left for key, left in self.model.left.items() if key[1] != no}

    def give_up(self, who: str, no: str, scope: Scope) -> None:
        delegation.give_up(
            self.counter.books, conversation_id=who, account_no=no, now=self.model.now
        )
        self.model.left.pop((who, no), None)

    def log_out(self, who: str, no: str, scope: Scope) -> None:
        access.log_out(self.counter.books, conversation_id=who, now=self.model.now)
        for kept in (self.model.proven, self.model.bound, self.model.left):
            for key in [key for key in kept if key[0] == who]:
                del kept[key]  # type: ignore[attr-defined]

    def look(self, who: str, no: str, scope: Scope) -> None:
        may = scope in self.model.open(who, no)
        try:
            assert self.counter.look(who, no, needs=scope).account_no == no
        except (NotVerified, NotPermitted):
            assert not may
        else:
            assert may
            self.model.looked(who)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(played=st.lists(steps, min_size=8, max_size=40))
def test_no_interleaving_opens_more_than_what_holds_now(
    shared: World, played: list[tuple[str, str, str, Scope]]
) -> None:
    """Two people, two accounts; after every step each sees exactly what the model says."""
    number = next(_examples)
    counter = Counter(shared, shared.now + timedelta(weeks=number))
    for who in ("anna", "bert"):
        counter.opened(f"{who}-{number}")
    play = Play(counter, Model(counter.now), number)
    # The accounts are shared by the examples: what an earlier one left is ended first.
    for no in (HOME, SHOP):
        play.unbind_all("anna", no, Scope.VIEW)
        play.revoke("anna", no, Scope.VIEW)
    for action, who, no, scope in played:
        play.step(action, who, no, scope)
    play.counter.now = play.model.now
    for who in ("anna", "bert"):
        person = f"{who}-{number}"
        rights = access.rights_of(shared.books, conversation_id=person, now=play.model.now)
        found = {right.account_no: right.scopes for right in rights}
        assert found == {
            no: play.model.open(person, no) for no in (HOME, SHOP) if play.model.open(person, no)
        }
