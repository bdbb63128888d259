"""Invoices for bills: one for each bill, replaced within limits, never two that count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.clients.invoice import InvoicePort
from bot.domain.account import Account
from bot.domain.account_rules import InvoiceRules
from bot.domain.bill import Bill
from bot.domain.identity import Audit
from bot.domain.invoice import (
    Invoice,
    InvoiceKind,
    InvoiceStatus,
    InvoiceTitle,
    IssuedInvoice,
    VatRegistration,
    is_email,
)
from bot.domain.money import ZERO
from bot.domain.period import SHANGHAI
from bot.domain.tax_number import TaxNumber, TaxNumberForm, read_tax_number
from bot.domain.unable_account import (
    BillUnknown,
    EmailMalformed,
    InvoiceRefused,
    InvoiceUnavailable,
    TaxNumberWrong,
    VatRegistrationMissing,
)
from bot.storage import audits, bills, invoices
from bot.storage.books import Books

LONGEST_TITLE = 100
_FIRMS = frozenset({TaxNumberForm.CREDIT_CODE, TaxNumberForm.OLD_FIRM})


@dataclass(frozen=True)
class InvoiceAsk:
    """What the customer wants; the amount comes from the bill."""

    bill_id: str
    kind: InvoiceKind
    title: InvoiceTitle | None
    """None for a special invoice, whose title is the firm's registration."""
    email: str = ""


def request(
    books: Books,
    *,
    account: Account,
    ask: InvoiceAsk,
    conversation_id: str,
    platform: InvoicePort,
    now: datetime,
    rules: InvoiceRules,
) -> Invoice:
    """The bill's invoice; asked again with the same title, the same one comes back.

    While the platform does not answer the invoice comes back as `REQUESTED`, and `issue_waiting`
    goes on with it.

    Raises:
        BillUnknown: not a bill of this account. Facts: bill_id.
        TaxNumberWrong, EmailMalformed: Facts: heard (and fault).
        VatRegistrationMissing: Facts: missing (field names).
        InvoiceRefused: reason `unpaid`, `too_old`, `special` (homes have none), `title`, or
            `issued` (made out otherwise; `reissue` replaces it).
    """
    bill = _bill(books, account, ask, now, rules)
    wanted = _drafted(books, account, bill, ask, now, rules)
    with books.service() as service:
        before = invoices.of_bill(service, bill_id=bill.bill_id)
        if before:
            standing = before[0]
        else:
            standing = wanted
            invoices.add(service, invoice=wanted)
            row = Audit(now, conversation_id, account.account_no, "invoice.request", "ok")
            audits.record(service, audit=row)
    if not _same(standing, wanted):
        raise InvoiceRefused(reason="issued", number=standing.number)
    return _issued(books, platform, standing)


def reissue(
    books: Books,
    *,
    account: Account,
    ask: InvoiceAsk,
    conversation_id: str,
    platform: InvoicePort,
    now: datetime,
    rules: InvoiceRules,
) -> Invoice:
    """Replace the bill's invoice by one made out otherwise; the old one is taken back first.

    Raises:
        InvoiceUnavailable: the platform did not take the old one back; nothing has changed.
        InvoiceRefused: also reason `too_old` (the first one was too long ago) or `reissued` (too
            often).
        BillUnknown, TaxNumberWrong, EmailMalformed, VatRegistrationMissing: as `request`.
    """
    bill = _bill(books, account, ask, now, rules)
    wanted = _drafted(books, account, bill, ask, now, rules)
    with books.service(writing=False) as service:
        before = invoices.of_bill(service, bill_id=bill.bill_id)
    newest = before[0] if before else None
    if newest is None or _same(newest, wanted):
        return request(
            books,
            account=account,
            ask=ask,
            conversation_id=conversation_id,
            platform=platform,
            now=now,
            rules=rules,
        )
    if now - before[-1].asked_at > rules.reissue_within:
        raise InvoiceRefused(reason="too_old", number=newest.number)
    if newest.issue > rules.reissues:
        raise InvoiceRefused(reason="reissued", number=newest.number)
    # Issued first, so that there is something to take back and its number is known.
    newest = _issued(books, platform, newest)
    if newest.status is InvoiceStatus.REQUESTED:
        raise InvoiceUnavailable
    platform.take_back(newest)
    following = replace(
        wanted, issue=newest.issue + 1, invoice_id=_id(bill.bill_id, newest.issue + 1)
    )
    with books.service() as service:
        if invoices.add(service, invoice=following):
            invoices.replaced(service, invoice_id=newest.invoice_id)
            row = Audit(now, conversation_id, account.account_no, "invoice.reissue", "ok")
            audits.record(service, audit=row)
        following = invoices.of_bill(service, bill_id=bill.bill_id)[0]
    return _issued(books, platform, following)


def register(
    books: Books,
    *,
    account: Account,
    registration: VatRegistration,
    conversation_id: str,
    now: datetime,
    rules: InvoiceRules,
) -> None:
    """Keep what a firm's special invoices show, for all its accounts.

    Raises:
        InvoiceRefused: reason `special`: homes have none.
        VatRegistrationMissing: Facts: missing (field names).
        TaxNumberWrong: Facts: heard, fault.
    """
    if account.supply_class not in rules.special_for:
        raise InvoiceRefused(reason="special", number="")
    if registration.missing:
        raise VatRegistrationMissing(missing=registration.missing)
    number = _tax_number(registration.tax_no, firm=True)
    with books.service() as service:
        invoices.register(
            service,
            customer_no=account.customer_no,
            registration=replace(registration, tax_no=number),
            now=now,
        )
        row = Audit(now, conversation_id, account.account_no, "invoice.register", "ok")
        audits.record(service, audit=row)


def registered(books: Books, *, account: Account) -> VatRegistration:
    """What the holder's special invoices show.

    Raises:
        VatRegistrationMissing: nothing is kept yet. Facts: missing (field names).
    """
    with books.service(writing=False) as service:
        known = invoices.registration_of(service, customer_no=account.customer_no)
    if known is None:
        raise VatRegistrationMissing(missing=VatRegistration("", "", "", "", "", "").missing)
    return known


def of_bill(books: Books, *, account: Account, bill_id: str) -> Invoice | None:
    """The invoice of the account's bill that counts; None when none was asked for."""
    with books.service(writing=False) as service:
        found = invoices.of_bill(service, bill_id=bill_id)
    return next((item for item in found if item.account_no == account.account_no), None)


def issue_waiting(books: Books, *, platform: InvoicePort) -> int:
    """Have issued what the platform has not answered yet; returns how many it issued."""
    with books.service(writing=False) as service:
        waiting = invoices.waiting(service)
    done = [_issued(books, platform, invoice) for invoice in waiting]
    return sum(invoice.status is InvoiceStatus.ISSUED for invoice in done)


def _bill(
    books: Books, account: Account, ask: InvoiceAsk, now: datetime, rules: InvoiceRules
) -> Bill:
    with books.billing() as billing:
        bill = bills.by_id(billing, bill_id=ask.bill_id)
    if bill is None or bill.account_no != account.account_no:
        raise BillUnknown(bill_id=ask.bill_id)
    if rules.only_paid and bill.unpaid_yuan > ZERO:
        raise InvoiceRefused(reason="unpaid", number="")
    if now.astimezone(SHANGHAI).date() - bill.issued_on > rules.look_back:
        raise InvoiceRefused(reason="too_old", number="")
    return bill


def _drafted(
    books: Books,
    account: Account,
    bill: Bill,
    ask: InvoiceAsk,
    now: datetime,
    rules: InvoiceRules,
) -> Invoice:
    email = ask.email.strip()
    if email and not is_email(email):
        raise EmailMalformed(heard=email)
    registration = None
    if ask.kind is InvoiceKind.VAT_SPECIAL:
        registration = _registration(books, account, rules)
        title = InvoiceTitle(registration.name, registration.tax_no)
    else:
        title = _title(ask.title)
    return Invoice(
        invoice_id=_id(bill.bill_id, 1),
        account_no=account.account_no,
        bill_id=bill.bill_id,
        issue=1,
        kind=ask.kind,
        title=title,
        email=email,
        amount_yuan=bill.amount_yuan,
        status=InvoiceStatus.REQUESTED,
        asked_at=now,
        registration=registration,
    )


def _registration(books: Books, account: Account, rules: InvoiceRules) -> VatRegistration:
    if account.supply_class not in rules.special_for:
        raise InvoiceRefused(reason="special", number="")
    return registered(books, account=account)


def _title(given: InvoiceTitle | None) -> InvoiceTitle:
    name = given.name.strip() if given else ""
    if not name or len(name) > LONGEST_TITLE or not name.isprintable():
        raise InvoiceRefused(reason="title", number="")
    number = given.tax_no.strip() if given else ""
    return InvoiceTitle(name, _tax_number(number) if number else "")


def _tax_number(heard: str, *, firm: bool = False) -> str:
    read = read_tax_number(heard)
    if not isinstance(read, TaxNumber):
        raise TaxNumberWrong(heard=heard, fault=read)
    if firm and read.form not in _FIRMS:
        raise TaxNumberWrong(heard=heard, fault=None)
    return read.text


def _same(one: Invoice, other: Invoice) -> bool:
    """Whether two are made out alike; the e-mail address does not matter."""
    return (one.kind, one.title, one.registration) == (other.kind, other.title, other.registration)


def _issued(books: Books, platform: InvoicePort, invoice: Invoice) -> Invoice:
    if invoice.status is not InvoiceStatus.REQUESTED:
        return invoice
    try:
        answer: IssuedInvoice = platform.issue(invoice)
    except InvoiceUnavailable:
        return invoice
    with books.service() as service:
        invoices.issued(service, invoice_id=invoice.invoice_id, by_platform=answer)
    return replace(invoice, status=InvoiceStatus.ISSUED, number=answer.number, link=answer.link)


def _id(bill_id: str, issue: int) -> str:
    return f"{bill_id}-{issue}"
