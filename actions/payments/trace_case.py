"""Money to be traced or given back: what is known of it, then a work order with its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from actions import proving, wording
from actions.cases.case import Case
from actions.cases.contact import registered
from actions.cases.kind import Field, Kind, register
from actions.orders import open_order
from actions.payments.arrival import REFUND, TRACE, look, tell_state
from actions.payments.said import day_in, sum_in
from actions.service_orders import how_to_find, promise_lines
from actions.turn import Turn
from actions.wording import day, lines, phrase, words, yuan
from bot.domain.account import Account
from bot.domain.refund import RefundReason, RefundRequest
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.work_order import OrderKind, Report, WorkOrder
from bot.services import arrival
from bot.services.arrival import ArrivalState, PaymentSaid

_SETTLED = frozenset({ArrivalState.RECEIVED, ArrivalState.ON_OTHER_ACCOUNT, ArrivalState.TOO_EARLY})


@register
class TraceCase(Kind):
    """When, how much and how it was paid; looked for once more before people trace it."""

    name = TRACE
    words = "payments.trace"
    own_intents = frozenset({"payment_problem", "pay_bill", "query_arrears"})

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Three small things."""
        return (
            Field("paid_on", _paid_on, volunteered=True, label=_label("paid_on")),
            Field("amount", _amount, volunteered=True, label=_label("amount")),
            Field(
                "channel",
                _channel,
                volunteered=True,
                optional=True,
                buttons=_channels,
                label=_label("channel"),
            ),
        )

    def heard(self, turn: Turn, case: Case) -> Case:
        """Once day and sum are known, the books are asked again: it may be there."""
        if case.get("looked") or not (case.get("paid_on") and case.get("amount")):
            return case
        account = proving.of_case(turn, case, Scope.VIEW)
        said = PaymentSaid(Decimal(case.get("amount")), date.fromisoformat(case.get("paid_on")))
        found = look(turn, account, said)
        case = case.with_given(looked="1")
        astray = case.get("reason") == RefundReason.WRONG_ACCOUNT.value
        if astray and found.state is not ArrivalState.ON_OTHER_ACCOUNT:
            # On an own other account there is nothing to trace; on strangers' nothing is said.
            return case
        tell_state(turn, found, account)
        return case.with_given(over="1") if found.state in _SETTLED else case

    def ends(self, turn: Turn, case: Case) -> bool:
        """It was found, or need not be there yet."""
        return bool(case.get("over"))

    def read_back(self, turn: Turn, case: Case) -> str:
        """What will be written down."""
        return phrase(
            f"payments.trace.read_back.{case.get('reason')}",
            day=day(date.fromisoformat(case.get("paid_on"))),
            amount=yuan(Decimal(case.get("amount"))),
            channel=case.get("channel") or phrase("payments.trace.some_channel"),
        )

    def finish(self, turn: Turn, case: Case) -> None:
        """The report in the books, and an order with a number for the customer."""
        account = proving.of_case(turn, case, Scope.APPLY)
        reported = arrival.report(
            turn.deps.books,
            account=account,
            reason=RefundReason(case.get("reason")),
            amount_yuan=Decimal(case.get("amount")),
            paid_on=date.fromisoformat(case.get("paid_on")),
            conversation_id=turn.conversation_id,
            now=turn.now,
        )
        order = _order(turn, case, account, reported)
        tell_done(turn, order, "payments.trace.done", self.documents(turn))

    def documents(self, turn: Turn) -> str:
        """What the customer should have at hand."""
        return "、".join(turn.deps.account_rules.arrival.documents)


@register
class RefundCase(Kind):
    """The second of two payments is asked back after a yes."""

    name = REFUND
    words = "payments.refund"
    own_intents = frozenset({"payment_problem"})
    confirm_buttons = "payments.refund.buttons"

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Nothing is to be told: the books know it."""
        return ()

    def read_back(self, turn: Turn, case: Case) -> str:
        """The sum that comes back."""
        rules = turn.deps.account_rules.arrival
        return phrase(
            "payments.refund.read_back",
            amount=yuan(Decimal(case.get("amount"))),
            days=rules.refund_working_days,
        )

    def finish(self, turn: Turn, case: Case) -> None:
        """The request in the books, and an order with a number."""
        account = proving.of_case(turn, case, Scope.APPLY)
        asked = arrival.ask_refund(
            turn.deps.books,
            account=account,
            payment_id=case.get("payment_id"),
            conversation_id=turn.conversation_id,
            now=turn.now,
            rules=turn.deps.account_rules.arrival,
        )
        tell_done(turn, _order(turn, case, account, asked), "payments.refund.done", "")


def _order(turn: Turn, case: Case, account: Account, asked: RefundRequest) -> WorkOrder:
    told = phrase(
        f"payments.trace.note.{asked.reason.value}",
        day=day(asked.paid_on),
        amount=yuan(asked.amount_yuan),
        channel=case.get("channel") or phrase("payments.trace.some_channel"),
        request=asked.request_id,
    )
    report = Report(
        conversation_id=turn.conversation_id,
        place=account.address[:200],
        phone=registered(turn, case),
        description=told,
    )
    return open_order(
        turn,
        key=f"refund:{asked.request_id}"[:100],
        kind=OrderKind.REFUND,
        report=report,
        account=account,
    )


def tell_done(turn: Turn, order: WorkOrder, key: str, documents: str) -> None:
    """The number, the promise with its time, and how to ask later."""
    turn.tell(
        lines(
            [
                phrase(key, number=order.number, documents=documents),
                *promise_lines(order.promises),
                how_to_find(order),
            ]
        ),
        buttons="service_orders.done_buttons",
    )


def _label(name: str) -> str:
    return str(words("payments")["trace"]["labels"][name])


def _paid_on(turn: Turn, _case: Case) -> str:
    found = day_in(turn)
    return found.isoformat() if found else ""


def _amount(turn: Turn, case: Case) -> str:
    return str(sum_in(turn.text, bare=case.asked == "amount") or "")


def _channel(turn: Turn, _case: Case) -> str:
    if tapped := turn.entity("case_choice"):
        return tapped if tapped in _known() else ""
    return next((name for name, said in _known().items() if re.search(said, turn.text)), "")


def _known() -> dict[str, str]:
    found: dict[str, str] = wording.words("payments")["trace"]["channels"]
    return found


def _channels(turn: Turn, case: Case) -> Sequence[Button]:
    return [Button(name, f'/inform{{"case_choice":"{name}"}}') for name in _known()]
