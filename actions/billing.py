"""Bills: one, several, the one still open, what is owed and what was paid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from actions import cards
from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.demo_price import demo_mark, demo_note
from actions.payload import button
from actions.several import tell_each
from actions.turn import Turn
from actions.wording import day, kwh, lines, period, phrase, short_day, yuan
from bot.domain.account import Account, PaymentMode
from bot.domain.bill import Bill
from bot.domain.period import SHANGHAI, Period
from bot.domain.reply import Button
from bot.domain.unable import NoBill
from bot.services import billing
from bot.services.month_so_far import month_so_far

_DAY = timedelta(days=1)
LONGEST_SINGLE_BILL_DAYS = 45
PAYMENTS_SHOWN = 6


class QueryBill(AccountAction):
    """How much; for one month, several, or the month still running."""

    kind = "query_bill"


@answers("query_bill")
def tell_bill(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The amount, whether it is paid, and how it compares; or a list; or the month so far."""
    if ask.aspect == "payments":
        return tell_payments(turn, ask, account)
    if ask.aspect == "each":
        return tell_each(turn, ask, account)
    if ask.aspect == "listing" or (ask.period and ask.period.days > LONGEST_SINGLE_BILL_DAYS):
        return _tell_history(turn, ask, account)
    if ask.period and turn.today in ask.period:
        return _tell_so_far(turn, ask, account)
    found = _bill(turn, ask, account)
    _tell_one(turn, account, found)
    return ask.about(found.bill.period)


def _bill(turn: Turn, ask: Ask, account: Account) -> billing.BillAnswer:
    books, tariffs = turn.deps.books, turn.deps.tariffs
    if ask.period is None:
        return billing.latest(books, account=account, tariffs=tariffs, now=turn.now)
    return billing.bill(books, account=account, period=ask.period, tariffs=tariffs, now=turn.now)


def _tell_one(turn: Turn, account: Account, found: billing.BillAnswer, lead: str = "") -> None:
    bill = found.bill
    sentences = [
        lead + _amount(bill),
        _paid(found, account),
        _against_previous(turn, account, bill),
        phrase("billing.bill.estimated") if bill.estimated else "",
        demo_note(turn, found.provenance),
    ]
    turn.tell(
        lines(sentences),
        buttons=_bill_buttons(bill),
        provenance=found.provenance.as_json(),
    )


def _amount(bill: Bill) -> str:
    return phrase(
        "billing.bill.amount",
        period=bill.period,
        amount=yuan(bill.amount_yuan),
        energy=kwh(bill.energy_kwh),
        first=short_day(bill.period.start),
        last=short_day(bill.period.last_day),
    )


def _paid(found: billing.BillAnswer, account: Account) -> str:
    bill = found.bill
    if bill.unpaid_yuan <= 0:
        ahead = account.payment_mode is PaymentMode.PREPAID
        return phrase(f"billing.bill.{'paid_ahead' if ahead else 'paid'}")
    facts: dict[str, Any] = {"unpaid": yuan(bill.unpaid_yuan), "due": day(bill.due_on)}
    if not found.days_overdue:
        return phrase("billing.bill.due", **facts)
    total = bill.unpaid_yuan + found.late_fee_yuan
    facts |= {"fee": yuan(found.late_fee_yuan), "total": yuan(total)}
    return phrase("billing.bill.overdue", days=found.days_overdue, **facts)


def _against_previous(turn: Turn, account: Account, bill: Bill) -> str:
    before = Period(bill.period.start - _DAY, bill.period.start)
    try:
        previous = billing.bill(
            turn.deps.books, account=account, period=before, tariffs=turn.deps.tariffs, now=turn.now
        ).bill
    except NoBill:
        return ""
    change = bill.amount_yuan - previous.amount_yuan
    key = "more" if change > 0 else "less" if change < 0 else "same"
    return phrase(f"billing.bill.previous_{key}", period=previous.period, amount=yuan(abs(change)))


def _bill_buttons(bill: Bill) -> list[Button]:
    before = Period(bill.period.start - _DAY, bill.period.start)
    buttons = [
        button(title("explain"), "explain_bill", period=bill.period),
        button(title("lines"), "explain_bill", period=bill.period, aspect="lines"),
        button(title("trend"), "query_usage", period=bill.period, aspect="daily"),
        button(title("previous"), "query_bill", period=Period.month_of(before.start)),
    ]
    if bill.unpaid_yuan > 0:
        buttons.insert(0, button(title("pay"), "pay_bill"))
    return buttons


def _tell_so_far(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The month that is still running: readings priced so far, then the newest bill if asked."""
    found = month_so_far(
        turn.deps.books,
        turn.deps.meters,
        account=account,
        tariffs=turn.deps.tariffs,
        now=turn.now,
    )
    span = found.cycle
    text = phrase(
        "billing.so_far",
        period=span,
        first=short_day(span.start),
        last=short_day(found.read_to),
        energy=kwh(found.kwh),
        amount=yuan(found.amount_yuan),
    )
    turn.tell(
        lines([text, phrase("billing.so_far_note"), demo_note(turn, found.provenance)]),
        buttons=[
            button(title("trend"), "query_usage", period=span, aspect="daily"),
            button(title("previous"), "query_bill", period=Period.month_of(span.start - _DAY)),
        ],
        provenance=found.provenance.as_json(),
    )
    if ask.period and ask.period.is_calendar_month:
        _tell_newest(turn, account)
    return ask.about(Period(span.start, found.read_to + _DAY))


def _tell_newest(turn: Turn, account: Account) -> None:
    try:
        newest = billing.latest(
            turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now
        )
    except NoBill:
        return
    _tell_one(turn, account, newest, phrase("billing.newest"))


def _tell_history(turn: Turn, ask: Ask, account: Account) -> Ask:
    """A numbered list, newest first, with a chart."""
    found = billing.history(
        turn.deps.books,
        account=account,
        tariffs=turn.deps.tariffs,
        now=turn.now,
        months=6,
        period=ask.period,
    )
    oldest, newest = found.bills[-1].period, found.bills[0].period
    head = phrase(
        "billing.history.head",
        first=oldest,
        last=newest,
        count=len(found.bills),
        amount=yuan(found.total_yuan),
        energy=kwh(found.total_kwh),
    )
    rows = [
        phrase(
            f"billing.history.{'row_unpaid' if bill.unpaid_yuan > 0 else 'row'}",
            place=place,
            period=bill.period,
            amount=yuan(bill.amount_yuan),
            energy=kwh(bill.energy_kwh),
        )
        for place, bill in enumerate(found.bills, start=1)
    ]
    top = max(found.bills, key=lambda bill: bill.amount_yuan)
    most = phrase("billing.history.most", period=top.period, amount=yuan(top.amount_yuan))
    tail = [most, phrase("billing.history.tail"), demo_note(turn, found.provenance)]
    turn.tell(
        lines([head, *rows, *tail]),
        card=cards.card(
            "bars",
            title=phrase("billing.title.history"),
            unit="元",
            items=[cards.item(period(b.period), b.amount_yuan) for b in reversed(found.bills)],
            footnote=demo_mark(found.provenance),
        ),
        provenance=found.provenance.as_json(),
    )
    span = Period(oldest.start, newest.end)
    return ask.about(span, listed=tuple(bill.period for bill in found.bills))


def tell_payments(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The newest payments."""
    found = billing.payments_of(turn.deps.books, account=account, now=turn.now, period=ask.period)
    if not found.payments:
        turn.say("billing.payments.none", period=found.period)
        return ask
    rows = [
        phrase(
            f"billing.payments.{'row' if payment.amount_yuan >= 0 else 'row_refund'}",
            place=place,
            at=day(payment.paid_at.astimezone(SHANGHAI).date()),
            channel=payment.channel,
            amount=yuan(abs(payment.amount_yuan)),
        )
        for place, payment in enumerate(found.payments[:PAYMENTS_SHOWN], start=1)
    ]
    turn.tell(
        lines([phrase("billing.payments.head"), *rows]),
        provenance=found.provenance.as_json(),
    )
    return ask


def title(name: str) -> str:
    """The words on a button."""
    return phrase(f"billing.buttons.{name}")
