"""Danger to life comes before everything."""

from __future__ import annotations

from actions.base import XiaowaAction
from actions.turn import Turn


class SafetyHazard(XiaowaAction):
    """A wire down, sparks, smoke, a shock."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_safety_hazard"

    def act(self, turn: Turn) -> None:
        """Say what keeps people alive; nothing else is asked in the same breath."""
        if turn.in_form:
            turn.close_form()
        turn.set_slot("misses", {"danger": 1})
        turn.say("safety.danger")
        turn.say("safety.report", buttons="safety.buttons")
