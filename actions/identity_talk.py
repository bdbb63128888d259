"""The talk around proving an account; what counts as proof is `services.access`'s to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rasa_sdk.events import FollowupAction

from actions import wording
from actions.ask import Ask
from actions.base import explain, words_code
from actions.hearing import Heard, listen
from actions.turn import FORM, Turn
from bot.clients.sms import NoSms
from bot.domain.account import Account
from bot.domain.unable import (
    AccountNoMalformed,
    AccountNotFound,
    CodeTooSoon,
    CodeUnavailable,
    Locked,
    Unable,
)
from bot.services import access

_INTRO_OF = {"lines": "query_bill", "arithmetic": "query_bill", "risen": "risen", "keep": "keep"}
"""Sides of a matter that are introduced in words of their own."""
Teller = Callable[[Turn, Ask, Account], None]


def heard_in(turn: Turn) -> Heard:
    """The numbers and wishes of this turn's message or tapped button."""
    return listen(
        turn.text,
        given={name: turn.entity(name) for name in ("account_no", "proof_way") if not turn.text},
    )


def ask_for_proof(turn: Turn, ask: Ask, *, then: Teller) -> None:
    """Keep the question, take what the message already gives, and open the form for the rest."""
    turn.set_slot("task", replace(ask, account_no="").as_slot())
    heard = heard_in(turn)
    if not heard.proof:
        introduce(turn, ask)
    number = heard.account_no or ask.account_no
    try:
        number = start(turn, number) if number else ""
        if number and heard.proof:
            then(turn, replace(ask, account_no=number), verify(turn, number, heard.proof)[0])
            return
    except Locked as locked:
        explain(turn, locked)
        turn.close_form()
        return
    except (AccountNotFound, AccountNoMalformed) as refusal:
        explain_plainly(turn, refusal)
        number = ""
    except Unable as refusal:
        explain_plainly(turn, refusal)
    if not turn.in_form or number:
        # A new question in the middle of the proof leaves the number given for the old one.
        turn.set_slot("account_no", number or None)
    turn.set_slot("proof", None)
    if not turn.in_form:
        turn.events.append(FollowupAction(FORM))


def take_proof(turn: Turn) -> None:
    """Use a number and a proof that came along with something else that must be asked first."""
    heard = heard_in(turn)
    if not (heard.account_no and heard.proof):
        return
    try:
        verify(turn, start(turn, heard.account_no), heard.proof)
    except Unable as refusal:
        explain_plainly(turn, refusal)


def introduce(turn: Turn, ask: Ask) -> None:
    """One sentence of what we are about to do, kinder when the customer is upset."""
    known = wording.words("identity")["intro"]
    kind = _INTRO_OF.get(ask.aspect, ask.kind)
    if turn.in_form:
        turn.say("identity.switched", what=known.get(kind, known["other"])["what"])
    elif ask.account_no and turn.topic and turn.topic.account_no == ask.account_no:
        turn.say("identity.proof_expired")
    else:
        turn.say(f"identity.intro.{kind if kind in known else 'other'}.say")


def start(turn: Turn, number: str) -> str:
    """The account's number as the books spell it; see `access.start` for what it raises."""
    return access.start(
        turn.deps.books, conversation_id=turn.conversation_id, account_no=number, now=turn.now
    )


def verify(turn: Turn, number: str, proof: str) -> list[Account]:
    """The accounts a proof opens; see `access.verify` for what it raises."""
    return access.verify(
        turn.deps.books,
        conversation_id=turn.conversation_id,
        account_no=number,
        proof=proof,
        now=turn.now,
    )


def send_code(turn: Turn, number: str, *, buttons: str = "identity.buttons_code") -> None:
    """Send a one-time code and say so, or say why not."""
    if isinstance(turn.deps.sms, NoSms):
        raise CodeUnavailable
    try:
        access.send_code(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            account_no=number,
            now=turn.now,
            wording=wording.words("identity")["sms"],
        )
    except CodeTooSoon as soon:
        wait = max(int((soon.facts["again_at"] - turn.now).total_seconds()), 1)
        turn.say("identity.code_too_soon", seconds=wait, buttons=buttons)
    else:
        turn.say("identity.code_sent", buttons=buttons)


def explain_plainly(turn: Turn, refusal: Unable) -> None:
    """The sentence of a refusal, with the ways on that the form offers."""
    turn.say(f"unable.{words_code(refusal)}", buttons=buttons_for(turn), **refusal.facts)


def buttons_for(turn: Turn) -> str:
    """The buttons of the question the form is at."""
    return f"identity.buttons_{'proof' if turn.slot('account_no') else 'account_no'}"
