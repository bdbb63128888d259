"""The business spoken of: which one, what its questions were answered, what was asked last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.turn import Turn

SLOT = "procedure"
WHICH = "which"
"""Asked last: which of several procedures is meant."""
OFFER = "offer"
"""Asked last: whether to apply now."""
INSTEAD = "instead:"
"""Asked last, with a code behind it: whether to go over to another procedure."""
OVERVIEW, PAPERS, CAUTION = "overview", "papers", "caution"
"""What was told, so that nothing is told twice."""
WANTED, HANDED_IN = "wanted", "handed_in"
"""Kept beside: the papers were asked for; an application was handed in."""
LONG_AGO = 1_000


@dataclass(frozen=True)
class Matter:
    """Kept as JSON in the slot `procedure`; holds nothing that says whose matter it is."""

    intent: str
    code: str = ""
    """Of the procedure; empty while it is not clear which."""
    answers: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    """A question's field, WHICH, OFFER or INSTEAD; empty for nothing."""
    told: tuple[str, ...] = ()
    spoken: str = ""
    """The turn in which it was last spoken of."""

    def with_told(self, *what: str) -> Matter:
        """The matter with more told."""
        return replace(self, told=tuple(dict.fromkeys((*self.told, *what))))

    def as_slot(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "intent": self.intent,
            "code": self.code,
            "answers": dict(self.answers),
            "asked": self.asked,
            "told": list(self.told),
            "spoken": self.spoken,
        }


def matter_of(turn: Turn) -> Matter | None:
    """What is in hand; None for nothing, or what an older version wrote."""
    value = turn.slot(SLOT)
    if not isinstance(value, dict) or not isinstance(value.get("intent"), str):
        return None
    answers, told = value.get("answers"), value.get("told")
    return Matter(
        intent=value["intent"],
        code=str(value.get("code", "")),
        answers={str(k): str(v) for k, v in answers.items()} if isinstance(answers, dict) else {},
        asked=str(value.get("asked", "")),
        told=tuple(map(str, told)) if isinstance(told, list) else (),
        spoken=str(value.get("spoken", "")),
    )


def keep(turn: Turn, matter: Matter) -> None:
    """This is in hand now, and was spoken of in this turn."""
    turn.set_slot(SLOT, replace(matter, spoken=turn.message_id).as_slot())
    turn.forgive()


def age(turn: Turn, matter: Matter) -> int:
    """How many messages ago it was spoken of; 1 for the last turn."""
    ids = turn.message_ids
    return len(ids) - 1 - ids.index(matter.spoken) if matter.spoken in ids else LONG_AGO
