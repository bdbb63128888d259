"""Danger to life comes before everything."""

from __future__ import annotations

from actions.base import XiaowaAction
from actions.turn import Turn

PLACES = 3
"""Messages after a report of danger that are still taken for where it is."""
_LONGEST_PLACE = 60


def take_place(turn: Turn) -> bool:
    """Right after a report of danger, say back where it is and whom to call; False otherwise."""
    told = int((turn.slot("misses") or {}).get("danger", 0))
    if not turn.text or not 0 < told <= PLACES:
        return False
    turn.missed("danger")
    place = turn.text.strip(" 。.!！,，")[:_LONGEST_PLACE]
    turn.say("safety.place", buttons="safety.buttons", place=place)
    return True


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
