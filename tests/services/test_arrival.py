"""Has my payment arrived: found, on another own account, not yet, or to be traced."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.payment import Payment
from bot.domain.refund import RefundReason
from bot.domain.unable_account import PaymentUnavailable, PaymentUnknown
from bot.services import arrival
from bot.services.arrival import ArrivalState, PaymentSaid
from bot.storage import payments
from tests.services.counter import RULES, Counter
from tests.services.world import FACTORY, HOME, NOW, SHOP, World, account

HOUR = timedelta(hours=1)
State = ArrivalState


@pytest.fixture
def counter(world: World) -> Counter:
    return Counter(world)


def booked(counter: Counter, name: str, yuan: str, *, no: str = HOME, ago: timedelta) -> None:
    with counter.books.billing(writing=True) as session:
        payments.add(session, payment=Payment(name, no, NOW - ago, Decimal(yuan), "支付宝"))


def asked(counter: Counter, yuan: str | None = None, on: date | None = None, **more: Any) -> Any:
    return arrival.arrival(
        counter.books,
        account=account(HOME),
        own=[account(HOME), account(SHOP)],
        said=PaymentSaid(Decimal(yuan) if yuan else None, on),
        now=counter.now,
        rules=RULES.arrival,
        **more,
    )


def test_a_payment_of_today_is_found_without_many_words(counter: Counter) -> None:
    """Nothing said: what came within the usual delay."""
    booked(counter, "p1", "66.60", ago=3 * HOUR)
    found = asked(counter)

    assert (found.state, [p.payment_id for p in found.found]) == (State.RECEIVED, ["p1"])


def test_amount_and_day_find_the_one_meant(counter: Counter) -> None:
    """Booked a day after it was made is still it; another amount is not."""
    booked(counter, "p1", "66.60", ago=30 * HOUR)
    booked(counter, "p2", "70.00", ago=30 * HOUR)

    assert [p.payment_id for p in asked(counter, "66.60", date(2026, 7, 18)).found] == ["p1"]
    assert asked(counter, "66.61", date(2026, 7, 18)).state is State.OVERDUE
    assert [p.payment_id for p in asked(counter, "70").found] == ["p2"]


def test_on_another_own_account_it_is_said_where(counter: Counter) -> None:
    """The account that one mixed up with it is one's own."""
    booked(counter, "p1", "66.60", no=SHOP, ago=2 * HOUR)
    found = asked(counter, "66.60", date(2026, 7, 20))

    assert (found.state, found.found[0].account_no) == (State.ON_OTHER_ACCOUNT, SHOP)


def test_on_a_strangers_account_nothing_is_said(counter: Counter) -> None:
    """Not even that somebody received this sum."""
    booked(counter, "p1", "66.60", no=FACTORY, ago=2 * HOUR)
    found = asked(counter, "66.60", date(2026, 7, 19))

    assert (found.state, found.found) == (State.TOO_EARLY, ())


def test_before_its_time_it_is_too_early_then_overdue(counter: Counter) -> None:
    """A day has until its end, and 24 hours more."""
    said = date(2026, 7, 19)
    found = asked(counter, "50", said)
    assert (found.state, found.check_again_at) == (
        State.TOO_EARLY,
        NOW.replace(day=21, hour=0),
    )
    counter.now = found.check_again_at

    assert asked(counter, "50", said).state is State.OVERDUE
    assert asked(counter, "50", said).rules.documents


def test_nothing_said_and_nothing_there_is_asked_back(counter: Counter) -> None:
    """With the newest payment known, to help memory."""
    found = asked(counter)

    assert found.state is State.ASK
    assert found.latest.bill_id == f"B{HOME}-202604"


def test_an_order_paid_a_moment_ago_is_asked_about_and_found(counter: Counter) -> None:
    """The callback was lost; asking the company books it."""
    order = counter.order(account(HOME))
    assert [o.order_id for o in asked(counter).unpaid_orders] == [order.order_id]
    counter.pay(order)
    assert asked(counter).state is State.ASK

    found = asked(counter, till=counter.till)
    assert (found.state, found.unpaid_orders) == (State.RECEIVED, ())
    assert sum(p.amount_yuan for p in found.found) == order.amount_yuan


def test_a_company_that_does_not_answer_spoils_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The books are still looked at."""
    order = counter.order(account(HOME))
    booked(counter, "p1", "66.60", ago=3 * HOUR)
    monkeypatch.setattr(type(counter.company), "status", _away)
    found = asked(counter, "66.60", till=counter.till)

    assert found.state is State.RECEIVED
    assert [o.order_id for o in found.unpaid_orders] == [order.order_id]


def test_a_pair_is_shown_and_asked_back_once(counter: Counter) -> None:
    """Asked again the first request comes back; the pair is shown no more."""
    booked(counter, "p1", "66.60", ago=3 * HOUR)
    booked(counter, "p2", "66.60", ago=2 * HOUR)
    assert [d.second.payment_id for d in asked(counter).duplicates] == ["p2"]
    first = refund(counter, "p2")
    counter.now += HOUR

    assert refund(counter, "p2") == first
    assert (first.amount_yuan, first.payment_id) == (Decimal("66.60"), "p2")
    assert asked(counter).duplicates == ()


@pytest.mark.parametrize("payment_id", ["p1", "p3", "nothing"])
def test_only_the_second_of_a_pair_on_ones_own_account_is_asked_back(
    counter: Counter, payment_id: str
) -> None:
    """Not the first, not a stranger's, not one that never was."""
    booked(counter, "p1", "66.60", ago=3 * HOUR)
    booked(counter, "p2", "66.60", ago=2 * HOUR)
    booked(counter, "p3", "66.60", no=FACTORY, ago=HOUR)
    booked(counter, "p4", "66.60", no=FACTORY, ago=HOUR)

    with pytest.raises(PaymentUnknown):
        refund(counter, payment_id)


def test_money_gone_to_a_wrong_account_is_reported_once(counter: Counter) -> None:
    """The same report again is the same report; another sum is another."""
    first = report(counter, "88.00")
    again = report(counter, "88.00")
    other = report(counter, "89.00")

    assert first == again
    assert other.request_id != first.request_id
    assert len(arrival.requests(counter.books, account=account(HOME))) == 2
    assert arrival.requests(counter.books, account=account(FACTORY)) == []


def refund(counter: Counter, payment_id: str) -> Any:
    return arrival.ask_refund(
        counter.books,
        account=account(HOME),
        payment_id=payment_id,
        conversation_id="me",
        now=counter.now,
        rules=RULES.arrival,
    )


def report(counter: Counter, yuan: str) -> Any:
    return arrival.report(
        counter.books,
        account=account(HOME),
        reason=RefundReason.WRONG_ACCOUNT,
        amount_yuan=Decimal(yuan),
        paid_on=date(2026, 7, 19),
        conversation_id="me",
        now=counter.now,
    )


def _away(*_: Any) -> Any:
    raise PaymentUnavailable
