"""The phone to call back on: the holder's registered one by a yes, or one that is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import wording
from actions.cases.case import Case
from actions.cases.kind import Field
from actions.turn import Turn
from bot.domain.account import Account
from bot.domain.contact_reading import phone
from bot.domain.reply import Button
from bot.domain.unable import NotVerified
from bot.services import access, contact_phone

REGISTERED = "registered"
"""Kept in place of the registered number, which no slot ever holds."""


def phone_field(*, optional: bool) -> Field:
    """Asks for the phone; `optional` where nobody needs to call back."""
    return Field("phone", _read, optional=optional, question=_question, buttons=_buttons)


def chosen_phone(turn: Turn, case: Case) -> str | None:
    """The number to keep; None when none was left."""
    kept = case.get("phone")
    return registered(turn, case) if kept == REGISTERED else kept or None


def shown_phone(turn: Turn, case: Case) -> str:
    """The phone as it is read back; empty when none was left."""
    kept = case.get("phone")
    if kept == REGISTERED:
        known = registered(turn, case)
        return wording.phrase("contact.shown", tail=known[-4:]) if known else ""
    return kept


def registered(turn: Turn, case: Case) -> str | None:
    """The registered phone of the case's account, or of the one last proven.

    Only for who has proven the account just now: who acts for the holder, or is known by a
    binding, leaves a number of their own.
    """
    account = proven_account(turn, case)
    if account is None:
        return None
    number = account.account_no
    fresh = access.proof_of(
        turn.deps.books, conversation_id=turn.conversation_id, account_no=number, now=turn.now
    )
    return contact_phone.registered_phone(turn.deps.books, account=account) if fresh else None


def proven_account(turn: Turn, case: Case) -> Account | None:
    """The account that the case is about, or the one last proven; None when none is."""
    try:
        return access.account_for(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            account_no=case.get("account_no") or None,
            now=turn.now,
            purpose=f"{case.kind}.contact",
        )
    except NotVerified:
        return None


def _read(turn: Turn, case: Case) -> str:
    if said := phone(turn.text):
        return said
    agrees = turn.intent == "affirm" or re.search(wording.words("cases")["agrees"], turn.text)
    wanted = turn.entity("case_choice") == REGISTERED or (agrees and case.asked == "phone")
    return REGISTERED if wanted and not case.misses and registered(turn, case) else ""


def _question(turn: Turn, case: Case) -> str:
    known = registered(turn, case)
    if known:
        return wording.phrase("contact.ask_registered", tail=known[-4:])
    return wording.phrase("contact.ask")


def _buttons(turn: Turn, case: Case) -> Sequence[Button]:
    if registered(turn, case) is None:
        return ()
    return [Button(*pair) for pair in wording.buttons_of("contact.registered_buttons")]
