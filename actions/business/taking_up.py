"""Going on with the procedure spoken of, whatever the brain took the message for."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import wording
from actions.business import application_opening, choosing, guide, matter
from actions.business.choosing import Chosen
from actions.business.listening import Heard, leads_elsewhere, listen, volunteered
from actions.business.matter import HANDED_IN, INSTEAD, OFFER, WHICH, Matter
from actions.turn import Turn
from bot.domain.application import standing
from bot.domain.procedure import Procedure
from bot.domain.unable import ProcedureMissing

LEANING = frozenset(
    {"inform", "affirm", "deny", "nlu_fallback", "out_of_scope", "chitchat", "help", "repeat"}
)
"""Intents of messages that say little by themselves."""
BESIDE = frozenset({"required_documents", "process_progress"})
"""Intents of any procedure."""
LASTS = 6
"""Messages for which a procedure stays in mind without being named."""
LONGEST_FOREIGN = 18
"""Characters; a longer message of another intent means that intent."""
PATIENCE = 2
"""Answers to a question that could not be used, before the message is left to its intent."""


def take(turn: Turn) -> bool:
    """Go on with the matter in hand; False when the message is about something else."""
    now = matter.matter_of(turn)
    if now is None:
        return False
    gap = matter.age(turn, now)
    if gap == 1 and now.asked and stops(turn):
        turn.say("business.later", buttons="business.buttons.later")
        return True
    if turn.intent == "cancel":
        return False
    if now.asked == WHICH:
        return gap == 1 and _takes_which(turn, now)
    try:
        rules = turn.deps.procedures.on(now.code, turn.today)
    except ProcedureMissing:
        return False
    variants = standing(rules, now.answers).variants
    heard = listen(turn.text, rules, asked=now.asked if gap == 1 else "", variants=variants)
    if _is_meant(turn, now, rules, heard, gap):
        return _answer(turn, rules, now, heard, gap)
    return gap <= LASTS and turn.intent in LEANING and _takes_other(turn, rules, heard)


def stops(turn: Turn) -> bool:
    """Whether it is enough for today."""
    said = re.search(wording.words("cases")["stops"], turn.text)
    return turn.intent == "cancel" or said is not None


def apply(turn: Turn, rules: Procedure, now: Matter) -> None:
    """Open the application with all that is known, unless an answer rules it out."""
    refused = standing(rules, now.answers).refused
    if refused:
        guide.refuse(turn, rules, now, *refused)
        return
    told = tuple(what for what in now.told if what != HANDED_IN)
    matter.keep(turn, replace(now, asked="", told=told))
    application_opening.open_new(turn, rules, now.answers)


def go_over(turn: Turn, now: Matter) -> None:
    """Begin with the procedure that serves the case instead."""
    rules = turn.deps.procedures.on(now.asked.removeprefix(INSTEAD), turn.today)
    guide.begin(turn, rules.intents[0], Chosen(rules))


def _takes_which(turn: Turn, now: Matter) -> bool:
    if turn.intent not in LEANING | {now.intent}:
        return False
    chosen = choosing.by_words(turn, now.intent)
    if chosen is None and turn.intent in {"inform", "affirm", "deny", "nlu_fallback"}:
        if turn.missed(WHICH) > PATIENCE:
            return False
        text, buttons = choosing.question(turn, now.intent)
        turn.say("business.question_again", question=text, buttons=buttons)
        turn.set_slot(matter.SLOT, replace(now, spoken=turn.message_id).as_slot())
        return True
    if chosen:
        guide.begin(turn, now.intent, chosen)
    return chosen is not None


def _takes_other(turn: Turn, rules: Procedure, heard: Heard) -> bool:
    """Begin with another procedure that the words name, though the intent says nothing."""
    named = turn.deps.procedures.named(turn.text, turn.today)
    if len(named) != 1 or named[0] is rules or heard.detail:
        return False
    guide.begin(turn, named[0].intents[0], Chosen(named[0], volunteered(named[0], turn.text)))
    return True


def _is_meant(turn: Turn, now: Matter, rules: Procedure, heard: Heard, gap: int) -> bool:
    """Whether the message can be about the matter at all."""
    if turn.intent == "process_progress" and HANDED_IN in now.told:
        return False
    if heard.wish == "apply":
        return turn.intent in LEANING | BESIDE | {now.intent} or gap == 1
    named = turn.deps.procedures.named(turn.text, turn.today)
    other = named and rules not in named and now.asked not in heard.answers
    if other and (turn.intent not in LEANING or not heard.detail):
        return False
    if turn.intent == "process_progress":
        answered = gap == 1 and now.asked in heard.answers
        return gap <= LASTS and (heard.detail is not None or answered)
    if turn.intent in LEANING | BESIDE or turn.intent == now.intent:
        return gap <= LASTS
    short = len(turn.text) <= LONGEST_FOREIGN
    understood = heard.detail or now.asked in heard.answers
    return gap == 1 and short and bool(understood) and not leads_elsewhere(turn.text, rules, heard)


def _answer(turn: Turn, rules: Procedure, now: Matter, heard: Heard, gap: int) -> bool:
    agrees = re.search(wording.words("business")["agrees"], turn.text) is not None
    agrees = gap == 1 and (agrees or turn.intent == "affirm")
    if heard.wish == "apply" or (agrees and now.asked == OFFER and not heard.answers):
        apply(turn, rules, now)
    elif agrees and now.asked.startswith(INSTEAD) and not heard.answers:
        go_over(turn, now)
    elif heard.answers or heard.detail:
        guide.go_on(turn, rules, now, heard)
    elif heard.wish:
        guide.tell_wish(turn, rules, now, heard.wish)
    elif gap == 1 and turn.intent == "deny" and now.asked == OFFER:
        turn.say("business.not_now", buttons="business.buttons.later")
    else:
        return gap == 1 and _asks_again(turn, rules, now)
    return True


def _asks_again(turn: Turn, rules: Procedure, now: Matter) -> bool:
    """The question once more, twice at most; then the message is left to its intent."""
    question = rules.question(now.asked)
    if question is None or turn.intent not in {"inform", "affirm", "deny", "nlu_fallback"}:
        return False
    if turn.missed(now.asked) > PATIENCE:
        return False
    buttons = guide.choices(now, question)
    turn.say("business.question_again", question=question.ask, buttons=buttons)
    turn.set_slot(matter.SLOT, replace(now, spoken=turn.message_id).as_slot())
    return True
