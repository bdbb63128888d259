"""What the intents of business processes do."""

from __future__ import annotations

from actions import answering, in_hand, own_orders
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.business import (
    choosing,
    guide,
    matter,
    own_applications,
    progress_telling,
    taking_up,
)
from actions.business.application_case import ApplicationCase
from actions.business.application_numbers import number_in
from actions.business.listening import Heard, tapped, volunteered
from actions.business.lookup_case import LookupCase
from actions.business.matter import Matter
from actions.business.withdrawal_case import ApplicationWithdrawal
from actions.cases import opening
from actions.orders import asker
from actions.repairs import progress as repairs
from actions.turn import CASE_FORM, Turn
from bot.domain.account import Account
from bot.domain.procedure import Procedure
from bot.domain.work_order import WorkOrder
from bot.services import application_progress, order_access

in_hand.taker(own_applications.take)
in_hand.taker(taking_up.take)
KINDS = (ApplicationCase, LookupCase, ApplicationWithdrawal)
"""Importing them makes them known to the form."""
_MOST_LISTED = 5


class AboutProcedure(XiaowaAction):
    """我想装充电桩; 怎么过户; and every button of such a talk."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_procedure"

    def act(self, turn: Turn) -> None:
        """Begin with the procedure, or do what a button says."""
        code = "" if turn.text else turn.entity("procedure")
        case = turn.case if turn.loop == CASE_FORM else None
        if not code:
            chosen = choosing.choose(turn, turn.intent)
            if case and chosen and case.get("procedure") == chosen.rules.code:
                return  # The form asks its question once more.
            guide.start(turn, turn.intent)
            return
        rules = turn.deps.procedures.on(code, turn.today)
        now = _in_hand(turn, rules)
        answer = tapped(turn, rules, asked=now.asked)
        if aspect := turn.entity("aspect"):
            _do(turn, rules, now, aspect)
        elif answer:
            guide.go_on(turn, rules, now, Heard(answers=answer))
        else:
            guide.start(turn, turn.intent)


class RequiredDocuments(XiaowaAction):
    """过户要带什么; 要什么材料."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_required_documents"

    def act(self, turn: Turn) -> None:
        """The list for the business named or spoken of; else which one it is for."""
        book, known = turn.deps.procedures, matter.matter_of(turn)
        named = [rules for rules in book.named(turn.text, turn.today) if turn.text]
        code = "" if turn.text else turn.entity("procedure")
        if code:
            named = [book.on(code, turn.today)]
        if len(named) == 1:
            now = _in_hand(turn, named[0])
            given = {**now.answers, **volunteered(named[0], turn.text)}
            guide.give_papers(turn, named[0], Matter(now.intent, now.code, given, told=now.told))
        elif known and known.code and not named:
            guide.give_papers(turn, book.on(known.code, turn.today), known)
        else:
            listed = named or [book.on(item, turn.today) for item in guide.papers_for()]
            buttons = choosing.titled("required_documents", listed)
            turn.say("business.which_papers", buttons=buttons)


class ProcessProgress(XiaowaAction):
    """我的申请办到哪了; AP… 查进度."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_process_progress"

    def act(self, turn: Turn) -> None:
        """The newest matter, an application or a work order; a number with proof; or a door."""
        aspect = turn.entity("aspect")
        number = number_in(turn.text or turn.entity("order_no"))
        if number:
            own_applications.by_number(turn, number, aspect or "progress")
        elif aspect == "account":
            answering.answer(turn, Ask(kind="process_progress"))
        elif aspect == "number":
            opening.open_case(turn, "lookup", wanted="progress")
        elif aspect == "resume":
            own_applications.resume_newest(turn)
        else:
            self.newest(turn)

    def newest(self, turn: Turn) -> None:
        """What was done last."""
        mine, order = own_applications.newest(turn), _newest_order(turn)
        numbered = repairs.number_in(turn)
        if numbered or (order and (not mine or order.opened_at > mine[0].updated_at)):
            _tell_order(turn, order)
        elif len(mine) == 1:
            progress_telling.tell(turn, mine[0].number)
        elif mine:
            progress_telling.tell_several(turn, mine[:_MOST_LISTED])
        else:
            turn.say("progress_of_application.none", buttons="progress_of_application.none_buttons")


@answers("process_progress")
def tell_for_account(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Everything that was applied for with a proven account."""
    found = application_progress.of_account(
        turn.deps.books, account=account, conversation_id=turn.conversation_id, now=turn.now
    )
    if len(found) == 1:
        progress_telling.tell(turn, found[0].number)
    elif found:
        progress_telling.tell_several(turn, found[:_MOST_LISTED])
    else:
        turn.say("progress_of_application.none_of_account", buttons="unable.buttons")
    return ask


def _in_hand(turn: Turn, rules: Procedure) -> Matter:
    known = matter.matter_of(turn)
    if known and known.code == rules.code:
        return known
    return Matter(intent=rules.intents[0], code=rules.code)


def _do(turn: Turn, rules: Procedure, now: Matter, aspect: str) -> None:
    if aspect == "apply":
        taking_up.apply(turn, rules, now)
    else:
        guide.tell_wish(turn, rules, now, aspect)


def _newest_order(turn: Turn) -> WorkOrder | None:
    found = order_access.latest_of(turn.deps.books, asker=asker(turn), now=turn.now, limit=1)
    return next(iter(found), None)


def _tell_order(turn: Turn, order: WorkOrder | None) -> None:
    """The work order with the number said, or the newest, told by whoever deals with its kind."""
    meant = repairs.meant(turn, "") if repairs.number_in(turn) else order
    if meant is None:
        opening.open_case(turn, "order_lookup", wish="", number=repairs.number_in(turn))
    elif meant.kind in own_orders.DESK_KINDS:
        own_orders.deal_with(turn, meant, "progress")
    else:
        repairs.do(turn, meant, repairs.wish_of(turn))
