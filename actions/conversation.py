"""Small talk, finding the way back, and messages that lean on what was said before."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from rasa_sdk.events import FollowupAction

from actions import answering, identity_talk, knowledge, not_ours, wording
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.cases import opening
from actions.danger import take_more
from actions.follow_up import PERIODFUL, follow_up, read_ask
from actions.hearing import cue_of, resumes
from actions.insight import my_data
from actions.outages import follow
from actions.repairs import calling_off, relapse
from actions.rights import binding
from actions.turn import FORM, Turn
from bot.domain.reply import Button
from bot.domain.unable import NotVerified, PeriodUnclear
from bot.services import access


class Talk(XiaowaAction, ABC):
    """An action of the conversation itself."""

    @property
    @abstractmethod
    def intent(self) -> str:
        """The intent it answers; a plain class attribute in each subclass."""

    def name(self) -> str:
        """The action of the intent."""
        return f"action_{self.intent}"


class LeaningTalk(Talk, ABC):
    """A message that says little by itself may be a follow-up: 「第二个呢」."""

    may_be_a_place = False
    """Whether, right after a report of danger, the message is taken for where it is."""

    def act(self, turn: Turn) -> None:
        """Answer the follow-up, or what is said when there is none."""
        if self.takes_up_case(turn) or relapse.answers(turn) or follow.follows(turn):
            return
        try:
            ask = None if turn.in_form else follow_up(turn)
        except PeriodUnclear as unclear:
            kind = turn.topic.kind if turn.topic and turn.topic.kind in PERIODFUL else "query_bill"
            answering.which_period(turn, kind, unclear)
            return
        if ask:
            answering.answer(turn, ask)
        elif self.may_be_a_place and take_more(turn):
            return
        elif not turn.in_form and (number := identity_talk.heard_in(turn).account_no):
            answering.answer(turn, with_number(turn, number))
        else:
            self.alone(turn)

    def takes_up_case(self, turn: Turn) -> bool:
        """「再试一次」, 「接着办」: go on with a case that was kept; False otherwise."""
        wanted = turn.intent == "affirm" or resumes(turn.text)
        if not wanted or turn.loop:
            return False
        return opening.come_back(turn) or answering.take_up(turn)

    def alone(self, turn: Turn) -> None:
        """What to say when the message leans on nothing."""
        turn.say(f"conversation.{self.intent}", buttons="conversation.menu_buttons")


class Greeting(Talk):
    """你好."""

    intent = "greeting"

    def act(self, turn: Turn) -> None:
        """Say who we are and what can be asked; shorter the second time."""
        again = any(event.get("event") == "bot" for event in turn.tracker.events)
        turn.say("conversation.greeting", turn_no=int(again), buttons="conversation.menu_buttons")


class Goodbye(Talk):
    """再见."""

    intent = "goodbye"

    def act(self, turn: Turn) -> None:
        """Close what is open and say goodbye."""
        if binding.take_log_out(turn):
            return
        # What becomes of a matter is farewell enough: 「先不弄了，明天再说」.
        left = opening.leave(turn)
        turn.close_form()
        turn.set_slot("task", None)
        if not left:
            turn.say("conversation.goodbye")


class Thanks(Talk):
    """谢谢."""

    intent = "thanks"

    def act(self, turn: Turn) -> None:
        """You are welcome."""
        turn.say("conversation.thanks", turn_no=int(turn.in_form))


class Affirm(LeaningTalk):
    """是的."""

    intent = "affirm"


class Deny(LeaningTalk):
    """不是; 不是上个月，我要这个月的."""

    intent = "deny"

    def alone(self, turn: Turn) -> None:
        """「不用了，谢谢」 needs nothing more; 「不是」 is asked what it should be."""
        if re.search(wording.words("conversation")["no_person_said"], turn.text):
            turn.say("conversation.no_person", buttons="conversation.menu_buttons")
        elif re.search(wording.words("conversation")["needs_nothing"], turn.text):
            turn.say("conversation.nothing_to_cancel")
        else:
            super().alone(turn)


class Inform(LeaningTalk):
    """A bare value: a period, a number, a place in a list."""

    intent = "inform"
    may_be_a_place = True

    def alone(self, turn: Turn) -> None:
        """A wish about the proof opens it, a tapped article is read out; others lead nowhere."""
        if knowledge.open_tapped(turn):
            return
        heard = identity_talk.heard_in(turn)
        if heard.wishes & {"send_code", "use_id", "lost_number"} and not turn.in_form:
            turn.events.append(FollowupAction(FORM))
        else:
            not_understood(turn)


class Cancel(Talk):
    """算了，不查了."""

    intent = "cancel"

    def act(self, turn: Turn) -> None:
        """Stop what is open: the matter being written down, or the proof."""
        if binding.take_log_out(turn):
            return
        if calling_off.takes(turn) or relapse.answers(turn):
            return
        if not turn.in_form and opening.leave(turn):
            return
        pending = turn.in_form or turn.task is not None
        turn.close_form()
        turn.set_slot("task", None)
        turn.set_slot("misses", None)
        key = "identity.cancelled" if pending else "conversation.nothing_to_cancel"
        if turn.cases:
            # The matter that the proof interrupted is still open.
            turn.say(key)
            opening.come_back(turn)
            return
        turn.say(key, buttons="conversation.menu_buttons")


class Repeat(Talk):
    """再说一遍."""

    intent = "repeat"

    def act(self, turn: Turn) -> None:
        """Say the last answer again, card and buttons included."""
        last = _last_said(turn)
        again = not turn.loop and resumes(turn.text)
        if again and (opening.come_back(turn) or answering.take_up(turn)):
            return
        if not last:
            turn.say("conversation.nothing_to_repeat", buttons="conversation.menu_buttons")
        elif turn.topic and turn.topic.account_no and not self.may_hear(turn, turn.topic):
            answering.answer(turn, turn.topic)
        else:
            self.say_again(turn, last)

    def may_hear(self, turn: Turn, topic: Ask) -> bool:
        """Whether the account last spoken of is still proven: saying it again is a look too."""
        try:
            access.account_for(
                turn.deps.books,
                conversation_id=turn.conversation_id,
                account_no=topic.account_no or None,
                now=turn.now,
                purpose=self.intent,
            )
        except NotVerified:
            return False
        return True

    def say_again(self, turn: Turn, last: list[dict[str, Any]]) -> None:
        """Every message of the last answer."""
        for event in last:
            data = event.get("data") or {}
            custom = data.get("custom") or {}
            buttons = [Button(b["title"], b["payload"]) for b in data.get("buttons") or []]
            turn.tell(
                event.get("text") or "",
                buttons=buttons,
                card=custom.get("card"),
                provenance=custom.get("provenance"),
            )


class Help(LeaningTalk):
    """你能做什么."""

    intent = "help"

    def act(self, turn: Turn) -> None:
        """A tapped button of one's own data; else what can be asked."""
        if not my_data.takes_tap(turn):
            super().act(turn)

    def alone(self, turn: Turn) -> None:
        """What can be asked, in examples."""
        turn.say("conversation.help", buttons="conversation.help_buttons")


class Chitchat(LeaningTalk):
    """你是机器人吗."""

    intent = "chitchat"

    def alone(self, turn: Turn) -> None:
        """Honest about being a program; brief about everything else."""
        if re.search(wording.words("conversation")["chitchat_bot"], turn.text):
            turn.say("conversation.chitchat.bot", buttons="conversation.menu_buttons")
            return
        count = turn.missed("chitchat")
        turn.say(
            "conversation.chitchat.other",
            turn_no=count - 1,
            buttons="conversation.menu_buttons",
        )


class OutOfScope(LeaningTalk):
    """Not ours."""

    intent = "out_of_scope"
    may_be_a_place = True

    def alone(self, turn: Turn) -> None:
        """Another sentence each time; from the second on with a menu and a person."""
        if not re.search(r"\w", turn.text):
            not_understood(turn)
            return
        if knowledge.answer(turn):
            return
        count = _stumbles(turn, "out_of_scope")
        buttons = "conversation.out_buttons" if count > 1 else "conversation.menu_buttons"
        if ask := not_ours.whom_to_ask(turn):
            turn.say("conversation.not_ours", turn_no=count - 1, ask=ask, buttons=buttons)
        else:
            turn.say("conversation.out_of_scope", turn_no=count - 1, buttons=buttons)


class Fallback(LeaningTalk):
    """Not understood."""

    intent = "fallback"
    may_be_a_place = True

    def alone(self, turn: Turn) -> None:
        """Look it up in the articles; else ask for other words; after that offer a person."""
        if not knowledge.answer(turn, or_nearest=True):
            not_understood(turn)


class DefaultFallback(Fallback):
    """What Rasa runs when no rule applies."""

    intent = "default_fallback"


class HumanAgent(Talk):
    """转人工."""

    intent = "human_agent"

    def act(self, turn: Turn) -> None:
        """How to reach a person now; nothing stands in the way."""
        turn.close_form()
        count = turn.missed("human")
        turn.say("conversation.human", turn_no=count - 1)
        if turn.cases:
            opening.set_aside(turn)
            turn.say("cases.kept_for_person")


def with_number(turn: Turn, account_no: str) -> Ask:
    """What a message with an account number asks: its own words first, then what was open."""
    cue = cue_of(turn.text)
    if cue:
        return replace(read_ask(turn, cue), account_no=account_no)
    known = turn.task or turn.topic or Ask(kind="query_bill")
    return replace(known, account_no=account_no, listed=())


def not_understood(turn: Turn) -> None:
    """We did not get it: ask again in other words, then offer a person."""
    count = _stumbles(turn, "fallback")
    buttons = "conversation.out_buttons" if count > 1 else "conversation.menu_buttons"
    turn.say("conversation.fallback", turn_no=count - 1, buttons=buttons)


def _stumbles(turn: Turn, kind: str) -> int:
    """How often in a row we could not help, of this kind or the other."""
    turn.missed(kind)
    misses = turn.slot("misses") or {}
    return int(misses.get("out_of_scope", 0)) + int(misses.get("fallback", 0))


def _last_said(turn: Turn) -> list[dict[str, Any]]:
    """The bot's messages of the last turn that had any."""
    said: list[dict[str, Any]] = []
    events = list(turn.tracker.events)
    while events and events[-1].get("event") != "user":
        events.pop()
    for event in reversed(events[:-1]):
        if event.get("event") == "bot":
            said.insert(0, event)
        elif event.get("event") == "user" and said:
            break
    return said
