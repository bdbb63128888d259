"""The one form behind every case: hear, ask, read back, do."""

from __future__ import annotations

import logging

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import XiaowaAction, explain
from actions.cases import asking, hearing_case
from actions.cases.case import Case
from actions.cases.kind import Kind, kind_of
from actions.turn import CASE_FORM, DONE, FORM, REQUESTED, Turn
from bot.domain.unable import Unable

logger = logging.getLogger(__name__)


class ValidateCaseForm(XiaowaAction):
    """Hears every message while a case is open; what it leaves alone goes to the rules."""

    answers_customers = False

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_case_form"

    def act(self, turn: Turn) -> None:
        """Take what the message gives; set no slot at all for a digression."""
        case = turn.case
        kind = kind_of(case) if case else None
        if case is None or kind is None:
            turn.set_cases(())
            self.close(turn)
        elif not turn.answers(CASE_FORM):
            turn.set_slot(DONE, turn.slot(DONE))
        else:
            self.hear(turn, case)

    def hear(self, turn: Turn, case: Case) -> None:
        """One message to an open case."""
        try:
            outcome = hearing_case.hear(turn, case)
        except Unable as refusal:
            explain(turn, refusal)
            turn.set_case(case)
            return
        if outcome is None:
            return
        turn.set_case(outcome.case)
        if outcome.complete:
            turn.set_slot(DONE, "complete")
        elif outcome.given_up:
            self.close(turn)

    def close(self, turn: Turn) -> None:
        """Close the form early; the rule after it tidies up."""
        turn.set_slot(DONE, None)
        turn.events.append(SlotSet(REQUESTED, None))


class AskCase(XiaowaAction):
    """The next question of the case, or the reading back."""

    answers_customers = False

    def name(self) -> str:
        """The name Rasa looks for."""
        return f"action_ask_{DONE}"

    def act(self, turn: Turn) -> None:
        """Ask for what is missing, in words that fit how we came here."""
        if turn.case:
            asking.ask(turn, turn.case)


class FinishCase(XiaowaAction):
    """Runs when the form closes: the case is done, or stays for later, and the rest goes on."""

    answers_customers = False
    ends_a_form = True

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_finish_case"

    def act(self, turn: Turn) -> None:
        """Do what is complete; then come back to what was interrupted."""
        case, complete = turn.case, turn.slot(DONE) == "complete"
        turn.set_slot(DONE, None)
        kind = kind_of(case) if case else None
        if case is None or kind is None:
            return
        if not complete:
            turn.stopped = True
            turn.set_cases(turn.cases[:-1])
            return
        try:
            kind.finish(turn, case)
        except Unable as refusal:
            explain(turn, refusal)
            self.keep(turn, kind, case)
            return
        except Exception as bug:
            # Only where it happened: the message of an exception may quote the customer.
            logger.error("case not done: %s in %s", type(bug).__name__, case.kind)
            turn.replies.clear()
            turn.say("cases.not_done")
            self.keep(turn, kind, case)
            return
        turn.set_cases(tuple(other for other in turn.cases if other.key != case.key))
        if kind.goes_on:
            go_on(turn)

    def keep(self, turn: Turn, kind: Kind, case: Case) -> None:
        """It could not be done now: everything given stays for another try."""
        turn.say("cases.kept", title=kind.title(case), buttons="cases.kept_buttons")


def go_on(turn: Turn) -> None:
    """Come back to a case or a proof that was interrupted, unless something opened already."""
    if any(event.get("event") == "followup" for event in turn.events):
        return
    if turn.cases:
        turn.events.append(FollowupAction(CASE_FORM))
    elif turn.task:
        turn.events.append(FollowupAction(FORM))
