"""Codes that allow one act: reading one out of a message, and what to say to a wrong one."""

from __future__ import annotations

from collections.abc import Sequence

from actions import wording
from actions.cases.case import Case
from actions.hearing import listen
from actions.turn import Turn
from bot.domain.reply import Button
from bot.domain.unable import NoCodeSent, ProofMalformed, ProofRejected

_LENGTH = 6
Wrong = (ProofRejected, ProofMalformed, NoCodeSent)
"""What leaves another try."""


def read_code(turn: Turn, case: Case) -> str:
    """Six digits, once a code was sent."""
    proof = listen(turn.text).proof
    return proof if case.get("sent") and len(proof) == _LENGTH else ""


def code_buttons(turn: Turn, case: Case) -> Sequence[Button]:
    """Another one, or stop."""
    return [Button(*pair) for pair in wording.buttons_of("rights.buttons_code")]


def wants_another(turn: Turn) -> bool:
    """「没收到」, or the button."""
    heard = listen(turn.text)
    wished = "send_code" in heard.wishes and not heard.proof and not heard.phone
    return wished or turn.entity("proof_way") == "send_code"


def say_wrong(turn: Turn, refused: ProofRejected | ProofMalformed | NoCodeSent) -> None:
    """Wrong, or too late; how often it may be tried again."""
    if isinstance(refused, ProofRejected) and not refused.facts["expired"]:
        turn.say("rights.code_wrong", tries_left=refused.facts["tries_left"])
    else:
        turn.say("rights.code_expired")
