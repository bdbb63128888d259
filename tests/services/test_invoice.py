"""Invoices: one for each bill, to whom it should be, replaced within limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.invoice import (
    Invoice,
    InvoiceKind,
    InvoiceStatus,
    InvoiceTitle,
    IssuedInvoice,
    VatRegistration,
)
from bot.domain.tax_number import TaxNumberFault
from bot.domain.unable_account import (
    BillUnknown,
    EmailMalformed,
    InvoiceRefused,
    InvoiceUnavailable,
    TaxNumberWrong,
    VatRegistrationMissing,
)
from bot.services import invoice
from bot.services.demo_invoice import PAGE, DemoInvoices
from bot.services.invoice import InvoiceAsk
from bot.storage import bills
from tests.services.counter import RULES, Counter
from tests.services.world import FACTORY, HOME, World, account

PAID, OPEN = f"B{HOME}-202604", f"B{HOME}-202606"
FACTORY_BILL = f"B{FACTORY}-202606"
WANG, FIRM = InvoiceTitle("王小明"), InvoiceTitle("福州一厂", "91350100M000100Y43")
SPECIAL = VatRegistration("福州一厂", "91350100m000100y43", "福州市1号", "0591-1", "某银行", "6222")


@pytest.fixture
def counter(world: World) -> Counter:
    return Counter(world)


class Away:
    """A platform that does not answer."""

    def issue(self, wanted: Invoice) -> IssuedInvoice:
        raise InvoiceUnavailable

    def take_back(self, wanted: Invoice) -> None:
        raise InvoiceUnavailable


def platform(counter: Counter) -> DemoInvoices:
    return DemoInvoices(books=counter.books, now=lambda: counter.now)


def ask_for(
    counter: Counter,
    title: InvoiceTitle | None = WANG,
    *,
    bill: str = PAID,
    no: str = HOME,
    call: Any = invoice.request,
    **more: Any,
) -> Invoice:
    wanted = InvoiceAsk(
        bill, more.pop("kind", InvoiceKind.ELECTRONIC), title, more.pop("email", "")
    )
    made: Invoice = call(
        counter.books,
        account=account(no),
        ask=wanted,
        conversation_id="me",
        platform=more.pop("platform", platform(counter)),
        now=counter.now,
        rules=more.pop("rules", RULES.invoice),
    )
    return made


def reissue(counter: Counter, title: InvoiceTitle, **more: Any) -> Invoice:
    return ask_for(counter, title, call=invoice.reissue, **more)


def reason(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(InvoiceRefused) as refusal:
        call(*args, **more)
    return str(refusal.value.facts["reason"])


def test_a_bill_has_one_invoice_however_often_it_is_asked_for(counter: Counter) -> None:
    """The same number and link; the amount is the bill's."""
    first = ask_for(counter, email="wang@example.com")
    again = ask_for(counter, InvoiceTitle(" 王小明 "))

    assert first.status is InvoiceStatus.ISSUED
    assert (again.number, again.link) == (first.number, first.link)
    with counter.books.billing() as session:
        bill = bills.by_id(session, bill_id=PAID)
    assert bill is not None
    assert first.amount_yuan == bill.amount_yuan


def test_an_unpaid_a_strangers_and_an_old_bill_have_none(counter: Counter) -> None:
    """Each for its own reason."""
    assert reason(ask_for, counter, bill=OPEN) == "unpaid"
    with pytest.raises(BillUnknown):
        ask_for(counter, bill=FACTORY_BILL)
    counter.now += RULES.invoice.look_back
    assert reason(ask_for, counter) == "too_old"


def test_a_firms_number_is_checked_and_spelled(counter: Counter) -> None:
    """A slip is named before anything is issued."""
    with pytest.raises(TaxNumberWrong) as refusal:
        ask_for(counter, InvoiceTitle("福州一厂", "91350100M000100Y44"))
    assert refusal.value.facts["fault"] is TaxNumberFault.CHECK

    made = ask_for(counter, InvoiceTitle("福州一厂", "91350100 m000100y43"))
    assert made.title == FIRM


@pytest.mark.parametrize("email", ["wang", "wang@", "wang@example", "a b@example.com", "@x.cn"])
def test_an_address_that_cannot_be_is_refused(counter: Counter, email: str) -> None:
    """So that no invoice is mailed into nothing."""
    with pytest.raises(EmailMalformed):
        ask_for(counter, email=email)


@pytest.mark.parametrize("name", ["", "   ", "长" * 101, "王\n小明"])
def test_a_title_must_be_one_line(counter: Counter, name: str) -> None:
    """Neither empty nor endless."""
    assert reason(ask_for, counter, InvoiceTitle(name)) == "title"


def test_made_out_otherwise_it_is_replaced_never_doubled(counter: Counter) -> None:
    """The old one is taken back, at the platform too."""
    old = ask_for(counter)
    assert reason(ask_for, counter, FIRM) == "issued"
    new = reissue(counter, FIRM)
    shown = platform(counter).shown(token=old.link.removeprefix(PAGE))

    assert (new.issue, new.title, new.status) == (2, FIRM, InvoiceStatus.ISSUED)
    assert new.number != old.number
    assert shown is not None
    assert shown.taken_back
    assert invoice.of_bill(counter.books, account=account(HOME), bill_id=PAID) == new
    assert reissue(counter, FIRM).number == new.number


def test_replacing_has_its_limits(counter: Counter) -> None:
    """Twice, and for ninety days after the first."""
    ask_for(counter)
    reissue(counter, FIRM)
    third = InvoiceTitle("王大明")
    reissue(counter, third)
    assert reason(reissue, counter, WANG) == "reissued"
    many = replace(RULES.invoice, reissues=9)
    counter.now += RULES.invoice.reissue_within
    reissue(counter, WANG, rules=many)
    counter.now += timedelta(seconds=1)

    assert reason(reissue, counter, FIRM, rules=many) == "too_old"


def test_a_platform_that_is_away_is_asked_again(counter: Counter) -> None:
    """The request is kept and issued later, once."""
    asked = ask_for(counter, platform=Away())
    assert (asked.status, asked.number) == (InvoiceStatus.REQUESTED, "")
    assert invoice.issue_waiting(counter.books, platform=Away()) == 0
    assert invoice.issue_waiting(counter.books, platform=platform(counter)) == 1
    assert invoice.issue_waiting(counter.books, platform=platform(counter)) == 0

    done = ask_for(counter, platform=Away())
    assert (done.status, bool(done.number)) == (InvoiceStatus.ISSUED, True)


def test_what_cannot_be_taken_back_is_not_replaced(counter: Counter) -> None:
    """Two invoices would count otherwise."""
    old = ask_for(counter)
    with pytest.raises(InvoiceUnavailable):
        reissue(counter, FIRM, platform=Away())

    assert ask_for(counter) == old


def test_a_special_invoice_says_what_is_missing(counter: Counter) -> None:
    """Only for firms, with every field of the registration."""
    special: dict[str, Any] = {"kind": InvoiceKind.VAT_SPECIAL, "title": None}
    assert reason(ask_for, counter, **special) == "special"
    at_factory = {**special, "bill": FACTORY_BILL, "no": FACTORY}
    with pytest.raises(VatRegistrationMissing) as refusal:
        ask_for(counter, **at_factory)
    assert refusal.value.facts["missing"] == (
        "name", "tax_no", "address", "phone", "bank", "bank_account",
    )  # fmt: skip
    with pytest.raises(VatRegistrationMissing) as refusal:
        register(counter, replace(SPECIAL, bank=" ", phone=""))
    assert refusal.value.facts["missing"] == ("phone", "bank")
    register(counter, SPECIAL)
    made = ask_for(counter, **at_factory)

    assert made.title == FIRM
    assert made.registration == replace(SPECIAL, tax_no="91350100M000100Y43")


def test_a_citizen_number_registers_no_firm(counter: Counter) -> None:
    """And a home registers nothing."""
    with pytest.raises(TaxNumberWrong):
        register(counter, replace(SPECIAL, tax_no="11010519491231002X"))
    assert reason(register, counter, SPECIAL, HOME) == "special"


def register(counter: Counter, registration: VatRegistration, no: str = FACTORY) -> None:
    invoice.register(
        counter.books,
        account=account(no),
        registration=registration,
        conversation_id="me",
        now=counter.now,
        rules=RULES.invoice,
    )
