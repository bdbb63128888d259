"""However acts interleave and repeat: one order per key, and a history that tells all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.unable import Unable
from bot.domain.work_order import Act, OrderKind, OrderStatus, WorkOrder
from bot.services import work_order
from bot.services.order_change import CancelOutcome
from tests.services.order_desk import NOW, Desk, at_desk

PEOPLE = ("anna", "bert", "carl")
KINDS = {"k1": OrderKind.REPAIR, "k2": OrderKind.HAZARD}
EVERY = timedelta(minutes=30)
acts = st.tuples(
    st.sampled_from(
        ["open", "join", "join", "urge", "cancel", "cancel", "correct", "rate", "move", "wait"]
    ),
    st.sampled_from(["k1", "k1", "k2"]),
    st.sampled_from(PEOPLE),
    st.sampled_from([0, 1, 2, 3, 29, 30]),
    st.integers(1, 3),
)
_examples = count(1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all examples; each plays in its own week with its own people."""
    desk = at_desk(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.books.close()


@dataclass
class Case:
    """What must be true of one order, kept as plainly as possible."""

    number: str
    opener: str
    kind: OrderKind
    status: OrderStatus = OrderStatus.OPEN
    waiting: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    place: str = ""
    places: dict[str, str] = field(default_factory=dict)
    urged_at: datetime | None = None
    rating: int | None = None
    told: list[Act] = field(default_factory=list)


@dataclass
class Play:
    """One example: a week of its own at the shared desk."""

    desk: Desk
    name: str
    cases: dict[str, Case] = field(default_factory=dict)

    def act(self, what: str, key: str, who: str, number: int) -> None:
        case, person = self.cases.get(key), f"{who}-{self.name}"
        if what == "wait":
            self.desk.wait(number)
        elif what == "open":
            self._open(key, person)
        elif case is not None:
            getattr(self, f"_{what}")(case, person, number)

    def _open(self, key: str, person: str) -> None:
        order = self.desk.open_(f"{key}-{self.name}", by=person, kind=KINDS[key], phone=None)
        case = self.cases.get(key)
        if case is None:
            case = Case(order.number, person, KINDS[key], told=[Act.OPENED])
            case.waiting, case.known = {person}, {person}
            case.place, case.places = order.report.place, {person: order.report.place}
            self.cases[key] = case
        assert order.number == case.number

    def _join(self, case: Case, person: str, number: int) -> None:
        key = f"{case.number}-{person}-{number}"
        fresh = person not in case.waiting and key not in case.known
        if fresh and case.status.is_final:
            self._refused(lambda: self.desk.join(case.number, key, by=person))
            return
        joined = self.desk.join(case.number, key, by=person)
        if fresh:
            case.waiting.add(person)
            case.known |= {person, key}
            case.places[person] = f"{person} 家"
            case.told.append(Act.JOINED)
        assert joined.waiting == len(case.waiting)

    def _urge(self, case: Case, person: str, _: int) -> None:
        if person not in case.known or case.status.is_final:
            self._refused(lambda: self.desk.urge(case.number, person))
            return
        urged = self.desk.urge(case.number, person)
        due = case.urged_at is None or self.desk.now >= case.urged_at + EVERY
        assert urged.counted is due
        if due:
            case.urged_at = self.desk.now
            case.told.append(Act.URGED)

    def _cancel(self, case: Case, person: str, _: int) -> None:
        if person not in case.known or case.status is OrderStatus.DONE:
            self._refused(lambda: self.desk.cancel(case.number, person))
            return
        outcome = self.desk.cancel(case.number, person).outcome
        if case.status is OrderStatus.CANCELLED:
            assert outcome is CancelOutcome.CANCELLED
        elif case.kind is OrderKind.HAZARD:
            assert outcome is CancelOutcome.SAID_SAFE
            if case.told[-1] is not Act.SAID_SAFE:
                case.told.append(Act.SAID_SAFE)
        else:
            left = person in case.waiting
            case.waiting.discard(person)
            over = not case.waiting
            assert outcome is (CancelOutcome.CANCELLED if over else CancelOutcome.LEFT)
            if over:
                case.status = OrderStatus.CANCELLED
            if left:
                case.told.append(Act.MOVED if over else Act.LEFT)

    def _correct(self, case: Case, person: str, number: int) -> None:
        place = f"{number} 栋"
        fixed = case.status not in (OrderStatus.OPEN, OrderStatus.DISPATCHED)
        if person not in case.known or fixed:
            self._refused(lambda: self.desk.correct(case.number, person, place=place))
            return
        seen = self.desk.correct(case.number, person, place=place)
        assert seen.report.place == place
        if case.places[person] != place:
            case.told.append(Act.CORRECTED)
        case.places[person] = place
        if person == case.opener:
            case.place = place

    def _rate(self, case: Case, person: str, number: int) -> None:
        stars = number % 5 + 1
        free = case.rating in (None, stars)
        if person not in case.known or case.status is not OrderStatus.DONE or not free:
            self._refused(lambda: self.desk.rate(case.number, stars, person))
            return
        self.desk.rate(case.number, stars, person)
        if case.rating is None:
            case.told.append(Act.RATED)
        case.rating = stars

    def _move(self, case: Case, _: str, number: int) -> None:
        to = list(OrderStatus)[1 + number % 3]
        moves = not case.status.is_final and to.rank > case.status.rank
        assert self.desk.move(case.number, to) is moves
        if moves:
            case.status = to
            case.told.append(Act.MOVED)

    def _refused(self, attempt: Callable[[], Any]) -> None:
        with pytest.raises(Unable):
            attempt()


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(played=st.lists(acts, min_size=8, max_size=30))
def test_any_interleaving_with_retries(
    shared: Desk, played: list[tuple[str, str, str, int, int]]
) -> None:
    """Two orders, three people, everything up to three times, in any order."""
    number = next(_examples)
    shared.now = NOW + timedelta(weeks=number)
    play = Play(shared, str(number))
    play.act("open", "k1", "anna", 0)

    for what, key, who, amount, times in played:
        for _ in range(times if what != "wait" else 1):
            play.act(what, key, who, amount)

    for case in play.cases.values():
        _agrees(shared.stored(case.number), case)
    opened = {case.number for case in play.cases.values() if not case.status.is_final}
    queued = {
        order.number
        for order in work_order.queue(shared.books, now=shared.now)
        if order.opened_at >= NOW + timedelta(weeks=number)
    }
    assert queued == opened


def _agrees(order: WorkOrder, case: Case) -> None:
    assert (order.status, order.rating) == (case.status, case.rating)
    assert order.reporters == len(case.waiting)
    assert order.report.place == case.place
    assert [entry.act for entry in order.history] == case.told
    assert [entry.seq for entry in order.history] == list(range(1, len(case.told) + 1))
    moments = [entry.at for entry in order.history]
    assert moments == sorted(moments)
    assert order.urges == case.told.count(Act.URGED)
