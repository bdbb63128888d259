"""Matters this bot cannot finish by itself: one honest sentence and a way forward for each."""

from __future__ import annotations

from actions import knowledge, wording
from actions.base import XiaowaAction
from actions.hearing import is_deictic
from actions.turn import Turn


class OtherTopic(XiaowaAction):
    """Shared by every intent that has its own sentence in words/other_topics.yml."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_other_topic"

    def act(self, turn: Turn) -> None:
        """Say what can be done about it, and where."""
        if knowledge.asks(turn) and not is_deictic(turn.text) and knowledge.answer(turn):
            return
        own = wording.words("other_topics")["buttons_of"]
        known = turn.intent in own
        buttons = f"other_topics.buttons_of.{turn.intent}" if known else "other_topics.buttons"
        turn.say(f"other_topics.{turn.intent}", buttons=buttons)
