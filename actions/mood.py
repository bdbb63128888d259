"""Half a sentence for who is upset, before the answer and never instead of it."""

from __future__ import annotations

from dataclasses import replace

from actions.turn import Turn
from actions.wording import phrase
from bot.domain.mood import Mood, mood_in
from bot.domain.reply import Button

SLOT = "soothed"
_OWN_WORDS = frozenset(
    {"safety_hazard", "human_agent", "complaint", "praise", "suggestion", "out_of_scope"}
    | {"greeting", "goodbye", "thanks", "chitchat"}
)
"""Their answers are kind already, or kindness would be out of place."""
_MOST = 8


def comfort(turn: Turn) -> None:
    """Put half a sentence before what was said and a person beside it, once a topic."""
    mood = mood_in(turn.text) if turn.text else Mood.CALM
    if mood is Mood.CALM or not turn.replies:
        return
    _offer_person(turn)
    about = turn.topic.kind if turn.topic else turn.intent
    soothed = [str(kind) for kind in turn.slot(SLOT) or ()]
    if turn.intent in _OWN_WORDS or {about, turn.intent} & set(soothed):
        return
    turn.set_slot(SLOT, [*soothed, about, turn.intent][-_MOST:])
    first = turn.replies[0]
    kind = phrase(f"mood.{mood.name.lower()}")
    turn.replies[0] = replace(first, text=f"{kind}{first.text}")


def _offer_person(turn: Turn) -> None:
    """A person beside the answer, unless there is one."""
    title, payload = phrase("mood.person_title"), phrase("mood.person_payload")
    offered = [button.payload for reply in turn.replies for button in reply.buttons]
    if payload in offered or turn.intent == "human_agent":
        return
    last = turn.replies[-1]
    turn.replies[-1] = replace(last, buttons=(*last.buttons, Button(title, payload)))
