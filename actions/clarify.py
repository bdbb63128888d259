"""One question, with buttons, when a message may as well mean either of two or three matters."""

from __future__ import annotations

from collections.abc import Sequence

from actions import heard, wording
from actions.also import title_of
from actions.follow_up import is_elliptic
from actions.turn import Turn
from bot.domain.reply import Button

CHOSEN = "clarified"
"""What the button of a matter carries; the words themselves are the ones said before it."""


def asks(turn: Turn) -> bool:
    """Ask which of the matters is meant; False when it is clear, or was asked just before."""
    unsure = [str(name) for name in turn.tracker.latest_message.get("unsure") or ()]
    titled = [name for name in unsure if title_of(name)]
    if len(titled) < 2 or turn.loop or not turn.text or _alike(titled) or is_elliptic(turn):
        return False
    if any(CHOSEN in button.get("payload", "") for button in heard.offered_before(turn)):
        return False
    buttons = [Button(title_of(name), f'/{name}{{"case_choice":"{CHOSEN}"}}') for name in titled]
    if len(buttons) == 2:
        buttons += [Button(*pair) for pair in wording.buttons_of("clarify.neither_buttons")]
    again = turn.has_said(wording.phrase("clarify.ask"))
    turn.say("clarify.ask", turn_no=int(again), buttons=buttons)
    return True


def takes_choice(turn: Turn) -> None:
    """A tapped matter is asked in the words the customer used before the question."""
    if turn.text or turn.entity("case_choice") != CHOSEN:
        return
    said = next((event for event in heard.before(turn) if event.get("event") == "user"), None)
    if said is None or str(said.get("text") or "").startswith("/"):
        return
    parse = said.get("parse_data") or said
    heard.replace(
        turn,
        text=str(said.get("text") or ""),
        intent=turn.intent,
        entities=parse.get("entities") or (),
    )


def _alike(names: Sequence[str]) -> bool:
    """Whether a guess between them costs nothing."""
    return any(set(names) <= set(group) for group in wording.words("clarify")["alike"])
