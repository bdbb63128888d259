"""The demo town's dispatcher: how a work order would get on if a utility were behind it.

A pure function of the order: asked twice, at whatever time, it tells the same story. Real orders
are moved by the utility's own system only (`bot.storage.importing.work_orders`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.commitment import Mark
from bot.domain.period import SHANGHAI
from bot.domain.work_order import CREW_KINDS, OrderKind, OrderStatus, WorkOrder

_OPENS, _CLOSES = time(9), time(17)
_CARE = frozenset({OrderKind.SELF_HARM_CARE, OrderKind.CALLBACK})


@dataclass(frozen=True)
class Step:
    """A move that the demo makes."""

    to: OrderStatus
    at: datetime
    note: str


def steps(order: WorkOrder) -> tuple[Step, ...]:
    """Everything that will happen to the order, by time; fixed from the moment it is opened."""
    ways, chance = _ways_of(order.kind), _chance(order.number)
    dispatched = order.opened_at + timedelta(minutes=ways["dispatched_after_min"])
    span = _span(order, Mark.ARRIVED) or timedelta(minutes=ways["arrived_default_min"])
    arrived = max(order.opened_at + span * _between(ways["arrived_share"], chance), dispatched)
    done = max(_done_at(order, ways, arrived, chance), arrived)
    if ways["office_hours"]:
        arrived = _in_office(arrived, before=_due(order, Mark.ARRIVED))
        done = max(_in_office(done, before=_due(order, Mark.DONE)), arrived)
    moments = {
        OrderStatus.DISPATCHED: dispatched,
        OrderStatus.ARRIVED: arrived,
        OrderStatus.DONE: max(done, arrived + timedelta(minutes=10)),
    }
    return tuple(Step(status, at, ways["notes"][status.value]) for status, at in moments.items())


def due(order: WorkOrder, *, now: datetime) -> tuple[Step, ...]:
    """The moves that have happened by now and that the order has not made yet."""
    if order.status.is_final:
        return ()
    return tuple(
        step for step in steps(order) if step.at <= now and step.to.rank > order.status.rank
    )


def _done_at(
    order: WorkOrder, ways: Mapping[str, Any], arrived: datetime, chance: float
) -> datetime:
    share = _between(ways["done_share"], chance)
    for promise in order.promises:
        if promise.kept_by is Mark.DONE and promise.minutes_after_arrival is not None:
            return arrived + timedelta(minutes=promise.minutes_after_arrival) * share
    if span := _span(order, Mark.DONE):
        return order.opened_at + span * share
    return arrived + timedelta(minutes=_between(ways["done_after_min"], chance))


def _span(order: WorkOrder, mark: Mark) -> timedelta | None:
    """How long the promise with this mark gives, if one was made."""
    due = _due(order, mark)
    return due - order.opened_at if due else None


def _due(order: WorkOrder, mark: Mark) -> datetime | None:
    ends = [
        promise.due_at
        for promise in order.promises
        if promise.kept_by is mark
        and promise.due_at is not None
        and promise.minutes_after_arrival is None
    ]
    return min(ends, default=None)


def _in_office(at: datetime, *, before: datetime | None) -> datetime:
    """The moment itself in office hours, else the next opening, unless that breaks a promise."""
    local = at.astimezone(SHANGHAI)
    opening = local.replace(hour=_OPENS.hour, minute=10, second=0, microsecond=0)
    if local.time() >= _CLOSES:
        opening += timedelta(days=1)
    while opening.weekday() >= 5:
        opening += timedelta(days=1)
    shifted = max(local, opening)
    return local if before is not None and shifted >= before else shifted


def _between(ends: list[float], chance: float) -> float:
    least, most = ends
    return least + (most - least) * chance


def _chance(number: str) -> float:
    """A number from 0 to 1 that belongs to this order."""
    digest = hashlib.sha256(number.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF


def _ways_of(kind: OrderKind) -> Mapping[str, Any]:
    if kind in CREW_KINDS:
        return _ways()["crew"]
    if kind in _CARE:
        return _ways()["care"]
    return _ways()["switch" if kind is OrderKind.RECONNECT else "desk"]


@cache
def _ways() -> Mapping[str, Mapping[str, Any]]:
    text = Path(__file__).with_name("dispatcher.yml").read_text("utf-8")
    loaded: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return loaded
