"""代查代办: the holder agrees by a code to their phone, then a relative goes on alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions import answering, identity_talk, in_hand, proving
from actions.ask import Ask
from actions.base import explain
from actions.cases import opening
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.hearing import listen
from actions.rights import codes
from actions.rights import delegation_words as said
from actions.rights.said import fits
from actions.turn import REQUESTED, Turn
from actions.wording import day, moment, words
from bot.domain.account import mask_account_no
from bot.domain.unable import CodeTooSoon, CodeUnavailable, Locked, NotVerified
from bot.domain.unable_account import DelegationRefused
from bot.services import delegation
from bot.services.delegation import DelegationAsk

CASE = "delegation"
WISH = "delegate"


def begin(turn: Turn, account_no: str = "", *, task: Ask | None = None) -> None:
    """Say the rule in one sentence and ask what the holder is to agree to."""
    turn.say("rights.delegate.open")
    proving.open_case(turn, CASE, **_given(turn, account_no, task))


@in_hand.taker
def take(turn: Turn) -> bool:
    """「想替我妈代办」, whatever the brain takes it for."""
    if not fits(turn.text, "wants_to_act"):
        return False
    begin(turn, listen(turn.text).account_no)
    return True


def take_over(turn: Turn, account_no: str) -> None:
    """From the middle of a proof that only the holder could give; its question is kept."""
    turn.say("rights.delegate.open")
    case = opening.new_case(turn, CASE, **_given(turn, account_no, turn.task))
    turn.set_cases((*turn.cases, case))
    turn.set_slot("account_no", None)
    turn.events.append(SlotSet(REQUESTED, None))


def took_over(turn: Turn) -> bool:
    """Whether the proof that just closed gave way to this."""
    case = turn.case
    return case is not None and case.kind == CASE and not case.asked


def _given(turn: Turn, account_no: str, task: Ask | None) -> dict[str, str]:
    """What is known already; for how long is only taken when it is said."""
    fresh = Case(CASE, "")
    given = {"lasting": said.read_span(turn, fresh)}
    if account_no:
        given["account_no"] = account_no
    if name := said.read_name(turn, fresh):
        given["name"] = name
    if task:
        given["task"] = json.dumps(task.as_slot(), ensure_ascii=False)
    return given


@register
class DelegationCase(Kind):
    """Which account, who asks, for what; then the code that the holder reads out."""

    name = CASE
    words = "rights.delegate"
    own_intents = frozenset({"bind_account", "query_account_no", "inform", "query_bill"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """The code comes last, after everything it stands for is fixed."""
        return (
            Field("account_no", said.read_account_no, buttons=said.number_help),
            Field("name", said.read_name, volunteered=True, buttons=said.names),
            Field("scopes", said.read_scopes, volunteered=True, buttons=said.scope_buttons),
            # Given from the start, so taken when it is said and never asked for.
            Field("lasting", said.read_span, volunteered=True),
            Field("code", codes.read_code, buttons=codes.code_buttons),
        )

    def heard(self, turn: Turn, case: Case) -> Case:
        """Check the number, send the code once all is known, take the code when it comes."""
        if case.get("account_no") != case.get("checked"):
            number = identity_talk.start(turn, case.get("account_no"))
            case = case.with_given(account_no=number, checked=number)
        if case.get("code"):
            return _confirm(turn, case)
        known = case.get("checked") and case.get("name") and case.get("scopes")
        return _send(turn, case) if known and case.get("sent") != _agreed(case) else case

    def ends(self, turn: Turn, case: Case) -> bool:
        """It cannot go on, and why was said."""
        return bool(case.get("over"))

    def aside(self, turn: Turn, case: Case) -> bool:
        """「没收到」: another code; 「户号不知道」: where to find it."""
        heard = listen(turn.text)
        if case.asked == "code" and codes.wants_another(turn):
            _send(turn, case)
            return True
        if case.asked == "account_no" and not heard.account_no:
            lost = "lost_number" in heard.wishes or turn.intent == "query_account_no"
            if lost:
                turn.say("identity.find_number")
            return lost
        return False

    def finish(self, turn: Turn, case: Case) -> None:
        """Say how far it reaches and how it ends; then the question that waited."""
        until = turn.now + (said.span_of(case) or turn.deps.account_rules.delegation.usual)
        turn.say(
            "rights.delegate.done",
            account=mask_account_no(case.get("account_no")),
            scopes=said.scope_words(said.scopes_of(case)),
            until=day(until.date()),
            buttons=() if case.get("task") else "conversation.menu_buttons",
        )
        task = Ask.from_slot(json.loads(case.get("task"))) if case.get("task") else None
        waiting = task or Ask("query_bill")
        waiting = replace(waiting, account_no=case.get("account_no"))
        if task:
            answering.answer(turn, waiting)
        else:
            turn.remember(waiting)


def _agreed(case: Case) -> str:
    """What a code that was sent stands for."""
    return "|".join(case.get(name) for name in ("account_no", "name", "scopes", "lasting"))


def _send(turn: Turn, case: Case) -> Case:
    """Text the holder what they would agree to."""
    try:
        delegation.ask(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            account_no=case.get("account_no"),
            wanted=DelegationAsk(case.get("name"), said.scopes_of(case), said.span_of(case)),
            now=turn.now,
            wording=str(words("rights")["sms"]["delegate"]),
            scope_words=said.scope_words,
            rules=turn.deps.account_rules.delegation,
        )
    except CodeTooSoon as soon:
        return _too_soon(turn, case, soon)
    except (CodeUnavailable, NotVerified):
        turn.say("rights.delegate.no_phone", buttons="unable.buttons")
        return case.with_given(over="1")
    except (DelegationRefused, Locked) as refused:
        return _over(turn, case, refused)
    return case.with_given(sent=_agreed(case))


def _too_soon(turn: Turn, case: Case, soon: CodeTooSoon) -> Case:
    again_at = soon.facts["again_at"]
    if not case.get("sent"):
        turn.say("rights.delegate.later", at=moment(again_at), buttons="unable.buttons")
        return case.with_given(over="1")
    turn.say("rights.code_wait", seconds=max(int((again_at - turn.now).total_seconds()), 1))
    return case


def _confirm(turn: Turn, case: Case) -> Case:
    """The code that was read out; it is never kept, and a wrong one is asked for again."""
    try:
        delegation.confirm(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            account_no=case.get("account_no"),
            code=case.get("code"),
            now=turn.now,
            told=str(words("rights")["sms"]["delegated"]),
            rules=turn.deps.account_rules.delegation,
        )
    except codes.Wrong as wrong:
        codes.say_wrong(turn, wrong)
        return case.without("code")
    except (DelegationRefused, Locked, NotVerified) as refused:
        return _over(turn, case.without("code"), refused)
    return case.with_given(code="given")


def _over(turn: Turn, case: Case, refused: DelegationRefused | Locked | NotVerified) -> Case:
    if isinstance(refused, DelegationRefused):
        turn.say(
            f"rights.delegate.refused.{refused.facts['reason']}",
            most=refused.facts["most"],
            buttons="unable.buttons",
        )
    else:
        explain(turn, refused)
    return case.with_given(over="1")
