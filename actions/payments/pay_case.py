"""What must be asked before a payment link: how much to top up, and a yes to a large sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal

from actions import proving
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.payments.pay import CASE, TOP_UP, Wish, ask_of, held_yuan, make, tell_order
from actions.payments.said import sum_in
from actions.turn import Turn
from actions.wording import phrase, yuan
from bot.domain.amount_reading import amount_said
from bot.domain.money import ZERO
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.unable import Unable
from bot.domain.unable_account import AmountRefused
from bot.services import payment
from bot.services.month_so_far import month_so_far

_DAYS = (30, 60, 90)
"""How long the sums on the buttons last."""
_STEP = Decimal(10)


@register
class PayCase(Kind):
    """Opened for a proven account only, with the purpose known."""

    name = CASE
    words = "payments.pay"
    own_intents = frozenset({"pay_bill", "inform"})
    confirm_buttons = "payments.pay.confirm_buttons"

    def is_confirmed(self, turn: Turn, case: Case) -> bool:
        """Only a large sum is asked about twice."""
        limit = turn.deps.account_rules.payment.confirm_above_yuan
        return Decimal(case.get("amount") or case.get("sum") or 0) > limit

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """How much, where the account pays ahead."""
        if case.get("purpose") != TOP_UP:
            return ()
        return (Field("amount", _amount, question=_question, buttons=_buttons),)

    def heard(self, turn: Turn, case: Case) -> Case:
        """The limits, as soon as the sum is known."""
        if not case.get("amount"):
            return case
        account = proving.of_case(turn, case, Scope.PAY)
        rules = turn.deps.account_rules.payment
        try:
            payment.quote(turn.deps.books, account=account, ask=ask_of(case), rules=rules)
        except AmountRefused as refused:
            least, most = refused.facts["least_yuan"], refused.facts["most_yuan"]
            turn.say("unable.amount_refused", least_yuan=f"{least:f}", most_yuan=f"{most:f}")
            return case.without("amount")
        return case

    def read_back(self, turn: Turn, case: Case) -> str:
        """The sum once more."""
        amount = case.get("amount") or case.get("sum")
        key = "confirm" if self.is_confirmed(turn, case) else "again_sum" if amount else "again"
        return phrase(f"payments.pay.{key}", amount=yuan(Decimal(amount)) if amount else "")

    def finish(self, turn: Turn, case: Case) -> None:
        """The link."""
        account = proving.of_case(turn, case, Scope.PAY)
        key = case.get("key") or _short(case.key)
        tell_order(turn, make(turn, account, Wish(ask_of(case), key, confirmed=True)))


def _short(key: str) -> str:
    return key[-90:]


def _amount(turn: Turn, case: Case) -> str:
    """A sum typed, tapped, or what is lacking to a balance that is named."""
    if not turn.text:
        tapped = turn.entity("case_choice")
        return str(sum_in(tapped, bare=True) or "")
    said = amount_said(turn.text, bare=case.asked == "amount")
    if said is None:
        return ""
    missing = said.yuan - _balance(turn, case) if said.up_to else said.yuan
    return str(missing) if missing > ZERO else ""


def _balance(turn: Turn, case: Case) -> Decimal:
    return held_yuan(turn, proving.of_case(turn, case, Scope.PAY))


def _question(turn: Turn, case: Case) -> str:
    rules = turn.deps.account_rules.payment
    return phrase(
        "payments.pay.ask.amount",
        least=f"{rules.top_up_least_yuan:f}",
        most=f"{rules.top_up_most_yuan:f}",
    )


def _buttons(turn: Turn, case: Case) -> Sequence[Button]:
    """Sums that last a month, two, three at this month's pace; none where it is not known."""
    try:
        account = proving.of_case(turn, case, Scope.PAY)
        found = month_so_far(
            turn.deps.books,
            turn.deps.meters,
            account=account,
            tariffs=turn.deps.tariffs,
            now=turn.now,
        )
    except Unable:
        return ()
    rules = turn.deps.account_rules.payment
    a_day = found.amount_yuan / max(found.days_read, 1)
    sums = [(days, (a_day * days / _STEP).to_integral_value(ROUND_UP) * _STEP) for days in _DAYS]
    usable = [
        (days, amount)
        for days, amount in sums
        if rules.top_up_least_yuan <= amount <= rules.top_up_most_yuan
    ]
    return [
        Button(
            phrase("payments.pay.sum_title", amount=f"{amount:f}", days=days),
            f'/inform{{"case_choice":"{amount:f}"}}',
        )
        for days, amount in usable
    ]
