"""Proving an account: the form's validation, its two questions, and what happens after."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions import also, answering, identity_talk, restart, wording
from actions.ask import Ask
from actions.base import XiaowaAction, explain
from actions.cases.form import go_on
from actions.follow_up import is_elliptic, read_ask
from actions.hearing import Heard, cue_of
from actions.rights import binding, delegating
from actions.turn import Turn
from bot.domain.reply import Button
from bot.domain.unable import Locked, PeriodUnclear, StoreUnavailable, Unable
from bot.services import access

CONTENTLESS = frozenset(
    {"inform", "affirm", "deny", "nlu_fallback", "query_account_no", "bind_account", "repeat"}
)
"""Intents that answer the form's question, or fail to; every other is a digression."""
DATA_KINDS = frozenset(
    {"query_bill", "explain_bill", "query_tier", "query_arrears", "payment_problem", "late_fee"}
    | {"meter_reading", "query_usage", "compare_usage", "abnormal_usage"}
)
ALWAYS_SERVED = frozenset({"cancel", "human_agent", "safety_hazard", "goodbye"})
PATIENCE = 3
"""Unusable answers before we give up and offer a person; choices come with the last."""


LONGEST_WISH = 16
"""Characters; a longer sentence that mentions an ID card is about something else."""


def concerns_form(turn: Turn, heard: Heard) -> bool:
    """Whether a message is meant for the form rather than a digression."""
    if heard.account_no or heard.proof or turn.intent in CONTENTLESS:
        return True
    wishes = heard.wishes and len(turn.text) <= LONGEST_WISH
    return bool(wishes) and turn.intent not in ALWAYS_SERVED


class ValidateIdentityForm(XiaowaAction):
    """Hears every message while the form is open; what it leaves alone goes to the rules."""

    answers_customers = False

    def name(self) -> str:
        """The name Rasa looks for."""
        return "validate_identity_form"

    def act(self, turn: Turn) -> None:
        """Take a number, a proof or a wish; set no slot at all for a digression."""
        if not turn.answers_form:
            turn.set_slot("proof", turn.slot("proof"))
            return
        if restart.wanted(turn) or also.dropped_by(turn):
            return
        heard = identity_talk.heard_in(turn)
        if not concerns_form(turn, heard):
            return
        try:
            self.take(turn, heard)
        except Locked as locked:
            explain(turn, locked)
            self.give_up(turn)
        except StoreUnavailable as refusal:
            # Nobody's fault here: nothing counts as a miss, and the number need not be said again.
            explain(turn, refusal)
            turn.set_slot("account_no", heard.account_no or turn.slot("account_no"))
        except Unable as refusal:
            identity_talk.explain_plainly(turn, refusal)
            self.miss(turn)

    def take(self, turn: Turn, heard: Heard) -> None:
        """Use what was heard; the form then asks for what is missing."""
        number = str(turn.slot("account_no") or "")
        turn.set_slot("account_no", number or None)
        if heard.account_no:
            turn.set_slot("account_no", None)
            number = identity_talk.start(turn, heard.account_no)
            turn.set_slot("account_no", number)
            turn.set_slot("misses", None)
            self.switch_task(turn)
        if number and heard.proof:
            identity_talk.verify(turn, number, heard.proof)
            turn.set_slot("proof", "given")
        elif not heard.account_no:
            self.take_wish(turn, heard, number)

    def take_wish(self, turn: Turn, heard: Heard, number: str) -> None:
        """Neither number nor proof: a wish about how to go on, or nothing we can use."""
        wishes = heard.wishes
        buttons = identity_talk.buttons_for(turn)
        if delegating.WISH in wishes:
            delegating.take_over(turn, number)
        elif "not_holder" in wishes:
            turn.say("identity.not_holder", buttons=_with_delegation(buttons))
        elif not number and ("lost_number" in wishes or turn.intent == "query_account_no"):
            turn.say("identity.find_number")
        elif number and "lost_phone" in wishes:
            turn.say("identity.lost_phone", buttons=buttons)
        elif number and ("send_code" in wishes or self.accepts_code(turn)):
            identity_talk.send_code(turn, number)
        elif number and "use_id" in wishes:
            turn.say("identity.say_id")
        elif heard.phone or heard.proof:
            turn.say("identity.phone_is_no_key" if heard.phone else "identity.number_first")
            self.miss(turn)
        else:
            self.miss(turn)

    def accepts_code(self, turn: Turn) -> bool:
        """好的, to an offer that starts with the code."""
        return turn.intent == "affirm" and not turn.slot("misses")

    def switch_task(self, turn: Turn) -> None:
        """「3501… 昨天几度」 inside the form: the number counts, and so does the new question."""
        if turn.intent in DATA_KINDS and cue_of(turn.text) and not is_elliptic(turn):
            try:
                ask = read_ask(turn, turn.intent)
            except PeriodUnclear:
                ask = Ask(kind=turn.intent)
            turn.set_slot("task", ask.as_slot())

    def miss(self, turn: Turn) -> None:
        """Count an unusable answer; after the last, offer a person and close the form."""
        if turn.missed("form") > PATIENCE:
            turn.say("identity.gave_up", buttons="unable.buttons")
            self.give_up(turn)

    def give_up(self, turn: Turn) -> None:
        """Close the form early; the rule after it tidies up."""
        turn.set_slot("account_no", None)
        turn.events.append(SlotSet("requested_slot", None))


class AskAccountNo(XiaowaAction):
    """The form's first question."""

    answers_customers = False

    def name(self) -> str:
        """The name Rasa looks for."""
        return "action_ask_account_no"

    def act(self, turn: Turn) -> None:
        """Ask in full once, then shorter, then with choices."""
        ask(turn, "account_no")


class AskProof(XiaowaAction):
    """The form's second question."""

    answers_customers = False

    def name(self) -> str:
        """The name Rasa looks for."""
        return "action_ask_proof"

    def act(self, turn: Turn) -> None:
        """Offer the code or the last four of the ID; say nothing about the holder."""
        ask(turn, "proof")


def ask(turn: Turn, what: str) -> None:
    """One question of the form, worded for the first time, a repetition or a return."""
    misses = int((turn.slot("misses") or {}).get("form", 0))
    if turn.form_has_spoken and misses < PATIENCE:
        return
    if what == "proof" and turn.just_said(wording.phrase("identity.code_sent")):
        return
    looking = turn.task is not None and turn.task.kind == "query_account_no"
    if looking and what == "account_no" and misses < PATIENCE:
        turn.say("identity.ask_account_no.found")
    elif turn.returns_to_form:
        turn.say(f"identity.ask_{what}.again", buttons=f"identity.buttons_{what}")
    elif misses >= PATIENCE:
        turn.say(f"identity.ask_{what}.choices", buttons="identity.buttons_stuck")
    elif turn.asked_slot == what:
        turn.say(f"identity.ask_{what}.short", buttons=f"identity.buttons_{what}")
    else:
        turn.say(f"identity.ask_{what}.first", buttons=f"identity.buttons_{what}")


class ResumeTask(XiaowaAction):
    """Runs when the form closes: the question that waited is answered by itself."""

    answers_customers = False
    ends_a_form = True

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_resume_task"

    def act(self, turn: Turn) -> None:
        """Answer the pending question for the account just proven."""
        proven, first = turn.slot("proof") == "given", turn.topic is None
        number, task = str(turn.slot("account_no") or ""), turn.task
        interrupted = bool(turn.cases)
        turn.close_form()
        if not proven:
            turn.stopped = True
            turn.set_slot("task", None)
            if delegating.took_over(turn):
                go_on(turn)
            return
        account = access.account_for(
            turn.deps.books,
            conversation_id=turn.conversation_id,
            account_no=number,
            now=turn.now,
            purpose=task.kind if task else "verify",
        )
        # Not before the account is here: a database that is down must not take the question away.
        turn.set_slot("task", None)
        if task is None:
            turn.say("identity.proven", buttons="conversation.menu_buttons")
            turn.remember(Ask(kind="query_bill", account_no=number))
        else:
            answering.tell(turn, task, account)
        told_all = task is not None and task.aspect == "each"
        if interrupted:
            go_on(turn)
            return
        if _goes_on(turn) or turn.cases:
            return
        if first and not told_all:
            self.mention_others(turn)
        if task is None or task.kind != binding.KIND:
            binding.offer(turn, account)

    def mention_others(self, turn: Turn) -> None:
        """Say once that the same proof opened further accounts."""
        numbers = turn.proven_numbers
        if len(numbers) > 1:
            turn.say("account.others", buttons="account.others_buttons", count=len(numbers) - 1)


def _with_delegation(key: str) -> list[Button]:
    """The usual buttons, and the way for who acts without the holder."""
    pairs = (*wording.buttons_of(key), *wording.buttons_of("identity.buttons_delegate"))
    return [Button(*pair) for pair in pairs]


def _goes_on(turn: Turn) -> bool:
    """Whether the answer opened something of its own."""
    return any(event.get("event") == "followup" for event in turn.events)
