"""What an invoice needs: to whom, the firm's tax number, where to send it; then it is made out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from actions import proving, wording
from actions.cases.case import CONFIRM, WHICH, Case
from actions.cases.kind import Field, Kind, register
from actions.cases.reading import short_text
from actions.payments.invoice import (
    CASE,
    FIRM,
    KIND,
    ORDINARY,
    PERSON,
    SPECIAL,
    VAT,
    bill_of,
    kind_in,
    special,
    tell_issued,
)
from actions.turn import Turn
from actions.wording import lines, phrase, words, yuan
from bot.domain.account import Account
from bot.domain.contact_reading import email as read_email
from bot.domain.contact_reading import phone as read_phone
from bot.domain.invoice import Invoice, InvoiceTitle, VatRegistration
from bot.domain.period import Period
from bot.domain.period_words import parse_period
from bot.domain.person_reading import person
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.tax_number import TaxNumber, TaxNumberFault, TaxNumberForm, read_tax_number
from bot.domain.unable_account import InvoiceRefused
from bot.services import invoice
from bot.services.invoice import InvoiceAsk

OWN = "@holder"
"""Kept in place of the holder's name."""
_SIGNS = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{9,30}[0-9A-Za-z]")
_CITIZENS = frozenset({TaxNumberForm.CITIZEN, TaxNumberForm.SHOPKEEPER})
_SHOWN = ("kind", "title", "tax_no", "address", "phone", "bank", "bank_account", "email")


@register
class InvoiceCase(Kind):
    """Opened for a bill of a proven account."""

    name = CASE
    words = "payments.invoice"
    own_intents = frozenset({KIND, "required_documents", "transfer_name"})

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """A person needs a name, a firm its number too, a special invoice all of it once."""
        kind = Field("kind", _kind, volunteered=True, buttons=_kinds, label=_label("kind"))
        mail = Field("email", _email, optional=True, volunteered=True, label=_label("email"))
        if case.get("kind") == VAT:
            known = "registered" in case.given
            registration = () if known else _registration_fields()
            return (kind, *registration, mail)
        title = Field("title", _title, question=_ask_title, buttons=_titles, label=_label("title"))
        tax = Field("tax_no", _tax_no, volunteered=True, label=_label("tax_no"))
        return (kind, title, tax, mail) if case.get("kind") == FIRM else (kind, title, mail)

    def heard(self, turn: Turn, case: Case) -> Case:
        """The tax number is checked at once, and what a special invoice lacks is said at once."""
        case = _checked_tax_no(turn, case)
        if case.get("kind") == VAT and "asked_special" not in case.given:
            return _special(turn, case)
        return case

    def read_back(self, turn: Turn, case: Case) -> str:
        """Everything that will stand on it."""
        account = proving.of_case(turn, case, Scope.APPLY)
        values = [(name, _shown(account, case, name)) for name in _SHOWN]
        rows = [
            phrase("service_orders.row", label=_label(name), value=value)
            for name, value in values
            if value
        ]
        bill = bill_of(turn, account, _period(turn, case))
        head = phrase(
            "payments.invoice.read_back", period=bill.period, amount=yuan(bill.amount_yuan)
        )
        return lines([head, *rows])

    def finish(self, turn: Turn, case: Case) -> None:
        """Made out once; or in place of a wrong one."""
        account = proving.of_case(turn, case, Scope.APPLY)
        try:
            done = _issue(turn, account, case)
        except InvoiceRefused as refused:
            turn.say(
                f"payments.invoice.refused.{refused.facts['reason']}",
                number=refused.facts["number"],
                buttons="payments.invoice.refused_buttons",
            )
            return
        bill = bill_of(turn, account, _period(turn, case))
        tell_issued(turn, done, bill)

    def aside(self, turn: Turn, case: Case) -> bool:
        """「税号在哪」, 「要钱吗」."""
        asks = turn.text and re.search(wording.words("cases")["asks"], turn.text)
        procedure = turn.deps.procedures.on("invoice_title", turn.today)
        found = procedure.detail_for(turn.text) if asks else None
        if found:
            turn.tell(found.answer)
        return found is not None


def _issue(turn: Turn, account: Account, case: Case) -> Invoice:
    books, rules = turn.deps.books, turn.deps.account_rules.invoice
    vat = case.get("kind") == VAT
    if vat and "registered" not in case.given:
        invoice.register(
            books,
            account=account,
            registration=_registration(account, case),
            conversation_id=turn.conversation_id,
            now=turn.now,
            rules=rules,
        )
    ask = InvoiceAsk(
        bill_id=case.get("bill_id"),
        kind=SPECIAL if vat else ORDINARY,
        title=None if vat else InvoiceTitle(_title_of(account, case), case.get("tax_no")),
        email=case.get("email"),
    )
    act = invoice.reissue if case.get("again") else invoice.request
    return act(
        books,
        account=account,
        ask=ask,
        conversation_id=turn.conversation_id,
        platform=turn.deps.invoices,
        now=turn.now,
        rules=rules,
    )


def _registration(account: Account, case: Case) -> VatRegistration:
    names = ("tax_no", "address", "phone", "bank", "bank_account")
    return VatRegistration(_title_of(account, case), *(case.get(name) for name in names))


def _registration_fields() -> tuple[Field, ...]:
    return (
        Field("title", _title, question=_ask_title, label=_label("title")),
        Field("tax_no", _tax_no, volunteered=True, label=_label("tax_no")),
        Field("address", short_text, free=True, label=_label("address")),
        Field("phone", _phone, label=_label("phone")),
        Field("bank", _bank, free=True, label=_label("bank")),
        Field("bank_account", _bank_account, label=_label("bank_account")),
    )


def _special(turn: Turn, case: Case) -> Case:
    """Homes have none; a firm that is registered needs nothing more; else what is missing."""
    account = proving.of_case(turn, case, Scope.APPLY)
    rules = turn.deps.account_rules.invoice
    if account.supply_class not in rules.special_for:
        turn.say("payments.invoice.refused.special")
        return case.without("kind")
    return case.with_given(**special(turn, account))


def _checked_tax_no(turn: Turn, case: Case) -> Case:
    given = case.get("tax_no")
    if not given or case.get("tax_checked") == given:
        return case
    read = read_tax_number(given)
    if isinstance(read, TaxNumber) and read.form not in _CITIZENS:
        return case.with_given(tax_no=read.text, tax_checked=read.text)
    fault = read.value if isinstance(read, TaxNumberFault) else "citizen"
    turn.say(f"payments.invoice.tax_fault.{fault}", length=len(given))
    return case.without("tax_no")


def _shown(account: Account, case: Case, name: str) -> str:
    value = _title_of(account, case) if name == "title" else case.get(name)
    return phrase(f"payments.invoice.kind_names.{value}") if name == "kind" and value else value


def _title_of(account: Account, case: Case) -> str:
    kept = case.get("title")
    return account.holder_name if kept == OWN else kept


def _period(turn: Turn, case: Case) -> Period | None:
    return parse_period(case.get("period"), today=turn.today)


def _label(name: str) -> str:
    return str(words("payments")["invoice"]["labels"][name])


def _kind(turn: Turn, case: Case) -> str:
    if (tapped := turn.entity("case_choice")) in (PERSON, FIRM, VAT):
        return tapped
    if case.get("kind") and case.asked not in ("kind", CONFIRM, WHICH):
        # A firm's name, said where it was asked, changes no special invoice into an ordinary one.
        return ""
    if found := kind_in(turn.text):
        return found
    return FIRM if _tax_no(turn, case) else ""


def _kinds(turn: Turn, case: Case) -> Sequence[Button]:
    account = proving.of_case(turn, case, Scope.APPLY)
    may_vat = account.supply_class in turn.deps.account_rules.invoice.special_for
    names = (PERSON, FIRM, VAT) if may_vat else (PERSON, FIRM)
    return [
        Button(phrase(f"payments.invoice.kind_names.{name}"), f'/inform{{"case_choice":"{name}"}}')
        for name in names
    ]


def _title(turn: Turn, case: Case) -> str:
    """A name or a firm; 「就用户名」 is kept as a mark, because no slot holds the holder's name."""
    own = turn.entity("case_choice") == "own" or re.search(
        words("payments")["invoice"]["own_name"], turn.text
    )
    if own:
        return OWN
    text = re.sub(_SIGNS, "", unicodedata.normalize("NFKC", turn.text))
    if case.asked != "title":
        return person(text) or ""
    if re.search(wording.words("cases")["asks"], turn.text):
        return ""
    cut = re.sub(words("payments")["invoice"]["title_lead"], "", text).strip(" ，,。.!！:：")
    return person(text) or (cut[:100] if len(cut) >= 2 else "")


def _ask_title(turn: Turn, case: Case) -> str:
    return phrase(
        f"payments.invoice.ask.title_{'person' if case.get('kind') == PERSON else 'firm'}"
    )


def _titles(turn: Turn, case: Case) -> Sequence[Button]:
    if case.get("kind") == FIRM:
        return ()
    title = phrase("payments.invoice.own_title")
    return [Button(title, '/inform{"case_choice":"own"}')]


def _tax_no(turn: Turn, case: Case) -> str:
    """What looks like a tax number, right or wrong; `heard` checks it."""
    plain = unicodedata.normalize("NFKC", turn.text).upper()
    plain = re.sub(r"[A-Z0-9._%+-]+@[A-Z0-9.-]+", " ", plain)
    found = [re.sub(r"[ \-]", "", match.group()) for match in _SIGNS.finditer(plain)]
    asked = case.asked == "tax_no"
    if case.asked == "bank_account":
        return ""
    usable = [text for text in found if asked or len(text) in (15, 18, 20)]
    return usable[-1] if usable else ""


def _email(turn: Turn, _case: Case) -> str:
    return read_email(turn.text) or ""


def _phone(turn: Turn, _case: Case) -> str:
    return read_phone(turn.text) or ""


def _bank(turn: Turn, case: Case) -> str:
    """The bank's name; its account number is asked for by itself."""
    return re.sub(r"[\d ]{8,}", "", short_text(turn, case)).strip(" ，,：:")


def _bank_account(turn: Turn, case: Case) -> str:
    found = re.search(r"\d[\d ]{7,28}\d", unicodedata.normalize("NFKC", turn.text))
    return re.sub(r" ", "", found.group()) if found and case.asked == "bank_account" else ""
