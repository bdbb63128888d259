"""Things that happen to an account: the causes behind its load, readings and bills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from bot.domain.period import Period


class EventKind(str, Enum):
    """What happened."""

    AWAY = "away"
    """Nobody at home."""
    GUESTS = "guests"
    """Living energy times `size`."""
    CAR = "car"
    """An electric car is charged at home from here on."""
    LEAK = "leak"
    """`size` watts flow day and night (insulation fault, forgotten pump)."""
    BYPASS = "bypass"
    """Only the part `size` of the energy passes the meter (theft)."""
    STOPPED = "stopped"
    """The meter counts nothing; a finished one is settled on the next bill."""
    ESTIMATED = "estimated"
    """No communication: readings are estimated at `size` times the weeks before."""
    MISSING = "missing"
    """No communication and nothing filled in."""


@dataclass(frozen=True)
class Event:
    """One thing that happened, over whole local days."""

    kind: EventKind
    period: Period
    size: float = 0.0


def days_of(events: Sequence[Event], kind: EventKind, whole: Period) -> list[tuple[slice, Event]]:
    """The events of one kind inside `whole`, each with its rows in a day-by-slot array."""
    found = []
    for event in events:
        inside = event.period.overlap(whole)
        if event.kind is kind and inside is not None:
            rows = slice(_offset(inside.start, whole), _offset(inside.end, whole))
            found.append((rows, event))
    return found


def day_mask(events: Sequence[Event], kind: EventKind, whole: Period) -> NDArray[np.bool_]:
    """One flag a day of `whole`: whether an event of this kind covers it."""
    mask = np.zeros(whole.days, dtype=bool)
    for rows, _ in days_of(events, kind, whole):
        mask[rows] = True
    return mask


def _offset(day: date, whole: Period) -> int:
    return (day - whole.start).days
