"""A counter (营业厅) where customers come in person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OpeningHours:
    """When it is open on some days of the week."""

    days: str
    """As people say it, e.g. 周一至周五."""
    opens: str
    closes: str


@dataclass(frozen=True)
class Branch:
    """One counter."""

    name: str
    address: str
    serves: tuple[str, ...]
    """Names of places it is nearest to."""
    hours: tuple[OpeningHours, ...]
    business: tuple[str, ...]
    """What is done there, in the customers' words."""
    self_service: str = ""
    """What can be done without the staff; empty for nothing."""


def serving(branches: tuple[Branch, ...], place: str) -> tuple[Branch, ...]:
    """The counters nearest to a place named so, or with that word in name or address."""
    return tuple(
        branch
        for branch in branches
        if place in branch.serves or place in branch.name or place in branch.address
    )
