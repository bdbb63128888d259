"""Danger to life comes before everything."""

from __future__ import annotations

from actions.base import XiaowaAction
from actions.danger import danger_in, take
from actions.turn import Turn


class SafetyHazard(XiaowaAction):
    """A wire down, sparks, smoke, a shock; someone in despair."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_safety_hazard"

    def act(self, turn: Turn) -> None:
        """Say what keeps people alive and send someone; nothing else in the same breath."""
        take(turn, danger_in(turn.text))
