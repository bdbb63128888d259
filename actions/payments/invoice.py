"""开发票: for the bill spoken of, once; made out anew when it was wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions import answering, articles, knowledge, proving, wording
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.follow_up import read_ask
from actions.payload import button
from actions.payments.said import fits, what_of
from actions.turn import Turn
from actions.wording import lines, phrase, words, yuan
from bot.domain.account import Account
from bot.domain.bill import Bill
from bot.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from bot.domain.money import ZERO
from bot.domain.period import Period
from bot.domain.person_reading import person
from bot.domain.right import Scope
from bot.domain.unable import NoBill, PeriodUnclear
from bot.domain.unable_account import VatRegistrationMissing
from bot.services import billing, invoice

KIND = CASE = "invoice"
PERSON, FIRM, VAT = "person", "firm", "special"
NEW, AGAIN, SEND = "new", "again", "send"
_BILLISH_DAYS = 20


class InvoiceTalk(XiaowaAction):
    """开发票; 那张开发票; 发票抬头开错了; 专票要什么资料."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{KIND}"

    def act(self, turn: Turn) -> None:
        """A rule that is for everyone at once; the invoice itself after a proof."""
        entry = articles.fitting(turn, words("payments")["invoice"]["articles"])
        if entry and not _points_at_bill(turn):
            buttons = () if turn.loop else "payments.invoice.article_buttons"
            articles.tell(turn, entry, buttons=buttons)
            return
        general = not turn.loop and not _points_at_bill(turn)
        if not turn.loop and _detail(turn):
            return
        if general and knowledge.answers_generally(turn, KIND):
            return
        answering.answer(turn, _ask(turn))


def _points_at_bill(turn: Turn) -> bool:
    """Whether an invoice for a certain bill is wanted rather than a rule."""
    return fits(turn.text, "this_bill")


def _detail(turn: Turn) -> bool:
    """A question that the procedure answers: 「要钱吗」, 「税号在哪」."""
    if not turn.text or not re.search(wording.words("cases")["asks"], turn.text):
        return False
    if not fits(turn.text, "invoice_question"):
        return False
    detail = turn.deps.procedures.on("invoice_title", turn.today).detail_for(turn.text)
    if detail:
        turn.tell(detail.answer, buttons="payments.invoice.article_buttons")
    return detail is not None


def _ask(turn: Turn) -> Ask:
    """The bill meant: named, pointed at, or the one last spoken of."""
    what = what_of(turn, "invoice_wishes") or NEW
    kind = kind_in(turn.text)
    try:
        read = read_ask(turn, KIND)
    except PeriodUnclear:
        read = Ask(KIND)
    period = read.period
    topic = turn.topic
    spoken_of = topic.period if topic and topic.period and not topic.is_list else None
    if period is None and spoken_of and spoken_of.days >= _BILLISH_DAYS:
        period = spoken_of
    return replace(read, kind=KIND, period=period, aspect=f"{what} {kind}".strip())


def kind_in(text: str) -> str:
    """Whom the words want it made out to: person, firm or special; empty for none."""
    said = words("payments")["invoice"]["kind_said"]
    return next((str(kind) for kind, p in said if text and re.search(p, text)), "")


@answers(KIND)
def tell_invoice(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The invoice there is, why there is none yet, or the case that asks for one."""
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=KIND)
    try:
        bill = bill_of(turn, account, ask.period)
    except NoBill as none:
        turn.say(
            "unable.no_bill_yet" if none.facts["latest"] is None else "unable.no_bill", **none.facts
        )
        return ask
    kept = replace(proving.same_topic(turn, ask, account), period=bill.period)
    what, _, kind = ask.aspect.partition(" ")
    rules = turn.deps.account_rules.invoice
    known = invoice.of_bill(turn.deps.books, account=account, bill_id=bill.bill_id)
    if kind == VAT and account.supply_class not in rules.special_for:
        turn.say("payments.invoice.refused.special")
        kind = ""
    if known is not None and what != AGAIN:
        tell_issued(turn, known, bill)
    elif rules.only_paid and bill.unpaid_yuan > ZERO:
        turn.say(
            "payments.invoice.unpaid",
            period=bill.period,
            unpaid=yuan(bill.unpaid_yuan),
            buttons=[button(phrase("payments.pay.here_title"), "pay_bill", period=bill.period)],
        )
    else:
        _begin(turn, account, bill, kind=kind, again=what == AGAIN and known is not None)
    return kept


def bill_of(turn: Turn, account: Account, period: Period | None) -> Bill:
    """The bill of a period; without one the newest that is paid, or the newest.

    Raises:
        NoBill: there is none.
    """
    books, tariffs = turn.deps.books, turn.deps.tariffs
    if period is not None:
        return billing.bill(
            books, account=account, period=period, tariffs=tariffs, now=turn.now
        ).bill
    found = billing.history(books, account=account, tariffs=tariffs, now=turn.now).bills
    return next((bill for bill in found if bill.unpaid_yuan <= ZERO), found[0])


def _begin(turn: Turn, account: Account, bill: Bill, *, kind: str, again: bool) -> None:
    turn.say(
        f"payments.invoice.open{'_again' if again else ''}",
        period=bill.period,
        amount=yuan(bill.amount_yuan),
    )
    given = {"account_no": account.account_no, "bill_id": bill.bill_id}
    given |= {"period": wording.iso(bill.period), "again": "1" if again else ""}
    if kind:
        given["kind"] = kind
    if kind == VAT:
        given |= special(turn, account)
    name = person(turn.text) if kind and fits(turn.text, "names_title") else None
    if name:
        given["title"] = name
    proving.open_case(turn, CASE, **given)


def special(turn: Turn, account: Account) -> dict[str, str]:
    """What a special invoice lacks is said at once; a firm that is registered lacks nothing."""
    try:
        invoice.registered(turn.deps.books, account=account)
    except VatRegistrationMissing as lacking:
        labels = words("payments")["invoice"]["labels"]
        names = "、".join(
            labels["title" if name == "name" else name] for name in lacking.facts["missing"]
        )
        turn.say("payments.invoice.missing", names=names)
        return {"asked_special": "1"}
    return {"asked_special": "1", "registered": "1"}


def tell_issued(turn: Turn, known: Invoice, bill: Bill | None = None) -> None:
    """The invoice that counts, with its link once there is one."""
    facts: dict[str, Any] = {
        "period": bill.period if bill else "",
        "number": known.number,
        "link": known.link,
        "amount": yuan(known.amount_yuan),
        "title": known.title.name,
        "kind": phrase(f"payments.invoice.kinds.{known.kind.value}"),
    }
    done = known.status is InvoiceStatus.ISSUED
    told = [phrase(f"payments.invoice.{'issued' if done else 'waiting'}", **facts)]
    if done and known.email:
        told.append(phrase("payments.invoice.mailed", email=known.email))
    turn.tell(lines(told), buttons="payments.invoice.issued_buttons" if done else "unable.buttons")


ORDINARY, SPECIAL = InvoiceKind.ELECTRONIC, InvoiceKind.VAT_SPECIAL
