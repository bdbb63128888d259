"""The outage that is spoken of: kept in mind so that nobody is asked twice where it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from actions.ask import Ask
from actions.turn import Turn

TOPIC = "outage_now"
SLOT = "outage"


@dataclass(frozen=True)
class Spoken:
    """Names a place or an event, never a person."""

    event_id: str = ""
    """Empty when nothing is off there, or when the caller proved nothing."""
    place: str = ""
    """As it is told to the customer, without the room; empty for the customer's own account."""
    number: str = ""
    """An account number that was typed without proof: only whether it is off is told of it."""


def spoken_of(turn: Turn) -> Spoken | None:
    """What was spoken of last, in this conversation."""
    value: Any = turn.slot(SLOT)
    if not isinstance(value, dict):
        return None
    return Spoken(**{name: str(value.get(name) or "") for name in ("event_id", "place", "number")})


def keep(turn: Turn, spoken: Spoken) -> None:
    """From now on 「几点来电」 means this."""
    turn.set_slot(SLOT, {name: value for name, value in asdict(spoken).items() if value})
    turn.remember(Ask(kind=TOPIC))


def is_the_topic(turn: Turn) -> bool:
    """Whether an outage was the last thing spoken of."""
    return turn.topic is not None and turn.topic.kind == TOPIC
