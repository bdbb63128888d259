"""However attempts interleave, nothing is seen without proof and a lock holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.unable import IdLocked, Locked, NotVerified, ProofRejected, Unable
from bot.services import access
from bot.services.proof import AccessRules
from bot.storage.tables.service import OutgoingRow
from tests.services.world import FACTORY, HOME, ID_LAST4, NOW, SHOP, World

RULES = AccessRules()
OWNER = {HOME: "C1", SHOP: "C1", FACTORY: "C3"}
RIGHT = {HOME: ID_LAST4, SHOP: ID_LAST4, FACTORY: "8901"}
numbers, speakers = st.sampled_from(sorted(OWNER)), st.sampled_from(["anna", "bert"])
actions = st.tuples(
    st.sampled_from(["right", "wrong", "code", "type code", "look", "log out", "wait"]),
    speakers,
    numbers,
    st.integers(0, 40),
)
_examples = count(1)


@pytest.fixture(scope="module")
def shared(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all examples; each plays in its own week with its own conversations."""
    with World.copied(built, tmp_path_factory.mktemp("shared")) as world:
        yield world


@dataclass
class Model:
    """What must be true, kept as plainly as possible."""

    now: datetime
    wrong: dict[str, int] = field(default_factory=dict)
    locked: dict[str, datetime] = field(default_factory=dict)
    open: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def is_locked(self, subject: str) -> bool:
        return self.locked.get(subject, self.now) > self.now

    def failed(self, who: str, no: str, *, by_code: bool) -> None:
        self.wrong[who] = self.wrong.get(who, 0) + 1
        if self.wrong[who] == RULES.tries:
            self.locked[who] = self.now + RULES.locked_for
            self.wrong[who] = 0
        if not by_code:
            self.wrong[no] = self.wrong.get(no, 0) + 1
            if self.wrong[no] >= RULES.tries:
                lasting = RULES.locked_for * 2 ** (self.wrong[no] - RULES.tries)
                self.locked[no] = self.now + min(lasting, RULES.locked_longest)

    def proven(self, who: str, no: str, *, by_code: bool) -> None:
        self.wrong[who] = 0
        if not by_code:
            self.wrong[no] = 0
            self.locked.pop(no, None)
        for other, owner in OWNER.items():
            if other == no or (by_code and owner == OWNER[no]):
                self.open[who, other] = self.now

    def may_look(self, who: str, no: str) -> bool:
        used = self.open.get((who, no))
        return used is not None and self.now - used < RULES.idle

    def looked(self, who: str) -> None:
        for key, used in self.open.items():
            if key[0] == who and self.now - used < RULES.idle:
                self.open[key] = self.now


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(played=st.lists(actions, min_size=5, max_size=30))
def test_no_interleaving_shows_data_without_proof_or_opens_a_lock(
    shared: World, played: list[tuple[str, str, str, int]]
) -> None:
    """Two conversations, three accounts, any order of proofs, looks, waits and log-outs."""
    number = next(_examples)
    model = Model(now=NOW + timedelta(weeks=number))
    for action, speaker, no, minutes in played:
        who = f"{speaker}-{number}"
        if action == "wait":
            model.now += timedelta(minutes=minutes)
        elif action == "look":
            _look(shared, model, who, no)
        elif action == "log out":
            access.log_out(shared.books, conversation_id=who, now=model.now)
            model.open = {key: used for key, used in model.open.items() if key[0] != who}
        elif action == "code":
            _ask_for_code(shared, model, who, no)
        else:
            _prove(shared, model, who, no, action)


def _look(world: World, model: Model, who: str, no: str) -> None:
    try:
        found = access.account_for(
            world.books, conversation_id=who, account_no=no, now=model.now, purpose="test"
        )
    except NotVerified:
        assert not model.may_look(who, no)
    else:
        assert found.account_no == no
        assert model.may_look(who, no)
        model.looked(who)


def _ask_for_code(world: World, model: Model, who: str, no: str) -> None:
    try:
        access.send_code(
            world.books, conversation_id=who, account_no=no, now=model.now, wording="{code}"
        )
    except Locked:
        assert model.is_locked(who)
    except Unable:
        assert not model.is_locked(who)
    else:
        assert not model.is_locked(who)


def _prove(world: World, model: Model, who: str, no: str, action: str) -> None:
    proof = {"right": RIGHT[no], "wrong": "0009"}.get(action) or _last_code(world)
    by_code = action == "type code"
    was_locked = model.is_locked(who) or (not by_code and model.is_locked(no))
    try:
        access.verify(world.books, conversation_id=who, account_no=no, proof=proof, now=model.now)
    except Locked:
        if not was_locked:
            model.failed(who, no, by_code=by_code)
        assert model.is_locked(who)
    except IdLocked:
        if not was_locked:
            model.failed(who, no, by_code=by_code)
        assert not by_code
        assert not model.is_locked(who)
        assert model.is_locked(no)
    except ProofRejected:
        assert action != "right"
        assert not was_locked
        model.failed(who, no, by_code=by_code)
        assert not model.is_locked(who)
    except Unable:
        assert by_code
    else:
        assert action != "wrong"
        assert not was_locked
        model.proven(who, no, by_code=by_code)


def _last_code(world: World) -> str:
    """The newest code anyone was sent: sometimes one's own, sometimes another's."""
    with world.books.service(writing=False) as session:
        newest = session.query(OutgoingRow).order_by(OutgoingRow.next_attempt_at.desc()).first()
    found = newest and re.search(r"\d{6}", newest.body)
    return found.group() if found else "000000"


def test_answers_sent_at_the_same_moment_get_no_more_tries(world: World) -> None:
    """Sixteen wrong answers at once from sixteen conversations: three are looked at."""

    def attempt(number: int) -> str:
        try:
            access.verify(
                world.books,
                conversation_id=f"parallel-{number}",
                account_no=HOME,
                proof=f"{number:04d}",
                now=NOW,
            )
        except Unable as refusal:
            return refusal.code
        return "ok"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(16)))

    assert outcomes.count("proof_rejected") == RULES.tries - 1
    assert outcomes.count("id_locked") == 16 - (RULES.tries - 1)


def test_one_code_typed_twice_at_once_is_used_once(world: World) -> None:
    """Two tabs send the same right code: one opens the door, the other is refused."""
    access.send_code(
        world.books, conversation_id="tabs", account_no=HOME, now=NOW, wording="{code}"
    )
    code = _last_code(world)

    def attempt(_: int) -> bool:
        try:
            access.verify(world.books, conversation_id="tabs", account_no=HOME, proof=code, now=NOW)
        except Unable:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == [False, True]
