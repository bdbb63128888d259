"""What the demo town's outage feed says at any moment: always something off, nothing by chance.

Every hour on the hour one fault in the estate gives way to the next, so that it always began 40 to
100 minutes ago; past faults are tied to the week, so that they stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.outage import CrewState
from bot.domain.outage_entry import FeedDocument
from bot.domain.period import SHANGHAI
from bot.storage.demo.grid import town_grid

FAULT, TOMORROW = "fault", "planned_tomorrow"
_WEEKS = 20
_KNOWN_BEFORE_THE_HOUR = timedelta(minutes=40)
_ESTIMATE = timedelta(hours=3)
_EARLIEST_RESTORED = ((9, 8, 10), (3, 1, 40), (0, 0, 0))
"""From which hour on, and when (hour, minute) today's restored fault came back."""


def place_of(event: str) -> str:
    """Name of the place that an event of outages.yml strikes."""
    return str(_written()[event]["place"])


def document(now: datetime) -> FeedDocument:
    """The feed's document at this moment."""
    local = now.astimezone(SHANGHAI)
    entries = (
        _fault(local),
        _planned("planned_tomorrow", local.date() + timedelta(days=1)),
        _planned("planned_next_week", _wednesday_of_next_week(local.date())),
        _restored_today(local),
        *_history(local.date()),
    )
    return FeedDocument(as_of=local, source=str(_written()["source"]), entries=entries)


def _fault(now: datetime) -> dict[str, Any]:
    hour = now.replace(minute=0, second=0, microsecond=0)
    began = hour - _KNOWN_BEFORE_THE_HOUR
    at_work = now - hour >= timedelta(minutes=20)
    return {
        **_where("fault"),
        "id": f"DEMO-F-{hour:%Y%m%d%H}",
        "kind": "fault",
        "begins_at": began.isoformat(),
        "ends_at": (began + _ESTIMATE).isoformat(),
        "crew": (CrewState.AT_WORK if at_work else CrewState.ON_THE_WAY).value,
    }


def _planned(event: str, day: date) -> dict[str, Any]:
    return {
        **_where(event),
        # One id for the work, whatever the day: a demo that runs for weeks keeps putting it off.
        "id": f"DEMO-{event}",
        "kind": "planned",
        "begins_at": _at(day, 8, 0),
        "ends_at": _at(day, 17, 0),
    }


def _restored_today(now: datetime) -> dict[str, Any]:
    hour, minute = next((h, m) for since, h, m in _EARLIEST_RESTORED if now.hour >= since)
    restored = datetime.combine(now.date(), time(hour, minute), tzinfo=SHANGHAI)
    return _past("restored_today", f"DEMO-R-{restored:%Y%m%d%H}", restored, late=False)


def _history(today: date) -> Iterator[dict[str, Any]]:
    this_week = today.toordinal() // 7
    events = _written()["history"]
    for week in range(this_week - _WEEKS, this_week):
        place = week % len(events)
        day = date.fromordinal(week * 7 + place)
        restored = datetime.combine(day, time(15, 20), tzinfo=SHANGHAI)
        yield _past(place, f"DEMO-H-{day:%Y%m%d}", restored, late=events[place]["late"])


def _past(event: str | int, outage_id: str, restored: datetime, *, late: bool) -> dict[str, Any]:
    began = restored - timedelta(hours=2, minutes=10)
    promised = restored + timedelta(minutes=-35 if late else 20)
    return {
        **_where(event),
        "id": outage_id,
        "kind": "fault",
        "begins_at": began.isoformat(),
        "ends_at": promised.isoformat(),
        "restored_at": restored.isoformat(),
    }


def _where(event: str | int) -> dict[str, Any]:
    written = _written()
    told = written["history"][event] if isinstance(event, int) else written[event]
    return {
        "scope": told["scope"],
        "cause": told["cause"],
        "areas": list(town_grid().areas_of(told["place"])),
    }


def _wednesday_of_next_week(today: date) -> date:
    return today + timedelta(days=9 - today.weekday())


def _at(day: date, hour: int, minute: int) -> str:
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI).isoformat()


@cache
def _written() -> dict[str, Any]:
    text = Path(__file__).with_name("outages.yml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
