"""Several wishes in one message: the first is answered, the others follow, now or afterwards.

The brain lists them (`wishes` of the parse). Those that cannot follow at once, because a proof or a
case came first, wait in the slot `also`: names of intents and the customer's own words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions import heard, wording
from actions.hearing import listen
from actions.turn import Turn

SLOT = "also"
_ENDED_BY = frozenset({"human_agent", "goodbye", "safety_hazard"})
"""Intents after which nothing waits any more; after a cancel it is offered."""
_LONGEST_WORDS = 120
Wish = dict[str, Any]


def begin(turn: Turn) -> None:
    """Make the turn about the first wish; what else was wished for is kept."""
    wishes = turn.tracker.latest_message.get("wishes") or []
    if not turn.text or not wishes or turn.intent != _intent(wishes[0]):
        return
    whole, first = listen(turn.text), wishes[0]
    words = str(first.get("text") or "")
    own = listen(words)
    if whole.account_no and not own.account_no:
        # A number said beside another wish is the number for all of them.
        words = " ".join(part for part in (words, whole.account_no, whole.proof) if part)
    heard.replace(
        turn,
        text=words,
        intent=_intent(first),
        confidence=_confidence(first),
        entities=first.get("entities") or (),
    )
    if len(wishes) > 1:
        turn.set_slot(SLOT, [_kept(wish) for wish in wishes[1:]])


def waiting(turn: Turn) -> list[Wish]:
    """The wishes that wait, in the order they were said."""
    return [wish for wish in turn.slot(SLOT) or [] if isinstance(wish, dict) and _intent(wish)]


def takes(turn: Turn) -> bool:
    """Take the message when it drops what waits, or answers whether to go on with it."""
    if not waiting(turn):
        return False
    if dropped_by(turn):
        drop(turn)
        turn.say("also.dropped")
        return True
    if turn.loop or not _was_offered(turn):
        return False
    if turn.intent == "affirm":
        return True
    if not any(event.get("name") == SLOT for event in turn.events):
        # Something else is wanted instead; wishes of this very message stay.
        drop(turn)
    if turn.intent in ("deny", "cancel"):
        turn.say("also.dropped", buttons="conversation.menu_buttons")
    return turn.intent in ("deny", "cancel")


def dropped_by(turn: Turn) -> bool:
    """Whether the words take back what waits: 「后面那个不用了」."""
    said = re.search(wording.words("also")["drops"], turn.text) if turn.text else None
    return bool(said and waiting(turn))


def drop(turn: Turn) -> None:
    """Forget what waits."""
    turn.set_slot(SLOT, None)


def next_turn(turn: Turn, *, is_new: bool) -> Turn | None:
    """The turn of the next wish, once nothing is open; None when nothing is to be answered now.

    `is_new`: the wishes were said in this very message.
    """
    wishes = waiting(turn)
    if not wishes:
        return None
    if turn.intent in _ENDED_BY:
        drop(turn)
        return None
    if _opened(turn):
        if is_new:
            turn.say("also.waits", title=_title(wishes[0]))
        return None
    if turn.stopped or turn.intent == "cancel":
        turn.say("also.offer", title=_title(wishes[0]), buttons="also.offer_buttons")
        return None
    turn.set_slot(SLOT, wishes[1:] or None)
    first = wishes[0]
    return heard.another(
        turn,
        text=str(first.get("text") or ""),
        intent=_intent(first),
        confidence=_confidence(first),
        entities=first.get("entities") or (),
    )


def join(turn: Turn, other: Turn, *, is_new: bool) -> None:
    """Say the answer to another wish in this turn, with the words that lead over to it."""
    lead = wording.phrase(
        f"also.{'lead' if is_new else 'later_lead'}", title=title_of(other.intent)
    )
    for place, reply in enumerate(other.replies):
        led = replace(reply, text=f"{lead}\n{reply.text}") if place == 0 else reply
        turn.replies.append(led)
    turn.events += other.events


def title_of(intent: str) -> str:
    """The short name of a matter, as customers call it."""
    return str(wording.words("also")["titles"].get(intent, ""))


def _opened(turn: Turn) -> bool:
    """Whether something is open at the end of the turn: a proof or a case."""
    for event in reversed(turn.events):
        if event.get("event") == "followup":
            return True
        if event.get("event") == "active_loop":
            return event.get("name") is not None
    return bool(turn.loop)


def _was_offered(turn: Turn) -> bool:
    payloads = [button.get("title") for button in heard.offered_before(turn)]
    return payloads == [title for title, _ in wording.buttons_of("also.offer_buttons")]


def _title(wish: Wish) -> str:
    return title_of(_intent(wish))


def _intent(wish: Wish) -> str:
    return str((wish.get("intent") or {}).get("name") or "")


def _confidence(wish: Wish) -> float:
    return float((wish.get("intent") or {}).get("confidence") or 0.0)


def _kept(wish: Wish) -> Wish:
    """What the slot holds of a wish: no number that could prove anybody."""
    words = str(wish.get("text") or "")
    if proof := listen(words).proof:
        words = words.replace(proof, "")
    entities = [
        {"entity": e.get("entity"), "value": e.get("value")}
        for e in wish.get("entities") or ()
        if e.get("entity") != "code"
    ]
    return {
        "text": words[:_LONGEST_WORDS],
        "intent": {"name": _intent(wish), "confidence": _confidence(wish)},
        "entities": entities,
    }
