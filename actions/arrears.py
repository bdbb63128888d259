"""What is owed: arrears and late fee."""

from __future__ import annotations

from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.billing import tell_payments, title
from actions.demo_price import demo_note
from actions.hearing import aspect_of
from actions.payload import button
from actions.turn import Turn
from actions.wording import day, lines, moment, phrase, yuan
from bot.domain.account import Account, PaymentMode
from bot.domain.money import ZERO
from bot.domain.unable import Unable
from bot.services import billing
from bot.services.month_so_far import month_so_far


class QueryArrears(AccountAction):
    """我欠费没有; 余额还有多少."""

    kind = "query_arrears"

    def act(self, turn: Turn) -> None:
        """What comes of not paying is no secret; what is owed is told to the proven."""
        if aspect_of(self.kind, turn.text) != "cutoff":
            super().act(turn)
            return
        buttons = [] if turn.proven_numbers else [button(title("arrears"), self.kind)]
        turn.say("billing.arrears.cutoff", buttons=buttons)
        if turn.proven_numbers:
            super().act(turn)


@answers("query_arrears")
def tell_arrears(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Open bills with due day and late fee to today, and the money held."""
    if ask.aspect == "payments":
        return tell_payments(turn, ask, account)
    found = _arrears(turn, account)
    balance = _balance(found, account)
    sentences = _open(found) if found.open_bills else []
    prepaid = account.payment_mode is PaymentMode.PREPAID
    if not sentences and not (prepaid and balance):
        sentences = [phrase("billing.arrears.none")]
    if ask.aspect == "balance" and not prepaid and not balance:
        sentences.append(phrase("billing.arrears.nothing_held"))
    lasts = _lasts(turn, found, account) if prepaid else ""
    sentences += [balance, lasts, demo_note(turn, found.provenance) if found.open_bills else ""]
    owed = bool(found.open_bills)
    turn.tell(
        lines(sentences),
        buttons=[
            button(title("pay"), "pay_bill")
            if owed or prepaid
            else button(title("query_bill"), "query_bill"),
            button(title("payments"), "query_bill", aspect="payments"),
        ],
        provenance=found.provenance.as_json(),
    )
    return ask


def _open(found: billing.Arrears) -> list[str]:
    head = phrase(
        "billing.arrears.head", count=len(found.open_bills), amount=yuan(found.unpaid_yuan)
    )
    rows = [
        phrase(
            f"billing.arrears.{'row_overdue' if item.days_overdue else 'row_due'}",
            place=place,
            period=item.bill.period,
            amount=yuan(item.unpaid_yuan),
            due=day(item.bill.due_on),
            days=item.days_overdue,
            fee=yuan(item.late_fee_yuan),
        )
        for place, item in enumerate(found.open_bills, start=1)
    ]
    if found.late_fee_yuan > ZERO:
        tail = phrase(
            "billing.arrears.total", amount=yuan(found.to_pay_yuan), fee=yuan(found.late_fee_yuan)
        )
    else:
        tail = phrase("billing.arrears.no_fee")
    return [head, *rows, tail]


def _lasts(turn: Turn, found: billing.Arrears, account: Account) -> str:
    """For how many days the prepaid money lasts at this month's pace; empty when unknown."""
    held = found.balance.credit_yuan if found.balance else ZERO
    try:
        month = month_so_far(
            turn.deps.books,
            turn.deps.meters,
            account=account,
            tariffs=turn.deps.tariffs,
            now=turn.now,
        )
    except Unable:
        return ""
    a_day = month.amount_yuan / month.days_read
    if held <= ZERO or a_day <= ZERO:
        return ""
    key = "lasts" if held >= a_day else "lasts_not"
    return phrase(f"billing.arrears.{key}", a_day=yuan(a_day), days=int(held / a_day))


def _balance(found: billing.Arrears, account: Account) -> str:
    balance = found.balance
    if balance is None:
        return ""
    held = balance.credit_yuan
    if account.payment_mode is PaymentMode.PREPAID:
        key = "prepaid" if held >= ZERO else "overdrawn"
        return phrase(f"billing.arrears.{key}", amount=yuan(abs(held)), at=moment(balance.as_of))
    return phrase("billing.arrears.credit", amount=yuan(held)) if held > ZERO else ""


class LateFee(AccountAction):
    """违约金: the rule for everyone, the amount for the proven."""

    kind = "late_fee"

    def act(self, turn: Turn) -> None:
        """Say the rule; with an account proven, or a number given, the amount too."""
        _tell_rule(turn)
        if aspect_of(self.kind, turn.text) == "waive":
            turn.say("billing.late_fee.waive", buttons="unable.buttons")
        if turn.proven_numbers:
            super().act(turn)


@answers("late_fee")
def tell_late_fee(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The late fee if everything were paid today."""
    found = _arrears(turn, account)
    if found.late_fee_yuan > ZERO:
        turn.say(
            "billing.late_fee.now",
            fee=yuan(found.late_fee_yuan),
            total=yuan(found.to_pay_yuan),
            provenance=found.provenance.as_json(),
        )
    else:
        turn.say("billing.late_fee.none", provenance=found.provenance.as_json())
    return ask


def _tell_rule(turn: Turn) -> None:
    rule = turn.deps.tariffs.late_fee
    source = " ".join(part for part in (rule.source.title, rule.source.doc_no) if part)
    said = phrase(
        "billing.late_fee.rule",
        resident=rule.resident_permille,
        this_year=rule.this_year_permille,
        earlier=rule.earlier_years_permille,
        minimum=yuan(rule.minimum_yuan),
    )
    buttons = [] if turn.proven_numbers else [button(title("arrears"), "query_arrears")]
    turn.tell(lines([said, phrase("billing.late_fee.rule_source", source=source)]), buttons=buttons)


def _arrears(turn: Turn, account: Account) -> billing.Arrears:
    return billing.arrears(
        turn.deps.books, account=account, tariffs=turn.deps.tariffs, now=turn.now
    )
