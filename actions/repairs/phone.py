"""A contact phone: one that is given, or 「就用这个电话」, the registered one after a proof."""

from __future__ import annotations

import re

from actions import wording
from actions.cases.case import Case
from actions.cases.contact import REGISTERED, chosen_phone, registered
from actions.turn import Turn
from bot.domain.contact_reading import phone as phone_in
from bot.domain.unable import NotVerified

UNSEEN = "?"
"""「就用这个电话」, but no number is known to us."""


def read_phone(turn: Turn, case: Case) -> str:
    """The phone of a message, or a mark for the registered one when the customer agrees to it."""
    if given := phone_in(turn.text):
        return given
    this_one = re.search(wording.words("report")["this_phone"], turn.text) is not None
    agrees = turn.intent == "affirm" or _agrees(turn.text)
    tapped = turn.entity("case_choice") == REGISTERED
    if not (this_one or tapped or (agrees and case.asked == "phone")):
        return ""
    if registered(turn, case):
        return REGISTERED
    return UNSEEN if this_one else ""


def phone_for(turn: Turn, case: Case) -> str | None:
    """The number to call; None when none was given.

    Raises:
        NotVerified: the registered one was agreed to, but the proof has run out.
    """
    phone = chosen_phone(turn, case)
    if case.get("phone") == REGISTERED and phone is None:
        turn.set_case(case.without("phone"))
        raise NotVerified
    return phone


def tail_of_registered(turn: Turn, case: Case) -> str:
    """The last four of the registered phone; empty before a proof, or when there is none."""
    return (registered(turn, case) or "")[-4:]


def _agrees(text: str) -> bool:
    return bool(text) and re.search(wording.words("cases")["agrees"], text) is not None
