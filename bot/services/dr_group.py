"""Accounts whose own past is too restless, settled together against others that were not asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.analytics.dr_baseline import (
    METHODS,
    Window,
    baseline,
    fit,
    group_baseline,
    latest_alike,
    placebo_pairs,
)
from bot.domain.account import SupplyClass
from bot.domain.demand_response import BaselineRule, DrEvent, Programme
from bot.domain.dr_settlement import shared_out
from bot.domain.unable import NotEnoughReadings
from bot.services.dr_meter import (
    STEPS_PER_HOUR,
    Floats,
    MeterPast,
    event_days,
    meter_past,
)
from bot.storage import accounts, dr_enrolments
from bot.storage.books import Books
from bot.storage.meters import MeterStore

if TYPE_CHECKING:
    from bot.services.dr_settlement import Member

MOST_CONTROLS = 60
"""More of them would say the same."""
_PLACEBO_DAYS = 30
_DAYS = METHODS[BaselineRule.GROUP].days


@dataclass(frozen=True)
class Share:
    """One account's half-hours, Wh, and what counts as spared."""

    baseline: Floats
    usage: Floats
    reduced_wh: int


@dataclass(frozen=True)
class GroupShares:
    """The members' shares, in their order, and how well the group's load can be told."""

    members: tuple[Share, ...]
    rrmse: float | None


def settle_group(
    books: Books,
    meters: MeterStore,
    *,
    event: DrEvent,
    programme: Programme,
    group: Sequence[Member],
    kinds: Collection[SupplyClass],
) -> GroupShares:
    """What the group spared, and each member's share of it.

    The usual load of all is moved as the control accounts moved that day; with too few of them, as
    the group itself moved in the hours before the event.
    """
    window = Window(event.first_slot, event.end_slot)
    usual = np.array([_usual(member.past, member.alike, window) for member in group])
    usage = np.array([member.past.wh[-1, window.steps] for member in group])
    told = _told(books, meters, event, programme, group, kinds, usual)
    total = round(float(told.sum() - usage.sum()))
    own = [round(float(wh)) for wh in (told - usage).sum(axis=1)]
    shares = tuple(
        Share(told[place], usage[place], wh) for place, wh in enumerate(shared_out(total, own))
    )
    return GroupShares(shares, _rrmse(group, window))


def _told(
    books: Books,
    meters: MeterStore,
    event: DrEvent,
    programme: Programme,
    group: Sequence[Member],
    kinds: Collection[SupplyClass],
    usual: Floats,
) -> Floats:
    window = Window(event.first_slot, event.end_slot)
    now, before = _controls(books, meters, event, programme, kinds)
    try:
        return group_baseline(usual, controls_now=now, controls_usual=before)
    except NotEnoughReadings:
        return usual * _own_movement(group, window)


def _own_movement(group: Sequence[Member], window: Window) -> float:
    """How the group as a whole compared with its usual days before the event."""
    load, alike = _together(group)
    try:
        told, plain = (
            baseline(
                load,
                place=len(alike) - 1,
                alike=alike,
                window=window,
                method=method,
                steps_per_hour=STEPS_PER_HOUR,
            ).sum()
            for method in (METHODS[BaselineRule.TEN_IN_TEN], METHODS[BaselineRule.GROUP])
        )
    except NotEnoughReadings:
        return 1.0
    return float(told / plain) if plain > 0 else 1.0


def _together(group: Sequence[Member]) -> tuple[Floats, np.ndarray]:
    load = np.sum([member.past.wh for member in group], axis=0)
    alike = np.logical_and.reduce([member.alike for member in group])
    return np.asarray(load, dtype=np.float64), np.asarray(alike, dtype=np.bool_)


def _rrmse(group: Sequence[Member], window: Window) -> float | None:
    load, alike = _together(group)
    alike[-1] = False
    told, true = placebo_pairs(
        load,
        alike=alike,
        window=window,
        method=METHODS[BaselineRule.TEN_IN_TEN],
        steps_per_hour=STEPS_PER_HOUR,
        most=_PLACEBO_DAYS,
    )
    try:
        found = fit(told, true).rrmse
    except NotEnoughReadings:
        return None
    return found if np.isfinite(found) else None


def _usual(past: MeterPast, alike: np.ndarray, window: Window) -> Floats:
    rows = latest_alike(alike, place=len(alike) - 1, count=_DAYS)
    return np.asarray(past.wh[rows][:, window.steps].mean(axis=0), dtype=np.float64)


def _controls(
    books: Books,
    meters: MeterStore,
    event: DrEvent,
    programme: Programme,
    kinds: Collection[SupplyClass],
) -> tuple[Floats, Floats]:
    """Half-hours of accounts that were not asked: of the event day and of their usual days."""
    with books.service(writing=False) as service:
        asked = {
            item.account_no for item in dr_enrolments.of_event(service, event_id=event.event_id)
        }
    window = Window(event.first_slot, event.end_slot)
    now: list[Floats] = []
    usual: list[Floats] = []
    after = ""
    while len(now) < MOST_CONTROLS:
        with books.billing() as billing:
            page = accounts.many(billing, after=after)
        if not page:
            break
        after = page[-1].account_no
        for account in page:
            fits = account.region == programme.region and account.supply_class in kinds
            if not fits or account.account_no in asked or len(now) >= MOST_CONTROLS:
                continue
            past = meter_past(meters, account=account, last=event.day)
            alike = past.alike(to=event.day, events=event_days(books, account=account))
            if not np.isfinite(past.wh[-1, window.steps]).all():
                continue
            try:
                usual.append(_usual(past, alike, window))
            except NotEnoughReadings:
                continue
            now.append(past.wh[-1, window.steps])
    width = window.after - window.first
    return np.array(now).reshape(-1, width), np.array(usual).reshape(-1, width)
