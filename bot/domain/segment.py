"""Groups of customers by rule: who belongs to one is read off the tags, never off a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.profile import Tag, TagName, Use, visible


@dataclass(frozen=True)
class Condition:
    """One tag that must hold (or must not)."""

    tag: TagName
    values: frozenset[str]
    """The values that count; empty: whatever holds."""
    absent: bool = False
    """Whether it must not hold."""

    def met_by(self, tags: Iterable[Tag]) -> bool:
        """Whether the tags are so."""
        found = any(
            tag.name is self.tag and tag.holds and (not self.values or tag.value in self.values)
            for tag in tags
        )
        return found is not self.absent


@dataclass(frozen=True)
class Segment:
    """One group, in words anybody in the company understands."""

    code: str
    name: str
    meaning: str
    """Who they are and what is done for them, one sentence."""
    use: Use
    conditions: tuple[Condition, ...]
    """All must be met."""


def segments_of(segments: Sequence[Segment], tags: Sequence[Tag], use: Use) -> list[Segment]:
    """The groups an account belongs to, in the order of the file.

    Marketing sees the groups made for it, which are decided on the tags it may see.
    """
    seen = visible(tags, use)
    return [
        segment
        for segment in segments
        if (use is Use.CARE or segment.use is use)
        and seen
        and all(condition.met_by(seen) for condition in segment.conditions)
    ]
