"""Acts that need more than a look: how far a right must reach, and which proof it takes."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import FollowupAction

from actions import answering, identity_talk
from actions.ask import Ask
from actions.base import explain
from actions.cases import opening
from actions.cases.case import Case
from actions.turn import FORM, Turn
from bot.domain.account import Account
from bot.domain.right import Scope
from bot.domain.unable import CodeUnavailable, NotVerified, Unable
from bot.services import access


def permitted(turn: Turn, account_no: str, scope: Scope, *, purpose: str) -> Account:
    """The account, open as far as `scope`.

    Raises:
        NotVerified, NotPermitted: as `access.account_for`.
    """
    return access.account_for(
        turn.deps.books,
        conversation_id=turn.conversation_id,
        account_no=account_no,
        now=turn.now,
        purpose=purpose,
        needs=scope,
    )


def of_case(turn: Turn, case: Case, scope: Scope) -> Account:
    """The account that a case is about.

    Raises:
        NotVerified, NotPermitted: as `access.account_for`.
    """
    return permitted(turn, case.get("account_no"), scope, purpose=case.kind)


def holder(turn: Turn, ask: Ask, account: Account, *, why: str) -> Account | None:
    """The account for what only its holder may do; None when a proof is asked for first.

    `why` is the key of the sentence that says so; the question is kept and comes back by itself.
    """
    try:
        return permitted(turn, account.account_no, Scope.OWN, purpose=ask.kind)
    except NotVerified:
        turn.say(why)
        prove_anew(turn, ask, account)
        return None


def prove_anew(turn: Turn, ask: Ask, account: Account) -> None:
    """Ask for a proof of this account, whatever opens it now; the question comes back by itself."""
    turn.set_slot("task", replace(ask, account_no="").as_slot())
    try:
        identity_talk.start(turn, account.account_no)
    except Unable as refusal:
        explain(turn, refusal)
        turn.close_form()
        return
    turn.set_slot("account_no", account.account_no)
    turn.set_slot("proof", None)
    if not turn.in_form:
        turn.events.append(FollowupAction(FORM))


def need_code(turn: Turn, ask: Ask, account: Account) -> None:
    """Send a code to the registered phone at once and wait for it; the question is kept.

    Say before why the code is needed.
    """
    try:
        identity_talk.send_code(turn, account.account_no, buttons="rights.buttons_code")
    except CodeUnavailable:
        turn.say("rights.no_phone", buttons="unable.buttons")
        return
    except Unable as refusal:
        explain(turn, refusal)
        return
    prove_anew(turn, ask, account)


def open_case(turn: Turn, kind: str, /, **given: str) -> None:
    """Begin a case after a proof, or in the middle of one that is over now."""
    if turn.in_form:
        turn.close_form()
    opening.open_case(turn, kind, **given)


def same_topic(turn: Turn, ask: Ask, account: Account) -> Ask:
    """What stays in mind after an act that is no question: the bill spoken of before, if any."""
    topic = turn.topic
    if topic and topic.account_no in ("", account.account_no) and (topic.period or topic.listed):
        return topic
    return ask


def again(turn: Turn, kind: str, aspect: str = "", *, account_no: str = "") -> None:
    """Answer a question of an own kind, now or after the proof."""
    answering.answer(turn, Ask(kind=kind, aspect=aspect, account_no=account_no))
