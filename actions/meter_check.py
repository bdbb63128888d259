"""Having the meter checked: the rules, and the application for the account spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import hearing, own_orders, wording
from actions.answering import answer, answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.cases import opening
from actions.cases.case import Case
from actions.cases.contact import phone_field, proven_account
from actions.cases.kind import Field, register
from actions.cases.order_case import OrderCase
from actions.cases.reading import short_text
from actions.orders import asker
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.account import Account, mask_account_no
from bot.domain.procedure import Detail, Procedure
from bot.domain.source import Source
from bot.domain.work_order import OrderKind, Report, WorkOrder
from bot.services import order_access

PROCEDURE = "meter_check"
SELF_CHECK = "self_check"


@register
class MeterCheckCase(OrderCase):
    """Opened for a proven account only; what it tells is not asked."""

    name = "meter_check"
    words = "meter_check"
    own_intents = frozenset({"meter_check"})
    order_kind = OrderKind.METER_CHECK

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """When it suits, and whom to call first."""
        return (
            Field("when", short_text, free=True, optional=True),
            phone_field(optional=False),
        )

    def account(self, turn: Turn, case: Case) -> Account | None:
        """The account whose meter it is."""
        return proven_account(turn, case)

    def report(self, turn: Turn, case: Case) -> Report:
        """At the account's address."""
        account = self.account(turn, case)
        return super().report(turn, case.with_given(place=account.address if account else ""))

    def description(self, case: Case) -> str:
        """Why, and when it suits."""
        return lines([phrase("meter_check.doubts"), super().description(case)])

    def shown(self, turn: Turn, case: Case, name: str) -> str:
        """Account and address are looked up, never kept."""
        if name in ("account", "address"):
            account = self.account(turn, case)
            if account is None:
                return ""
            return mask_account_no(account.account_no) if name == "account" else account.address
        return super().shown(turn, case, name)

    def aside(self, turn: Turn, case: Case) -> bool:
        """「要钱吗」, 「要在家吗」: what the procedure says about it."""
        asks = re.search(wording.words("cases")["asks"], turn.text)
        detail = rules(turn).detail_for(turn.text) if asks else None
        if detail:
            turn.tell(detail_text(rules(turn), detail))
        return detail is not None or super().aside(turn, case)


class MeterCheck(XiaowaAction):
    """那给我验表; 验表收费吗; 校表结果什么时候出."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_meter_check"

    def act(self, turn: Turn) -> None:
        """An own check first, then a question about checks, then the application."""
        if own_orders.takes(turn):
            return
        procedure = rules(turn)
        detail = _asked_detail(turn, procedure)
        if detail:
            buttons = () if turn.loop else "meter_check.start_buttons"
            turn.tell(detail_text(procedure, detail), buttons=buttons)
            return
        number = hearing.listen(turn.text).account_no
        answer(turn, Ask(kind=PROCEDURE, account_no=number))


@answers(PROCEDURE)
def begin(turn: Turn, ask: Ask, account: Account) -> Ask:
    """The fee rule, what one can look at first, and then the application."""
    waiting = _waiting(turn, account)
    if waiting:
        turn.say("meter_check.already")
        own_orders.tell_progress(turn, waiting)
        return ask
    procedure = rules(turn)
    told = []
    for fee in procedure.fees:
        told.append(phrase("meter_check.open", fee=fee.say))
        told += [_cited(procedure, fee.source)] if fee.source else []
    told.append(phrase("meter_check.alternatives"))
    turn.tell(lines(told), buttons="meter_check.buttons")
    opening.open_case(turn, MeterCheckCase.name, account_no=account.account_no)
    return ask


def rules(turn: Turn) -> Procedure:
    """What holds for meter checks today.

    Raises:
        ProcedureMissing: nothing is known about them.
    """
    found: Procedure = turn.deps.procedures.on(PROCEDURE, turn.today)
    return found


def detail_text(procedure: Procedure, detail: Detail) -> str:
    """An answer with its source."""
    cited = _cited(procedure, detail.source) if detail.source else ""
    return lines([detail.answer, cited])


def _cited(procedure: Procedure, source: Source) -> str:
    """Where a rule comes from; of a procedure that was not checked throughout, with a warning."""
    key = "source_verified" if procedure.verified else "source"
    return phrase(f"meter_check.{key}", sources=source.title)


def _asked_detail(turn: Turn, procedure: Procedure) -> Detail | None:
    """The answer that a question asks for; a wish to have the meter checked is none."""
    if turn.entity("case_choice") == SELF_CHECK:
        return next((item for item in procedure.details if item.name == SELF_CHECK), None)
    asks = turn.text and re.search(wording.words("cases")["asks"], turn.text)
    return procedure.detail_for(turn.text) if asks else None


def _waiting(turn: Turn, account: Account) -> WorkOrder | None:
    """A check of this account that is not done yet."""
    orders = order_access.latest_of(turn.deps.books, asker=asker(turn), now=turn.now, limit=20)
    return next(
        (
            order
            for order in orders
            if order.kind is OrderKind.METER_CHECK
            and order.report.account_no == account.account_no
            and not order.status.is_final
        ),
        None,
    )
