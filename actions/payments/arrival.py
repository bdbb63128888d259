"""「我交的钱没到账」: has it arrived, was it paid twice, did it go to another account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from rasa_sdk.events import FollowupAction

from actions import answering, articles, knowledge, proving
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.billing import tell_payments
from actions.hearing import listen
from actions.payments import pay
from actions.payments.said import Money, day_in, sum_in, what_of
from actions.turn import FORM, Turn
from actions.wording import day, lines, moment, phrase, words, yuan
from bot.domain.account import Account, mask_account_no
from bot.domain.payment import Payment
from bot.domain.period import SHANGHAI, Period
from bot.domain.refund import Duplicate, RefundReason, RefundStatus
from bot.services import access, arrival
from bot.services.arrival import Arrival, ArrivalState, PaymentSaid

KIND = "payment_problem"
TRACE, REFUND = "payment_trace", "payment_refund"
ARRIVED, TWICE, WRONG, SEARCH = "arrived", "twice", "wrong", "trace"


class PaymentProblem(XiaowaAction):
    """没到账; 交了两次; 交到别人户上了; 页面打不开."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{KIND}"

    def act(self, turn: Turn) -> None:
        """A rule that is for everyone at once; the customer's own money after a proof."""
        what = what_of(turn, "problems")
        entry = None if turn.in_form else articles.fitting(turn, words("payments")["articles"])
        if what == "link":
            pay.retry(turn)
        elif entry and not what:
            articles.tell(turn, entry, buttons="payments.problem.article_buttons")
        elif not what and not turn.in_form and knowledge.answers_generally(turn, KIND):
            return
        else:
            ask = _ask(turn, what)
            if what == WRONG:
                turn.say("payments.problem.not_told")
                _of_own(turn, ask)
            else:
                answering.answer(turn, ask)


def _of_own(turn: Turn, ask: Ask) -> None:
    """Answer for the customer's own account, whatever number the message names."""
    known = turn.proven_numbers
    if known:
        topic = turn.topic
        spoken_of = topic.account_no if topic and topic.account_no in known else known[0]
        answering.answer(turn, replace(ask, account_no=spoken_of))
        return
    turn.set_slot("task", ask.as_slot())
    turn.set_slot("proof", None)
    if not turn.in_form:
        turn.set_slot("account_no", None)
        turn.events.append(FollowupAction(FORM))


def _ask(turn: Turn, what: str) -> Ask:
    """What is wrong, when it was paid and how much, kept for after the proof."""
    paid_on = day_in(turn)
    # The number of an account that was paid by mistake is nobody's to open.
    number = "" if what == WRONG else listen(turn.text).account_no
    said = Money(what or ARRIVED, sum_in(turn.text))
    return Ask(
        KIND, aspect=said.spell(), account_no=number, period=_one_day(paid_on) if paid_on else None
    )


def _one_day(paid_on: date) -> Period:
    return Period(paid_on, paid_on + timedelta(days=1))


@answers(KIND)
def tell_payment_problem(turn: Turn, ask: Ask, account: Account) -> Ask:
    """What the books show, and what can be done about it."""
    money = Money.read(ask.aspect)
    if money.what == TWICE:
        _tell_twice(turn, account)
    elif money.what in (WRONG, SEARCH):
        reason = RefundReason.WRONG_ACCOUNT if money.what == WRONG else RefundReason.NOT_ARRIVED
        trace(turn, account, reason, ask)
    else:
        _tell_arrival(turn, ask, account)
    return replace(proving.same_topic(turn, Ask(KIND), account), account_no=account.account_no)


def _tell_arrival(turn: Turn, ask: Ask, account: Account) -> None:
    said = PaymentSaid(Money.read(ask.aspect).yuan, ask.period.start if ask.period else None)
    found = look(turn, account, said)
    if found.state is ArrivalState.ASK:
        if found.unpaid_orders:
            waiting = found.unpaid_orders[-1]
            lead = phrase("payments.problem.not_paid_yet")
            pay.tell_order(turn, waiting, lead=lead, key="link_again")
            return
        tell_payments(turn, Ask("query_bill"), account)
        turn.say("payments.problem.ask_when", hours=_hours(found))
        trace(turn, account, RefundReason.NOT_ARRIVED, ask)
        return
    tell_state(turn, found, account)
    if found.state is ArrivalState.OVERDUE:
        trace(turn, account, RefundReason.NOT_ARRIVED, ask)


def look(turn: Turn, account: Account, said: PaymentSaid) -> Arrival:
    """What the books show of a payment, on this and on the other accounts that are open."""
    own = access.granted(
        turn.deps.books, conversation_id=turn.conversation_id, now=turn.now, purpose=KIND
    )
    return arrival.arrival(
        turn.deps.books,
        account=account,
        own=own,
        said=said,
        now=turn.now,
        rules=turn.deps.account_rules.arrival,
        till=pay.till(turn),
    )


def tell_state(turn: Turn, found: Arrival, account: Account) -> None:
    """Arrived, where and when; or by when it should be there; or that it should be by now."""
    if found.state is ArrivalState.RECEIVED:
        told = [phrase("payments.problem.received", **_facts(found.found[0]))]
        told += [phrase("payments.problem.twice_seen")] if found.duplicates else []
        buttons = "payments.problem.twice_buttons" if found.duplicates else "payments.problem.after"
        turn.tell(lines(told), buttons=buttons)
    elif found.state is ArrivalState.ON_OTHER_ACCOUNT:
        facts = _facts(found.found[0])
        other = mask_account_no(found.found[0].account_no)
        turn.say("payments.problem.on_other", **facts, other=other, buttons="unable.buttons")
    elif found.state is ArrivalState.TOO_EARLY:
        turn.say(
            "payments.problem.too_early",
            by=moment(found.check_again_at) if found.check_again_at else "",
            hours=_hours(found),
            buttons="payments.problem.after",
        )
    elif found.state is ArrivalState.OVERDUE:
        turn.say("payments.problem.overdue", days=found.rules.trace_working_days)


def _hours(found: Arrival) -> int:
    return int(found.rules.within.total_seconds() // 3600)


def _facts(payment: Payment) -> dict[str, Any]:
    return {
        "at": moment(payment.paid_at),
        "channel": payment.channel,
        "amount": yuan(payment.amount_yuan),
    }


def _tell_twice(turn: Turn, account: Account) -> None:
    rules = turn.deps.account_rules.arrival
    pairs = arrival.paid_twice(turn.deps.books, account=account, now=turn.now, rules=rules)
    if pairs:
        turn.tell(phrase("payments.problem.twice_found", **_pair(pairs[-1])))
        second = pairs[-1].second
        proving.open_case(
            turn,
            REFUND,
            account_no=account.account_no,
            payment_id=second.payment_id,
            amount=str(second.amount_yuan),
        )
        return
    asked = [
        item
        for item in arrival.requests(turn.deps.books, account=account)
        if item.reason is RefundReason.PAID_TWICE and item.status is RefundStatus.ASKED
    ]
    if asked:
        turn.say(
            "payments.problem.twice_asked",
            amount=yuan(asked[0].amount_yuan),
            at=moment(asked[0].asked_at),
            days=rules.refund_working_days,
            buttons="unable.buttons",
        )
        return
    tell_payments(turn, Ask("query_bill"), account)
    turn.say("payments.problem.twice_none", buttons="payments.problem.search_buttons")


def _pair(pair: Duplicate) -> dict[str, Any]:
    first = pair.first.paid_at.astimezone(SHANGHAI)
    second = pair.second.paid_at.astimezone(SHANGHAI)
    return {
        "day": day(first.date()),
        "first": f"{first:%H:%M}",
        "second": f"{second:%H:%M}",
        "amount": yuan(pair.second.amount_yuan),
    }


def trace(turn: Turn, account: Account, reason: RefundReason, ask: Ask) -> None:
    """Write down a payment that is to be traced, with what is known of it already."""
    given = {"account_no": account.account_no, "reason": reason.value}
    if ask.period:
        given["paid_on"] = ask.period.start.isoformat()
    yuan_said = Money.read(ask.aspect).yuan
    if yuan_said is not None:
        given["amount"] = str(yuan_said)
    proving.open_case(turn, TRACE, **given)
