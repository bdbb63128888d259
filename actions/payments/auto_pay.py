"""自动扣款: sign, cancel, how it stands; questions about it for everyone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import answering, knowledge, proving, wording
from actions.answering import answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.hearing import listen
from actions.payments.said import what_of
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.account import Account
from bot.domain.auto_pay import AutoPayStatus
from bot.domain.reply import Button
from bot.domain.right import Scope
from bot.domain.unable_account import AutoPayRefused
from bot.services import auto_pay
from bot.services.auto_pay import AutoPayAnswer

KIND = "auto_pay"
SIGN, CANCEL, STATUS = "sign", "cancel", "status"
SIGN_CASE, CANCEL_CASE = "auto_pay_sign", "auto_pay_cancel"


class AutoPayTalk(XiaowaAction):
    """开通自动扣款; 取消代扣; 我签了没有; 几号扣."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{KIND}"

    def act(self, turn: Turn) -> None:
        """A question about the business at once; an act on the account after a proof."""
        what = what_of(turn, "auto_pay_wishes") or SIGN
        procedure = turn.deps.procedures.on(KIND, turn.today)
        asks = turn.text and re.search(wording.words("cases")["asks"], turn.text)
        detail = procedure.detail_for(turn.text) if asks and what != STATUS else None
        if detail:
            turn.tell(
                lines([detail.answer, phrase("payments.source", title=_source(turn))]),
                buttons=() if turn.loop else "payments.auto_pay.buttons",
            )
            return
        if what == SIGN and knowledge.answers_generally(turn, KIND):
            return
        answering.answer(turn, Ask(KIND, aspect=what, account_no=listen(turn.text).account_no))


def _source(turn: Turn) -> str:
    procedure = turn.deps.procedures.on(KIND, turn.today)
    return next((source.title for source in procedure.sources.values()), "")


@answers(KIND)
def tell_auto_pay(turn: Turn, ask: Ask, account: Account) -> Ask:
    """How it stands, or the case that changes it."""
    rules = turn.deps.account_rules.auto_pay
    known = auto_pay.status(turn.deps.books, account=account, now=turn.now, rules=rules)
    kept = proving.same_topic(turn, ask, account)
    if ask.aspect == CANCEL:
        if known is None:
            turn.say("payments.auto_pay.none", buttons="payments.auto_pay.sign_buttons")
        else:
            _open_cancel(turn, account, known)
    elif known is not None:
        tell_standing(turn, known)
    elif ask.aspect == STATUS:
        turn.say("payments.auto_pay.none", buttons="payments.auto_pay.sign_buttons")
    else:
        _open_sign(turn, account)
    return kept


def _open_sign(turn: Turn, account: Account) -> None:
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=KIND)
    given = {"account_no": account.account_no}
    if way := _way(turn, Case(SIGN_CASE, "")):
        given["way"] = way
    proving.open_case(turn, SIGN_CASE, **given)


def _open_cancel(turn: Turn, account: Account, known: AutoPayAnswer) -> None:
    if known.auto_pay.status is AutoPayStatus.CANCEL_REQUESTED:
        tell_standing(turn, known)
        return
    account = proving.permitted(turn, account.account_no, Scope.APPLY, purpose=KIND)
    way = known.way.name if known.way else ""
    proving.open_case(turn, CANCEL_CASE, account_no=account.account_no, way=way)


def tell_standing(turn: Turn, known: AutoPayAnswer) -> None:
    """Which way, whether it is confirmed, and what the payer still has to do."""
    status = known.auto_pay.status
    way = known.way.name if known.way else ""
    told = [phrase(f"payments.auto_pay.standing.{status.value}", way=way)]
    if status is AutoPayStatus.REQUESTED and known.way:
        told.append(known.way.confirm)
    if known.pay_this_bill_yourself:
        told.append(phrase("payments.auto_pay.this_bill"))
    buttons = "payments.auto_pay.cancel_buttons"
    ending = status is AutoPayStatus.CANCEL_REQUESTED
    turn.tell(lines(told), buttons="unable.buttons" if ending else buttons)


@register
class SignCase(Kind):
    """The way, then a yes."""

    name = SIGN_CASE
    words = "payments.auto_pay.sign"
    own_intents = frozenset({KIND, "inform"})

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Where the money is to come from."""
        label = phrase("payments.auto_pay.sign.label")
        return (Field("way", _way, buttons=_ways, label=label),)

    def read_back(self, turn: Turn, case: Case) -> str:
        """The way, and what the payer will have to do."""
        way = turn.deps.account_rules.auto_pay.way(case.get("way"))
        name, confirm = (way.name, way.confirm) if way else ("", "")
        return phrase("payments.auto_pay.sign.read_back", way=name, confirm=confirm)

    def finish(self, turn: Turn, case: Case) -> None:
        """The request, and what is left to do."""
        account = proving.of_case(turn, case, Scope.APPLY)
        try:
            done = auto_pay.sign(
                turn.deps.books,
                account=account,
                way=case.get("way"),
                conversation_id=turn.conversation_id,
                now=turn.now,
                rules=turn.deps.account_rules.auto_pay,
            )
        except AutoPayRefused as refused:
            turn.say(
                f"payments.auto_pay.refused.{refused.facts['reason']}",
                way=refused.facts["way"],
                buttons="payments.auto_pay.refused_buttons",
            )
            return
        tell_standing(turn, done)

    def aside(self, turn: Turn, case: Case) -> bool:
        """「安全吗」, 「要手续费吗」."""
        asks = turn.text and re.search(wording.words("cases")["asks"], turn.text)
        found = turn.deps.procedures.on(KIND, turn.today).detail_for(turn.text) if asks else None
        if found:
            turn.tell(found.answer)
        return found is not None


@register
class CancelCase(Kind):
    """A yes."""

    name = CANCEL_CASE
    words = "payments.auto_pay.cancel"
    own_intents = frozenset({KIND})
    confirm_buttons = "payments.auto_pay.cancel.buttons"

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """Nothing is asked."""
        return ()

    def read_back(self, turn: Turn, case: Case) -> str:
        """Which one ends."""
        return phrase("payments.auto_pay.cancel.read_back", way=case.get("way"))

    def finish(self, turn: Turn, case: Case) -> None:
        """Ask for its end."""
        account = proving.of_case(turn, case, Scope.APPLY)
        done = auto_pay.cancel(
            turn.deps.books,
            account=account,
            conversation_id=turn.conversation_id,
            now=turn.now,
            rules=turn.deps.account_rules.auto_pay,
        )
        told = [phrase(f"payments.auto_pay.ended.{done.auto_pay.status.value}")]
        if done.pay_this_bill_yourself:
            told.append(phrase("payments.auto_pay.this_bill"))
        turn.tell(lines(told), buttons="payments.auto_pay.ended_buttons")


def _way(turn: Turn, _case: Case) -> str:
    ways = turn.deps.account_rules.auto_pay.ways
    if tapped := turn.entity("case_choice"):
        return next((way.code for way in ways if way.code == tapped), "")
    said = wording.words("payments")["auto_pay"]["ways"]
    heard = [way.code for way in ways if re.search(said.get(way.code, way.name), turn.text)]
    return heard[0] if len(heard) == 1 and turn.text else ""


def _ways(turn: Turn, case: Case) -> Sequence[Button]:
    return [
        Button(way.name, f'/inform{{"case_choice":"{way.code}"}}')
        for way in turn.deps.account_rules.auto_pay.ways
    ]
