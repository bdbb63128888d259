"""Someone at home lives by a powered device: help before anything is asked."""

from __future__ import annotations

from actions.danger import open_life_support
from actions.repairs import symptom
from actions.turn import Turn


def takes_over(turn: Turn) -> bool:
    """Say what to do now and open an urgent order at once; False when nobody is in danger."""
    if not turn.text or not symptom.is_life_support(turn, turn.text):
        return False
    open_life_support(turn)
    return True
