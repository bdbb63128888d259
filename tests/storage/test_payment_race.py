"""Many at once on both databases: one order, one booking, whoever is faster."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.account_rules import AccountRules
from bot.domain.payment_order import OrderStatus, PaymentOrder, PaymentPurpose
from bot.domain.unable_account import NothingToPay, PaymentUnavailable
from bot.services import payment, settlement
from bot.services.demo_payment import PAGE, DemoPayments
from bot.services.payment import PaymentAsk
from bot.services.settlement import Till
from bot.storage import balances, bills, payment_orders, payments
from bot.storage.account_rules import load_account_rules
from bot.storage.books import Books
from tests.services.world import NOW
from tests.storage.town import HOME, bill_of, plain

ROOT = Path(__file__).resolve().parents[2]
RULES: AccountRules = load_account_rules(ROOT / "knowledge" / "account_rules.yml")
ASKS = (
    PaymentAsk(PaymentPurpose.ARREARS),
    PaymentAsk(PaymentPurpose.BILLS, bill_ids=("B5",)),
    PaymentAsk(PaymentPurpose.BILLS, bill_ids=("B6",)),
)


@pytest.fixture
def desk(town: Books) -> Books:
    """A customer who owes two bills."""
    town.create_all()
    with town.billing(writing=True) as session:
        bills.save(session, bills=[plain(bill_of(5, "80.00")), plain(bill_of(6, "120.30"))])
    return town


def order(books: Books, ask: PaymentAsk, key: str) -> PaymentOrder | None:
    try:
        return payment.order(
            books,
            account=HOME,
            ask=ask,
            key=key,
            conversation_id=key,
            provider=company(books),
            receipt="",
            now=NOW,
            rules=RULES.payment,
        )
    except (PaymentUnavailable, NothingToPay):
        return None


def company(books: Books) -> DemoPayments:
    return DemoPayments(books=books, now=lambda: datetime(2026, 7, 20, 12, 1, tzinfo=NOW.tzinfo))


def test_wishes_that_overlap_leave_no_bill_with_two_open_orders(desk: Books) -> None:
    """Twelve wishes of three kinds in twelve threads; whoever asks after the storm is served."""
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda n: order(desk, ASKS[n % 3], f"k{n}"), range(12)))
    last = order(desk, ASKS[0], "after")
    with desk.service(writing=False) as session:
        made = payment_orders.of_account(session, account_no=HOME.account_no)
    open_now = [one for one in made if one.status is OrderStatus.OPEN]
    held = Counter(hold for one in open_now for hold in one.holds)

    assert last is not None
    assert [one.order_id for one in open_now] == [last.order_id]
    assert set(held.values()) == {1}


def test_paying_and_calling_back_at_once_books_what_was_taken(desk: Books) -> None:
    """Orders, payments and callbacks of one customer all at the same time."""
    till = Till(desk, company(desk), "", NOW)

    def play(number: int) -> None:
        made = order(desk, ASKS[number % 3], f"k{number}")
        if made is None:
            return
        if number % 2:
            till.provider.pay(token=made.link.removeprefix(PAGE))  # type: ignore[attr-defined]
        for _ in range(2):
            settlement.refresh(till, order_id=made.order_id)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(play, range(24)))
    with desk.service(writing=False) as session:
        made = payment_orders.of_account(session, account_no=HOME.account_no)
    for one in made:
        settlement.refresh(till, order_id=one.order_id)
    taken = sum((till.provider.status(one).paid_yuan for one in made), Decimal("0.00"))
    with desk.billing() as session:
        booked = payments.of_account(session, account_no=HOME.account_no)
        owed = bills.unpaid(session, account_no=HOME.account_no)
        held = balances.current(session, account_no=HOME.account_no)

    total = sum((one.amount_yuan for one in booked), Decimal("0.00"))
    assert total == taken > 0
    assert total + sum(one.unpaid_yuan for one in owed) == Decimal("200.30")
    assert held is None
