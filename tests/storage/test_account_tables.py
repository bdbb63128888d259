"""Orders, rights and requests as both databases keep them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.auto_pay import AutoPay, AutoPayStatus
from bot.domain.binding import Binding, ChannelIdentity
from bot.domain.delegation import Delegation
from bot.domain.demo_provider import DemoPayment
from bot.domain.identity import ProofMethod
from bot.domain.invoice import (
    Invoice,
    InvoiceKind,
    InvoiceStatus,
    InvoiceTitle,
    IssuedInvoice,
    VatRegistration,
)
from bot.domain.notice import NoticeChannel, NoticeChoice, NoticeTopic
from bot.domain.payment_order import (
    OrderPart,
    OrderStatus,
    PaymentOrder,
    PaymentPurpose,
    PaymentState,
)
from bot.domain.right import Scope
from bot.storage import (
    auto_pays,
    bindings,
    channel_identities,
    conversations,
    delegations,
    demo_provider,
    invoices,
    notice_choices,
    payment_orders,
)
from bot.storage.books import Books
from tests.services.world import NOW

HOUR = timedelta(hours=1)
ME = ChannelIdentity("wechat", "oMe")
ORDER = PaymentOrder(
    "XW1", "1", PaymentPurpose.ARREARS,
    (OrderPart("B1", Decimal("1.10")), OrderPart(None, Decimal("2.20"))),
    OrderStatus.OPEN, NOW, NOW + HOUR, "me", "key",
)  # fmt: skip


@pytest.fixture
def shelf(books: Books) -> Books:
    """Books with every table that the code knows."""
    books.create_all()
    return books


def test_an_order_comes_back_as_it_was_written(shelf: Books) -> None:
    """Parts in order, money to the fen, instants aware."""
    with shelf.service() as session:
        payment_orders.open_(session, order=ORDER)
        assert payment_orders.set_link(session, order_id="XW1", link="/pay")
    with shelf.service(writing=False) as session:
        found = payment_orders.find(session, order_id="XW1")
        assert found == replace(ORDER, link="/pay")
        assert payment_orders.by_key(session, key="key") == found
        assert payment_orders.holding(session, subjects=["bill:B1", "bill:B9"]) == [found]
        assert payment_orders.open_ones(session) == [found]
        assert payment_orders.find(session, order_id="XW2") is None


@pytest.mark.parametrize(
    "rival",
    [
        replace(ORDER, order_id="XW2"),
        replace(ORDER, order_id="XW2", key="other", parts=(OrderPart("B1", Decimal("9")),)),
        replace(ORDER, order_id="XW2", key="other", parts=(OrderPart(None, Decimal("9")),)),
    ],
)
def test_a_second_open_order_for_the_same_leaves_no_trace(
    shelf: Books, rival: PaymentOrder
) -> None:
    """By key, by bill, by balance."""
    with shelf.service() as session:
        payment_orders.open_(session, order=ORDER)
    with pytest.raises(payment_orders.HoldTaken), shelf.service() as session:
        payment_orders.open_(session, order=rival)
    with shelf.service(writing=False) as session:
        assert payment_orders.of_account(session, account_no="1") == [ORDER]


def test_a_closed_order_lets_go_of_its_bills_and_its_key(shelf: Books) -> None:
    """Closing twice is noticed; a paid one keeps its key."""
    with shelf.service() as session:
        payment_orders.open_(session, order=ORDER)
        once = {"order_id": "XW1", "coming_from": (OrderStatus.OPEN,)}
        assert payment_orders.close(session, status=OrderStatus.EXPIRED, **once)
        assert not payment_orders.close(session, status=OrderStatus.CANCELLED, **once)
        assert not payment_orders.set_link(session, order_id="XW1", link="/late")
        second = replace(ORDER, order_id="XW2")
        payment_orders.open_(session, order=second)
        payment_orders.close(
            session,
            order_id="XW2",
            status=OrderStatus.PAID,
            coming_from=(OrderStatus.OPEN,),
            paid_at=NOW,
        )
        paid = payment_orders.by_key(session, key="key")
    assert paid == replace(second, status=OrderStatus.PAID, paid_at=NOW)


def test_an_identity_is_the_conversation_until_the_channel_knows_better(shelf: Books) -> None:
    """And nobody at all before the conversation began."""
    with shelf.service() as session:
        assert channel_identities.of_conversation(session, conversation_id="c1") is None
        conversations.open_(session, conversation_id="c1", channel="web", now=NOW)
        itself = channel_identities.of_conversation(session, conversation_id="c1")
        channel_identities.note(session, conversation_id="c1", identity=ME, now=NOW)
        known = channel_identities.of_conversation(session, conversation_id="c1")

    assert itself == ChannelIdentity("web", "c1")
    assert known == ME


def test_bindings_and_delegations_hold_until_their_instant(shelf: Books) -> None:
    """Half-open; ended ones are not ended again."""
    bound = Binding(
        ME, "1", "C1", ProofMethod.PHONE_CODE, frozenset({Scope.VIEW, Scope.PAY}), NOW,
        NOW + HOUR, NOW,
    )  # fmt: skip
    left = Delegation("D1", "1", "C1", ME, "儿子", frozenset({Scope.VIEW}), NOW, NOW + HOUR, NOW)
    with shelf.service() as session:
        bindings.put(session, binding=bound)
        delegations.add(session, delegation=left)
        assert bindings.of_identity(session, identity=ME, now=NOW) == [bound]
        assert delegations.of_delegate(session, delegate=ME, now=NOW) == [left]
        assert bindings.of_account(session, account_no="1", now=NOW + HOUR) == []
        assert delegations.of_account(session, account_no="1", now=NOW + HOUR) == []
        assert bindings.end(session, account_no="1", now=NOW) == 1
        assert bindings.end(session, identity=ME, now=NOW) == 0
        assert delegations.end(session, delegation_id="D1", account_no="2", now=NOW) == 0
        assert delegations.end(session, delegation_id="D1", account_no="1", now=NOW) == 1
        with pytest.raises(ValueError, match="name"):
            bindings.end(session, now=NOW)
        with pytest.raises(ValueError, match="name"):
            delegations.end(session, now=NOW)


def test_one_live_auto_pay_for_an_account(shelf: Books) -> None:
    """Ended ones make room and are kept."""
    first = AutoPay("DK1", "1", "C1", "bank", AutoPayStatus.REQUESTED, NOW, NOW)
    with shelf.service() as session:
        assert auto_pays.add(session, auto_pay=first)
        assert not auto_pays.add(session, auto_pay=replace(first, auto_pay_id="DK2"))
        auto_pays.move(
            session,
            auto_pay_id="DK1",
            coming_from=(AutoPayStatus.REQUESTED,),
            to=AutoPayStatus.REFUSED,
            now=NOW,
        )
        assert auto_pays.live(session, account_no="1") is None
        assert auto_pays.add(session, auto_pay=replace(first, auto_pay_id="DK2"))
        assert auto_pays.find(session, auto_pay_id="DK1") is not None


def test_choices_are_kept_in_the_order_they_were_made(shelf: Books) -> None:
    """For one holder of one account."""
    made = [
        NoticeChoice("1", "C1", NoticeTopic.BILL, NoticeChannel.SMS, wanted, NOW, "me")
        for wanted in (False, True, False)
    ]
    with shelf.service() as session:
        notice_choices.add(session, choices=made)
        notice_choices.add(session, choices=[replace(made[0], customer_no="C2")])
        assert notice_choices.of_account(session, account_no="1", customer_no="C1") == made


def test_one_issue_of_a_bills_invoice(shelf: Books) -> None:
    """What the platform answered is kept once; a firm's particulars come back whole."""
    firm = VatRegistration("一厂", "91350100M000100Y43", "福州", "0591", "某行", "62")
    asked = Invoice(
        "B1-1", "1", "B1", 1, InvoiceKind.VAT_SPECIAL, InvoiceTitle("一厂", firm.tax_no), "",
        Decimal("9.90"), InvoiceStatus.REQUESTED, NOW, registration=firm,
    )  # fmt: skip
    with shelf.service() as session:
        assert invoices.add(session, invoice=asked)
        assert not invoices.add(session, invoice=replace(asked, invoice_id="B1-x"))
        assert invoices.waiting(session) == [asked]
        assert not invoices.replaced(session, invoice_id="B1-1")
        invoices.issued(session, invoice_id="B1-1", by_platform=IssuedInvoice("26001", "/i"))
        invoices.issued(session, invoice_id="B1-1", by_platform=IssuedInvoice("26002", "/j"))
        issued = replace(asked, status=InvoiceStatus.ISSUED, number="26001", link="/i")
        assert invoices.of_bill(session, bill_id="B1") == [issued]
        assert invoices.replaced(session, invoice_id="B1-1")
        invoices.register(session, customer_no="C3", registration=firm, now=NOW)
        assert invoices.registration_of(session, customer_no="C3") == firm


def test_the_demo_company_takes_an_order_once_and_its_money_in_time(shelf: Books) -> None:
    """Late, closed or paid already: nothing."""
    given = DemoPayment("t", "XW1", "****", Decimal("3.30"), PaymentState.OPEN, NOW + HOUR, None)
    with shelf.service() as session:
        assert demo_provider.take_order(session, payment=given) == given
        assert demo_provider.take_order(session, payment=replace(given, token="u")) == given
        assert not demo_provider.pay(session, token="t", now=NOW + HOUR)
        assert demo_provider.pay(session, token="t", now=NOW)
        assert not demo_provider.pay(session, token="t", now=NOW)
        demo_provider.close_order(session, order_id="XW1")
        paid = demo_provider.payment_by_token(session, token="t")
    assert paid == replace(given, state=PaymentState.PAID, paid_at=NOW)
