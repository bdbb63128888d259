"""Payment orders: the amount is the books', and nothing is ever ordered twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.clients.payment import NoPayments
from bot.domain.account import PaymentMode
from bot.domain.payment import Balance
from bot.domain.payment_order import OrderStatus, PaymentOrder, PaymentPurpose
from bot.domain.unable_account import (
    AmountRefused,
    BillUnknown,
    NothingToPay,
    PaymentNeedsConfirmation,
    PaymentUnavailable,
)
from bot.services import payment, settlement
from bot.services.payment import PaymentAsk
from bot.storage import balances, bills, payment_orders
from tests.services.counter import RULES, Counter
from tests.services.world import FACTORY, HOME, SHOP, World, account

MAY, JUNE = f"B{HOME}-202605", f"B{HOME}-202606"


@pytest.fixture
def counter(world: World) -> Counter:
    return Counter(world)


def bills_ask(*bill_ids: str) -> PaymentAsk:
    return PaymentAsk(PaymentPurpose.BILLS, bill_ids=bill_ids)


def top_up(yuan: str) -> PaymentAsk:
    return PaymentAsk(PaymentPurpose.TOP_UP, amount_yuan=Decimal(yuan))


def test_an_order_for_arrears_pays_every_open_bill_to_the_fen(counter: Counter) -> None:
    """Bill by bill, oldest first; the sum is what the books say is unpaid."""
    order = counter.order(account(HOME))

    assert [part.bill_id for part in order.parts] == [MAY, JUNE]
    assert order.amount_yuan == counter.unpaid_yuan(HOME)
    assert order.link.startswith("/demo/pay/")


def test_the_same_wish_gets_the_same_order_whatever_its_key(counter: Counter) -> None:
    """Asked twice, in two conversations, there is one order."""
    first = counter.order(account(HOME), key="a")
    again = counter.order(account(HOME), key="a")
    other = counter.order(account(HOME), bills_ask(MAY, JUNE), key="b", conversation_id="you")

    assert first.order_id == again.order_id == other.order_id
    assert first.link == again.link == other.link


def test_an_overlapping_wish_replaces_the_order_which_can_then_not_be_paid(
    counter: Counter,
) -> None:
    """The old page is shut before the new order opens."""
    before = counter.paid_yuan(HOME)
    old = counter.order(account(HOME), key="all")
    new = counter.order(account(HOME), bills_ask(JUNE), key="june")
    counter.pay(old)

    assert new.order_id != old.order_id
    assert settled(counter, old).order.status is OrderStatus.CANCELLED
    assert settled(counter, new).order.status is OrderStatus.OPEN
    assert counter.paid_yuan(HOME) == before


def test_a_paid_order_is_booked_once_and_the_bills_are_paid(counter: Counter) -> None:
    """However often the company calls back; one receipt."""
    before, owed = counter.paid_yuan(HOME), counter.unpaid_yuan(HOME)
    order = counter.order(account(HOME))
    counter.pay(order)
    for _ in range(3):
        settled(counter, order)

    assert counter.unpaid_yuan(HOME) == 0
    assert counter.paid_yuan(HOME) == before + owed
    assert counter.credit_yuan(HOME) == 0
    assert [text for text in counter.texts() if "收到" in text] == [
        f"户号3501*****0017收到{owed}元，2026-07-20 12:00。"
    ]
    with pytest.raises(NothingToPay):
        counter.order(account(HOME), key="more")


def test_the_same_wish_after_it_was_paid_shows_the_paid_order(counter: Counter) -> None:
    """A message delivered twice does not order twice."""
    order = counter.order(account(SHOP), top_up("100"), key="m1")
    counter.pay(order)
    settled(counter, order)
    again = counter.order(account(SHOP), top_up("100"), key="m1")

    assert (again.order_id, again.status) == (order.order_id, OrderStatus.PAID)
    assert counter.credit_yuan(SHOP) == Decimal("100.00")


def test_a_payment_that_was_not_called_back_is_found_when_the_customer_asks_again(
    counter: Counter,
) -> None:
    """Before the old page is shown again the company is asked."""
    counter.pay(counter.order(account(HOME)))

    with pytest.raises(NothingToPay):
        counter.order(account(HOME), key="again")
    assert counter.unpaid_yuan(HOME) == 0


def test_an_order_expires_and_the_wish_may_be_repeated(counter: Counter) -> None:
    """A page whose time is over takes nothing."""
    old = counter.order(account(HOME), key="m1")
    counter.now += RULES.payment.lasts
    counter.pay(old)
    new = counter.order(account(HOME), key="m1")

    assert new.order_id != old.order_id
    assert counter.unpaid_yuan(HOME) == new.amount_yuan
    assert settled(counter, old).order.status is OrderStatus.EXPIRED


def test_another_accounts_bill_is_unknown(counter: Counter) -> None:
    """Not even that it exists is said."""
    for bill_id in (f"B{FACTORY}-202606", "nonsense"):
        with pytest.raises(BillUnknown):
            counter.order(account(HOME), bills_ask(bill_id))


def test_a_paid_bill_is_nothing_to_pay(counter: Counter) -> None:
    """Chosen again by mistake."""
    with pytest.raises(NothingToPay):
        counter.order(account(HOME), bills_ask(f"B{HOME}-202604"))


@pytest.mark.parametrize("yuan", ["9.99", "5000.01", "0", "-50", "50.001", "NaN", "Infinity"])
def test_a_top_up_keeps_to_its_limits(counter: Counter, yuan: str) -> None:
    """Whole fen between the least and the most."""
    with pytest.raises(AmountRefused):
        counter.order(account(SHOP), top_up(yuan))


def test_a_large_sum_needs_a_yes(counter: Counter) -> None:
    """Above the limit nothing is ordered before the customer confirmed."""
    with pytest.raises(PaymentNeedsConfirmation) as refusal:
        counter.order(account(SHOP), top_up("1000.01"), confirmed=False)
    assert refusal.value.facts["amount_yuan"] == Decimal("1000.01")
    assert payment.latest(counter.books, account=account(SHOP)) == []

    assert counter.order(account(SHOP), top_up("1000"), confirmed=False, key="b").link
    assert counter.order(account(SHOP), top_up("1000.01"), confirmed=True, key="c").link


def test_a_prepaid_account_pays_what_it_is_overdrawn_by(counter: Counter) -> None:
    """Arrears of an account with a balance are the balance below zero."""
    prepaid = replace(account(SHOP), payment_mode=PaymentMode.PREPAID)
    with counter.books.billing(writing=True) as session:
        held = Balance(SHOP, Decimal("-12.34"), counter.now)
        balances.save(session, balances=[held])
    order = counter.order(prepaid)
    counter.pay(order)
    settled(counter, order)

    assert order.amount_yuan == Decimal("12.34")
    assert counter.credit_yuan(SHOP) == 0


def test_money_for_a_bill_paid_elsewhere_meanwhile_goes_into_the_balance(
    counter: Counter,
) -> None:
    """Nothing is lost, and the customer can be told."""
    before = counter.invariant(HOME)
    order = counter.order(account(HOME), bills_ask(JUNE))
    with counter.books.billing(writing=True) as session:
        bills.pay(session, bill_id=JUNE, amount_yuan=order.amount_yuan - Decimal("3.00"))
    counter.pay(order)
    booked = settled(counter, order)

    assert booked.excess_yuan == order.amount_yuan - Decimal("3.00")
    assert counter.credit_yuan(HOME) == booked.excess_yuan
    # The counter's own payment row is missing in this test; apart from it nothing moved.
    assert counter.invariant(HOME) == before - booked.excess_yuan


def test_without_a_company_nothing_is_ordered(counter: Counter) -> None:
    """The refusal is clear, and the wish can be repeated once there is one."""
    with pytest.raises(PaymentUnavailable):
        counter.order(account(HOME), provider=NoPayments())

    assert counter.order(account(HOME)).link


def test_a_process_that_dies_between_booking_and_marking_books_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next look finishes the order without booking again."""
    order = counter.order(account(HOME))
    counter.pay(order)
    before = counter.invariant(HOME)
    with monkeypatch.context() as patch:
        patch.setattr(payment_orders, "close", _dies)
        with pytest.raises(RuntimeError):
            settled(counter, order)
    assert settlement.refresh_open(counter.till)[0].newly

    assert counter.unpaid_yuan(HOME) == 0
    assert counter.invariant(HOME) == before
    assert len([text for text in counter.texts() if "收到" in text]) == 1


def test_an_order_withdrawn_while_its_link_was_made_is_never_payable(counter: Counter) -> None:
    """The page that came too late is closed again."""
    company = counter.company

    class Slow:
        channel = company.channel
        status, close = staticmethod(company.status), staticmethod(company.close)

        def create(self, order: PaymentOrder) -> str:
            link = company.create(order)
            if not overtaken:
                overtaken.append(link)
                counter.order(account(HOME), bills_ask(JUNE), key="fast")
            return link

    overtaken: list[str] = []
    last = counter.order(account(HOME), bills_ask(MAY, JUNE), key="slow", provider=Slow())
    company.pay(token=overtaken[0].rsplit("/", 1)[1])

    assert last.link != overtaken[0]
    assert counter.unpaid_yuan(HOME) == last.amount_yuan
    open_now = [o for o in payment.latest(counter.books, account=account(HOME)) if is_open(o)]
    assert [order.order_id for order in open_now] == [last.order_id]


def test_many_at_once_make_one_order(counter: Counter) -> None:
    """Ten taps in ten threads."""
    with ThreadPoolExecutor(10) as pool:
        made = list(
            pool.map(lambda n: counter.order(account(HOME), key=f"tap{n}").order_id, range(10))
        )

    open_now = [o for o in payment.latest(counter.books, account=account(HOME)) if is_open(o)]
    assert [order.order_id for order in open_now] == list(set(made))


def test_many_callbacks_at_once_book_once(counter: Counter) -> None:
    """Ten callbacks in ten threads."""
    before = counter.invariant(HOME)
    order = counter.order(account(HOME))
    counter.pay(order)
    with ThreadPoolExecutor(10) as pool:
        done = list(pool.map(lambda _: settled(counter, order), range(10)))

    assert sum(one.newly for one in done) == 1
    assert counter.invariant(HOME) == before
    assert counter.unpaid_yuan(HOME) == counter.credit_yuan(HOME) == 0


def test_an_unknown_order_is_none(counter: Counter) -> None:
    """A callback with a made-up id does nothing."""
    assert settlement.refresh(counter.till, order_id="XW-nothing") is None


def settled(counter: Counter, order: PaymentOrder) -> settlement.Settled:
    found = settlement.refresh(counter.till, order_id=order.order_id)
    assert found is not None
    return found


def is_open(order: PaymentOrder) -> bool:
    return order.status is OrderStatus.OPEN


def _dies(*_: Any, **__: Any) -> bool:
    raise RuntimeError("the process died")
