"""However clicks, retries, callbacks, crashes and time interleave, money is booked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.payment_order import PaymentOrder, PaymentPurpose, PaymentState
from bot.domain.unable_account import NothingToPay, PaymentUnavailable
from bot.services import settlement
from bot.services.payment import PaymentAsk
from bot.storage import payment_orders, payments
from tests.services.counter import Counter
from tests.services.world import HOME, SHOP, World, account

MAY, JUNE = f"B{HOME}-202605", f"B{HOME}-202606"
ASKS = {
    "arrears": (HOME, PaymentAsk(PaymentPurpose.ARREARS)),
    "may": (HOME, PaymentAsk(PaymentPurpose.BILLS, bill_ids=(MAY,))),
    "june": (HOME, PaymentAsk(PaymentPurpose.BILLS, bill_ids=(JUNE,))),
    "top up 50": (SHOP, PaymentAsk(PaymentPurpose.TOP_UP, amount_yuan=Decimal("50"))),
    "top up 20": (HOME, PaymentAsk(PaymentPurpose.TOP_UP, amount_yuan=Decimal("20.25"))),
}
steps = st.one_of(
    st.tuples(st.just("order"), st.sampled_from(sorted(ASKS)), st.integers(0, 3)),
    st.tuples(
        st.sampled_from(["pay", "callback", "dying callback", "away callback"]),
        st.just(""),
        st.integers(0, 9),
    ),
    st.tuples(st.just("wait"), st.just(""), st.sampled_from([1, 12, 29, 31])),
    st.tuples(st.sampled_from(["sweep", "away order"]), st.sampled_from(sorted(ASKS)), st.just(0)),
)
_examples = count(1)


@pytest.fixture(scope="module")
def pristine(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The built world, and a folder where every example gets a copy of its own."""
    return built, tmp_path_factory.mktemp("tills")


@dataclass
class Play:
    """One example: the counter, the orders it made, and what the company took."""

    counter: Counter
    orders: list[PaymentOrder] = field(default_factory=list)
    newly: dict[str, int] = field(default_factory=dict)

    def order(self, name: str, key: int) -> None:
        no, ask = ASKS[name]
        try:
            made = self.counter.order(account(no), ask, key=f"{name}{key}")
        except NothingToPay:
            assert name in ("arrears", "may", "june")
        else:
            if all(made.order_id != other.order_id for other in self.orders):
                self.orders.append(made)

    def callback(self, order: PaymentOrder) -> None:
        done = settlement.refresh(self.counter.till, order_id=order.order_id)
        assert done is not None
        self.newly[order.order_id] = self.newly.get(order.order_id, 0) + done.newly

    def dying_callback(self, order: PaymentOrder) -> None:
        """The process dies after the billing database was written."""
        with mock.patch.object(payment_orders, "close", side_effect=RuntimeError("died")):
            try:
                settlement.refresh(self.counter.till, order_id=order.order_id)
            except RuntimeError:
                return

    def away(self, name: str) -> None:
        """The payment company is away for a moment."""
        no, ask = ASKS[name]
        with mock.patch.object(type(self.counter.company), "create", side_effect=_away):
            try:
                self.counter.order(account(no), ask, key=f"{name}-away")
            except (NothingToPay, PaymentUnavailable):
                return

    def step(self, action: str, name: str, number: int) -> None:
        if action == "order":
            self.order(name, number)
        elif action == "away order":
            self.away(name)
        elif action == "wait":
            self.counter.now += timedelta(minutes=number)
        elif action == "sweep":
            for done in settlement.refresh_open(self.counter.till):
                order_id = done.order.order_id
                self.newly[order_id] = self.newly.get(order_id, 0) + done.newly
        elif self.orders:
            order = self.orders[number % len(self.orders)]
            if action == "pay":
                self.counter.pay(order)
            elif action == "callback":
                self.callback(order)
            elif action == "dying callback":
                self.dying_callback(order)
            else:
                with mock.patch.object(type(self.counter.company), "status", side_effect=_away):
                    self.unanswered(order)

    def unanswered(self, order: PaymentOrder) -> None:
        try:
            settlement.refresh(self.counter.till, order_id=order.order_id)
        except PaymentUnavailable:
            return

    def taken_yuan(self, no: str) -> Decimal:
        """What the payment company took for an account."""
        statuses = [
            self.counter.company.status(order) for order in self.orders if order.account_no == no
        ]
        return sum((s.paid_yuan for s in statuses if s.state is PaymentState.PAID), Decimal("0.00"))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(played=st.lists(steps, min_size=5, max_size=30))
def test_every_payment_is_booked_once_and_money_changes_in_no_other_way(
    pristine: tuple[Path, Path], played: list[tuple[str, str, int]]
) -> None:
    """Paid less held plus owed never moves; in the end the books grew by what was taken."""
    built, room = pristine
    with World.copied(built, room / str(next(_examples))) as world:
        play = Play(Counter(world))
        before = {no: play.counter.invariant(no) for no in (HOME, SHOP)}
        paid = {no: play.counter.paid_yuan(no) for no in (HOME, SHOP)}
        for action, name, number in played:
            play.step(action, name, number)
            assert {no: play.counter.invariant(no) for no in (HOME, SHOP)} == before
            _at_most_one_payable(play)
        for order in play.orders:
            play.callback(order)
        grown = {no: play.counter.paid_yuan(no) - paid[no] for no in (HOME, SHOP)}

        assert grown == {no: play.taken_yuan(no) for no in (HOME, SHOP)}
        assert all(times <= 1 for times in play.newly.values())
        assert {no: play.counter.invariant(no) for no in (HOME, SHOP)} == before
        _each_order_booked_whole(play)


def _at_most_one_payable(play: Play) -> None:
    """Never two pages of the company on which one bill or one balance could be paid now."""
    payable = [
        hold
        for order in play.orders
        if play.counter.now < order.expires_at
        and play.counter.company.status(order).state is PaymentState.OPEN
        for hold in order.holds
    ]
    assert len(payable) == len(set(payable))


def _each_order_booked_whole(play: Play) -> None:
    with play.counter.books.billing() as session:
        for order in play.orders:
            ids = [settlement.payment_id(order, number) for number in range(1, 6)]
            booked = payments.by_ids(session, payment_ids=ids)
            total = sum((payment.amount_yuan for payment in booked), Decimal("0.00"))
            assert total == play.counter.company.status(order).paid_yuan


def _away(*_: object) -> None:
    raise PaymentUnavailable
