"""What is in hand: a matter spoken of, which a message may go on with whatever its intent.

A talk that leads customers through something registers a taker. Takers are asked before the
action of the intent runs, in the order they were registered; none is asked while a form is open,
which hears every message itself.
"""

from __future__ import annotations

from collections.abc import Callable

from actions.turn import Turn

Taker = Callable[[Turn], bool]
"""Answers the message when it goes on with the matter; False leaves it to its intent."""
_takers: list[Taker] = []
_SERVED_FIRST = frozenset({"safety_hazard", "human_agent", "goodbye", "greeting", "thanks"})


def taker(take: Taker) -> Taker:
    """Register one; a decorator."""
    _takers.append(take)
    return take


def taken(turn: Turn) -> bool:
    """Whether a matter in hand took the message."""
    if turn.loop or turn.intent in _SERVED_FIRST or not turn.text:
        return False
    return any(take(turn) for take in _takers)
