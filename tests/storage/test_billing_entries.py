"""The single entries a payment makes in the billing books, on both databases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot.domain.payment import Payment
from bot.storage import balances, bills, customers, payments
from bot.storage.books import Books
from tests.services.world import NOW
from tests.storage.town import HOME, WANG, bill_of, plain


def test_a_payment_is_added_once(town: Books) -> None:
    """The second time nothing changes and it is said."""
    payment = Payment("P1", HOME.account_no, NOW, Decimal("5.00"), "微信", "B6")
    with town.billing(writing=True) as session:
        assert payments.add(session, payment=payment)
        assert not payments.add(session, payment=payment)
        assert payments.by_ids(session, payment_ids=["P1", "P2"]) == [payment]


def test_money_on_a_bill_adds_up(town: Books) -> None:
    """What is owed is seen under the lock, and falls by what is paid."""
    with town.billing(writing=True) as session:
        bills.save(session, bills=[plain(bill_of(6, "120.30", "20.00"))])
        assert bills.lock_unpaid(session, bill_ids=["B6", "B7"]) == {"B6": Decimal("100.30")}
        bills.pay(session, bill_id="B6", amount_yuan=Decimal("0.31"))
        bills.pay(session, bill_id="B6", amount_yuan=Decimal("99.00"))
        assert bills.lock_unpaid(session, bill_ids=["B6"]) == {"B6": Decimal("0.99")}


def test_a_balance_begins_at_nothing_and_adds_up(town: Books) -> None:
    """It may go through zero; the newest entry dates it."""
    with town.billing(writing=True) as session:
        for hours, yuan in enumerate(("10.05", "-20.10", "0.05")):
            balances.add(
                session,
                account_no=HOME.account_no,
                amount_yuan=Decimal(yuan),
                now=NOW + timedelta(hours=hours),
            )
        held = balances.current(session, account_no=HOME.account_no)
    assert held is not None
    assert (held.credit_yuan, held.as_of) == (Decimal("-10.00"), NOW + timedelta(hours=2))


def test_a_phone_changes_only_from_the_one_that_was_seen(town: Books) -> None:
    """Somebody else's change is never overwritten."""
    with town.billing(writing=True) as session:
        given = {"customer_no": WANG.customer_no, "new": "13900000009"}
        assert not customers.change_phone(session, old="13700000007", **given)
        assert customers.change_phone(session, old=WANG.phone, **given)
        assert not customers.change_phone(session, old=WANG.phone, **given)
        found = customers.find(session, customer_no=WANG.customer_no)
    assert found is not None
    assert found.phone == "13900000009"
