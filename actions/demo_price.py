"""Wherever prices behind the figures are for demonstration, it is said."""

from __future__ import annotations

from actions.turn import Turn
from actions.wording import phrase
from bot.domain.provenance import Provenance


def demo_note(turn: Turn, provenance: Provenance) -> str:
    """A sentence the first time in a conversation, two words afterwards; empty for real prices."""
    in_full = phrase("billing.demo.first")
    if provenance.verified or not turn.has_said(in_full):
        return "" if provenance.verified else in_full
    return demo_mark(provenance)


def demo_mark(provenance: Provenance) -> str:
    """The same in two words, for charts; empty when the prices are the real ones."""
    return "" if provenance.verified else phrase("billing.demo.again")
