"""交电费: what is owed, and the link where it can be paid; the ways to pay for everyone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from actions import identity_talk, proving, wording
from actions.answering import answer, answers, tell
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.billing import title
from actions.cases import opening
from actions.cases.case import Case
from actions.follow_up import read_ask
from actions.hearing import aspect_of, cue_of, listen
from actions.knowledge import WHOLE_QUESTION, answers_generally
from actions.payload import button
from actions.payments.said import Money, fits
from actions.turn import Turn
from actions.wording import lines, moment, phrase, yuan
from bot.domain.account import Account, PaymentMode, mask_account_no
from bot.domain.amount_reading import amount_said
from bot.domain.bill import Bill
from bot.domain.money import ZERO
from bot.domain.payment_order import OrderStatus, PaymentOrder, PaymentPurpose
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.unable import PeriodUnclear
from bot.domain.unable_account import PaymentNeedsConfirmation, PaymentUnavailable
from bot.services import billing, payment
from bot.services.payment import PaymentAsk
from bot.services.settlement import Till

KIND = "pay_bill"
CASE = "pay"
HERE, OTHER, TOP_UP, UP_TO = "here", "other", "top_up", "up_to"


class PayBill(XiaowaAction):
    """交电费; 充一百块; 怎么交."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{KIND}"

    def act(self, turn: Turn) -> None:
        """Ways to pay are no secret; the amount and the link are for the proven."""
        heard = listen(turn.text)
        if aspect_of("query_bill", turn.text) == "payments":
            answer(turn, Ask(kind="query_bill", aspect="payments", account_no=heard.account_no))
        elif fits(turn.text, "paid_already"):
            answer(turn, Ask("payment_problem", aspect="arrived", account_no=heard.account_no))
        elif fits(turn.text, "for_others") and not heard.account_no:
            tell_for_others(turn)
        else:
            _pay(turn, heard.account_no)


def _pay(turn: Turn, account_no: str) -> None:
    money = _money(turn)
    if money.what == OTHER:
        identity_talk.ask_for_proof(turn, Ask(KIND), then=tell)
        return
    if account_no and money.yuan is None and account_no not in turn.proven_numbers:
        answer(turn, Ask(kind=cue_of(turn.text) or "query_arrears", account_no=account_no))
    elif account_no or money.yuan is not None or money.what == HERE or turn.proven_numbers:
        answer(turn, _ask(turn, money))
    elif len(turn.text) < WHOLE_QUESTION or not answers_generally(turn, KIND):
        offers = [
            button(title("arrears"), "query_arrears"),
            button(phrase("payments.pay.here_title"), KIND, aspect=HERE),
        ]
        how = phrase("billing.pay.how", app=turn.contacts["app"])
        turn.tell(lines([how, phrase("billing.pay.ask")]), buttons=offers)
        if not turn.loop:
            # A number and a proof alone, said next, are for paying.
            turn.set_slot("task", Ask(KIND, aspect=HERE).as_slot())


def _ask(turn: Turn, money: Money) -> Ask:
    """The bill meant, where the words point at one, and the sum."""
    try:
        read = read_ask(turn, KIND)
    except PeriodUnclear:
        read = Ask(KIND)
    pointed = read.period if read.kind == KIND else None
    return replace(read, kind=KIND, aspect=money.spell(), period=pointed)


def _money(turn: Turn) -> Money:
    if not turn.text:
        return Money.read(turn.entity("aspect"))
    said = amount_said(turn.text)
    if said is None:
        return Money()
    return Money(UP_TO if said.up_to else TOP_UP, said.yuan)


def tell_for_others(turn: Turn) -> None:
    """Paying for someone else needs their number and no proof, but shows nothing of theirs."""
    turn.say(
        "payments.pay.for_others",
        buttons=[
            button(phrase("payments.pay.others_title"), KIND, aspect=OTHER),
            button(phrase("payments.pay.own_title"), KIND, aspect=HERE),
        ],
    )


@answers(KIND)
def tell_pay(turn: Turn, ask: Ask, account: Account) -> Ask:
    """What is owed and the link to pay it; a sum first where the account pays ahead."""
    account = proving.permitted(turn, account.account_no, Scope.PAY, purpose=KIND)
    money = Money.read(ask.aspect)
    if account.payment_mode is PaymentMode.PREPAID:
        _top_up(turn, account, money)
        return proving.same_topic(turn, ask, account)
    found = billing.arrears(
        turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now
    )
    if not found.open_bills:
        nothing = phrase("billing.pay.nothing")
        turn.tell(
            lines([nothing, phrase("billing.pay.how", app=turn.contacts["app"])]),
            provenance=found.provenance.as_json(),
        )
        return proving.same_topic(turn, ask, account)
    if money.yuan is not None and money.what in (TOP_UP, UP_TO):
        turn.say("payments.pay.no_top_up")
    chosen = [item.bill for item in found.open_bills if item.bill.period == ask.period]
    wanted = PaymentAsk(PaymentPurpose.ARREARS)
    if chosen:
        wanted = PaymentAsk(PaymentPurpose.BILLS, tuple(bill.bill_id for bill in chosen))
    elif ask.period and not ask.is_list:
        turn.say("payments.pay.not_that_one", period=ask.period)
    offer(turn, account, wanted, lead=_owed(found, chosen))
    return proving.same_topic(turn, ask, account)


def _owed(found: billing.Arrears, chosen: Sequence[Bill]) -> str:
    """What is owed; of one bill alone, and that late fees come later."""
    if chosen:
        lead = phrase(
            "payments.pay.chosen", period=chosen[0].period, amount=yuan(chosen[0].unpaid_yuan)
        )
    else:
        lead = phrase("billing.pay.owed", amount=yuan(found.unpaid_yuan))
    fee = found.late_fee_yuan
    return lines([lead, phrase("payments.pay.fee_later", fee=yuan(fee)) if fee > ZERO else ""])


def _top_up(turn: Turn, account: Account, money: Money) -> None:
    """A sum into the balance: named, filled up to, or asked for."""
    held = held_yuan(turn, account)
    key = "prepaid" if held >= ZERO else "overdrawn"
    balance = phrase(f"payments.pay.{key}", amount=yuan(abs(held)))
    if money.yuan is None:
        turn.tell(balance)
        proving.open_case(turn, CASE, account_no=account.account_no, purpose=TOP_UP)
        return
    amount = money.yuan - held if money.what == UP_TO else money.yuan
    if amount <= ZERO:
        turn.say("payments.pay.enough", held=yuan(held), wanted=yuan(money.yuan))
        return
    offer(turn, account, PaymentAsk(PaymentPurpose.TOP_UP, amount_yuan=amount), lead=balance)


def held_yuan(turn: Turn, account: Account) -> Decimal:
    """What a prepaid account has left; negative when it is overdrawn."""
    found = billing.arrears(
        turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now
    )
    return found.balance.credit_yuan if found.balance else ZERO


@dataclass(frozen=True)
class Wish:
    """What to order, and how often it was confirmed."""

    ask: PaymentAsk
    key: str
    confirmed: bool = False


def offer(turn: Turn, account: Account, wanted: PaymentAsk, *, lead: str = "") -> None:
    """The link at once; a large sum is confirmed first, and nothing is lost when it fails."""
    key = _key(turn, account)
    given = {
        "account_no": account.account_no,
        "purpose": wanted.purpose.value,
        "bills": ",".join(wanted.bill_ids),
        "key": key,
    }
    if wanted.amount_yuan is not None:
        given["amount"] = str(wanted.amount_yuan)
    try:
        made = make(turn, account, Wish(wanted, key))
    except PaymentNeedsConfirmation as large:
        if lead:
            turn.tell(lead)
        proving.open_case(turn, CASE, **given, sum=str(large.facts["amount_yuan"]))
    except PaymentUnavailable:
        if lead:
            turn.tell(lead)
        turn.say("unable.payment_unavailable")
        turn.set_cases((*turn.cases, opening.new_case(turn, CASE, **given)))
        turn.say("cases.kept", title=phrase("payments.pay.title"), buttons="cases.kept_buttons")
    else:
        tell_order(turn, made, lead=lead)


def make(turn: Turn, account: Account, wish: Wish) -> PaymentOrder:
    """The order with its link; see `payment.order` for what it raises."""
    return payment.order(
        turn.deps.books,
        account=account,
        ask=wish.ask,
        key=wish.key,
        conversation_id=turn.conversation_id,
        provider=turn.deps.payments,
        receipt=receipt(turn),
        now=turn.now,
        rules=turn.deps.account_rules.payment,
        confirmed=wish.confirmed,
    )


def tell_order(turn: Turn, made: PaymentOrder, *, lead: str = "", key: str = "link") -> None:
    """The sum, the link, how long it holds, and what comes after."""
    facts: dict[str, Any] = {
        "amount": yuan(made.amount_yuan),
        "account": mask_account_no(made.account_no),
        "link": made.link,
        "until": moment(made.expires_at),
        "app": turn.contacts["app"],
    }
    if made.status is OrderStatus.PAID:
        turn.say("payments.pay.paid_before", **facts)
        return
    buttons = [Button(*pair) for pair in wording.buttons_of("payments.pay.buttons")]
    turn.tell(lines([lead, phrase(f"payments.pay.{key}", **facts)]), buttons=buttons)


def retry(turn: Turn) -> None:
    """The page did not open or its time was over: a fresh link for who has proven an account."""
    turn.say("payments.pay.retry" if turn.proven_numbers else "payments.pay.page_trouble")
    if turn.proven_numbers:
        answer(turn, Ask(KIND))


def receipt(turn: Turn) -> str:
    """The text message for money that came in."""
    return str(wording.words("payments")["sms"]["receipt"]).replace(
        "{hotline}", turn.contacts["hotline"]
    )


def till(turn: Turn) -> Till:
    """Where money comes in, for asking what became of it."""
    return Till(turn.deps.books, turn.deps.payments, receipt(turn), turn.now)


def ask_of(case: Case) -> PaymentAsk:
    """What a case pays."""
    amount = case.get("amount")
    bills = tuple(part for part in case.get("bills").split(",") if part)
    return PaymentAsk(
        PaymentPurpose(case.get("purpose")), bills, Decimal(amount) if amount else None
    )


def _key(turn: Turn, account: Account) -> str:
    """The same in a repeated turn, another in every other one."""
    spelled = f"{turn.conversation_id}:{turn.message_id}:{account.account_no}"
    return hashlib.sha256(spelled.encode()).hexdigest()[:40]
