"""Matters this bot cannot finish by itself: one honest sentence and a way forward for each."""

from __future__ import annotations

from actions import knowledge, wording
from actions.base import XiaowaAction
from actions.hearing import is_deictic
from actions.outages import notice
from actions.turn import Turn

_NOTICES = ("subscribe_notice", "unsubscribe_notice")


class OtherTopic(XiaowaAction):
    """Shared by every intent that has its own sentence in words/other_topics.yml."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_other_topic"

    def act(self, turn: Turn) -> None:
        """Say what can be done about it, and where."""
        if turn.intent in _NOTICES and notice.take_up(turn):
            return
        if knowledge.asks(turn) and not is_deictic(turn.text) and knowledge.answer(turn):
            return
        topic = turn.topic
        if turn.intent == "invoice" and topic and topic.period and is_deictic(turn.text):
            turn.say("other_topics.invoice_of", period=topic.period)
        own = wording.words("other_topics")["buttons_of"]
        known = turn.intent in own
        buttons = f"other_topics.buttons_of.{turn.intent}" if known else "other_topics.buttons"
        turn.say(f"other_topics.{turn.intent}", buttons=buttons)
