"""One matter being written down: what it is, what was given, what was asked last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

CONFIRM = "confirm"
"""Asked last: whether what was read back is right."""
WHICH = "which"
"""Asked last: which part of what was read back is wrong."""
MOST_OPEN = 3


@dataclass(frozen=True)
class Case:
    """Kept as JSON in the slot `cases`; the newest is the one spoken of."""

    kind: str
    key: str
    """Given to the service that does it, so that a repeated turn does it once."""
    given: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    misses: int = 0
    """Unusable answers in a row to what was asked."""

    def with_given(self, **values: str) -> Case:
        """The case with more known; the answer was usable, so misses are forgotten."""
        return replace(self, given={**self.given, **values}, misses=0)

    def without(self, *names: str) -> Case:
        """The case with some values taken back."""
        kept = {name: value for name, value in self.given.items() if name not in names}
        return replace(self, given=kept)

    def get(self, name: str) -> str:
        """A value given, or an empty text."""
        return str(self.given.get(name, ""))

    def as_slot(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "kind": self.kind,
            "key": self.key,
            "given": dict(self.given),
            "asked": self.asked,
            "misses": self.misses,
        }


def open_cases(value: Any) -> tuple[Case, ...]:
    """The cases a slot holds, oldest first; what an older version wrote is passed over."""
    return tuple(case for case in map(_from_json, value or ()) if case)


def as_slot(cases: tuple[Case, ...]) -> list[dict[str, Any]] | None:
    """What the slot keeps; None when nothing is open."""
    return [case.as_slot() for case in cases[-MOST_OPEN:]] or None


def _from_json(value: Any) -> Case | None:
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return None
    given = value.get("given")
    return Case(
        kind=value["kind"],
        key=str(value.get("key", "")),
        given={str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {},
        asked=str(value.get("asked", "")),
        misses=int(value.get("misses") or 0),
    )
