"""The demo town's demand response: programmes, events, and how those who take part behave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.domain.account import SupplyClass
from bot.domain.demand_response import DrEvent, Programme
from bot.domain.notice import NoticeChannel, NoticeChoice, NoticeTopic
from bot.domain.period import SHANGHAI, Period, local_midnight
from bot.storage import dr_events, notice_choices
from bot.storage.books import Books
from bot.storage.demo import people
from bot.storage.demo.calendar import is_workday
from bot.storage.demo.load import Watts
from bot.storage.demo.plan import Plan
from bot.storage.dr_files import read_programme
from bot.storage.yaml_node import YamlNode

_FILE = Path(__file__).with_name("response.yml")
_STREAM = 41
"""Stream of random numbers."""
_QUARTERS_PER_SLOT = 2
_REPLY_HOURS = 4
_LET_DOWN = {"cooling": 0.8, "heating": 0.8, "ev": 1.0, "living": 0.35, "water": 0.6, "work": 0.2}
"""Part of each use that someone who does all that was planned lets down."""
SOURCE = "demo"
"""Who said so, of wishes that no customer uttered."""


def programmes() -> tuple[Programme, ...]:
    """The town's programmes."""
    mistakes: list[str] = []
    node = YamlNode.read(_FILE, mistakes)
    found = tuple(read_programme(item) for item in node.children("programmes"))
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return found


def events(until: date) -> tuple[DrEvent, ...]:
    """Events before and after the first day without readings, the oldest first."""
    made = [_event(told, step, until) for told in _written()["events"] for step in told["days"]]
    return tuple(sorted(made, key=lambda event: event.starts_at))


def takes_part(account_no: str) -> bool:
    """Whether someone in the town joins every event: every fourth account, the first one too."""
    return people.place_of(account_no) % 4 == 0


def let_down(uses: dict[str, Watts], *, plan: Plan, whole: Period, seed: int) -> dict[str, Watts]:
    """The uses with the events of the past kept, well by most and badly by some."""
    if not takes_part(plan.account_no):
        return uses
    home = plan.contracts[-1].terms.supply_class is SupplyClass.RESIDENTIAL
    rng = np.random.default_rng([seed, _STREAM, plan.index])
    changed = dict(uses)
    steadiness = 0.35 if rng.random() < 0.2 else 1.0
    for event in events(whole.end):
        kept = steadiness * rng.uniform(0.8, 1.15)
        of_home = event.programme_id == "DEMO-HOME"
        if event.day not in whole or of_home is not home:
            continue
        row = (event.day - whole.start).days
        hours = slice(event.first_slot * _QUARTERS_PER_SLOT, event.end_slot * _QUARTERS_PER_SLOT)
        for use, part in _LET_DOWN.items():
            if use in changed:
                changed[use] = changed[use].copy()
                changed[use][row, hours] *= max(1 - part * kept, 0.0)
    return changed


def store(books: Books, *, until: date, account_nos: Sequence[tuple[str, str]]) -> None:
    """Write programmes and events, and that those who take part wish to be asked.

    `account_nos` are account and customer numbers.
    """
    at = local_midnight(until) - timedelta(days=90)
    wishes = [
        NoticeChoice(
            account_no=account_no,
            customer_no=customer_no,
            topic=NoticeTopic.DR,
            channel=NoticeChannel.SMS,
            wanted=True,
            at=at,
            source=SOURCE,
        )
        for account_no, customer_no in account_nos
        if takes_part(account_no)
    ]
    with books.service() as service:
        dr_events.save_programmes(service, programmes=programmes())
        dr_events.save_events(service, events=events(until))
        notice_choices.add(service, choices=wishes)


def _event(told: dict[str, Any], step: int, until: date) -> DrEvent:
    day = _workday(until, step)
    start, end = (_at(day, clock) for clock in told["hours"])
    programme = str(told["programme"])
    name = next(item["name"] for item in _written()["programmes"] if item["id"] == programme)
    return DrEvent(
        event_id=f"{programme}-{day:%Y%m%d}",
        programme_id=programme,
        name=str(name),
        starts_at=start,
        ends_at=end,
        reply_by=start - timedelta(hours=_REPLY_HOURS),
        target_w=int(told["target_kw"]) * 1000,
    )


def _workday(until: date, step: int) -> date:
    """The workday so many workdays after (or before) the day on which the town ends."""
    day, left = until, abs(step)
    while left:
        day += timedelta(days=1 if step > 0 else -1)
        left -= is_workday(day)
    return day


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=SHANGHAI)


@cache
def _written() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return loaded
