"""Opening an application from elsewhere: its number and the last four of its contact phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.base import explain
from actions.business import own_applications
from actions.business.application_numbers import last4_in, number_in
from actions.cases.case import Case
from actions.cases.kind import Field, Kind, register
from actions.turn import Turn
from bot.domain.unable import ApplicationLocked
from bot.services import application_access

OPENED = "opened"
"""Kept in place of the four digits, which no slot ever holds."""


@register
class LookupCase(Kind):
    """Ends with what the customer wanted of it: how far it is, to go on with it, to call it off."""

    name = "lookup"
    words = "lookup"
    own_intents = frozenset({"process_progress", "query_account_no", "change_phone"})
    confirmed = False

    def fields(self, turn: Turn, case: Case) -> Sequence[Field]:
        """The number, and what proves it."""
        return (
            Field("number", _read_number, volunteered=True),
            Field("last4", _read_last4, volunteered=True),
        )

    def heard(self, turn: Turn, case: Case) -> Case:
        """Open it as soon as both are there; the digits are forgotten at once.

        Raises:
            ApplicationNotOpened: they do not belong together.
        """
        if not (case.get("number") and case.get("last4")):
            return case
        try:
            application_access.open_with_phone(
                turn.deps.books,
                conversation_id=turn.conversation_id,
                number=case.get("number"),
                phone_last4=case.get("last4"),
                now=turn.now,
            )
        except ApplicationLocked as locked:
            explain(turn, locked)
            return replace(case.without("last4"), asked="locked")
        return case.with_given(last4=OPENED)

    def ends(self, turn: Turn, case: Case) -> bool:
        """Whether it is locked; why was said."""
        return case.asked == "locked"

    def finish(self, turn: Turn, case: Case) -> None:
        """Do what the number was asked for."""
        own_applications.deal_with(turn, case.get("number"), case.get("wanted"))


def _read_number(turn: Turn, _case: Case) -> str:
    return number_in(turn.text)


def _read_last4(turn: Turn, _case: Case) -> str:
    return last4_in(turn.text)
