"""Demand response programmes and events in a YAML or JSON file, or all that is wrong with it.

The terms, subsidies above all, are the utility's own figures: they live in such a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.domain.account import SupplyClass
from bot.domain.demand_response import (
    BaselineRule,
    DrEvent,
    Flexibility,
    Programme,
    broken_rules,
)
from bot.domain.period import SHANGHAI, Period
from bot.storage.tariff_parts import read_source
from bot.storage.yaml_node import YamlNode

_RULES = (BaselineRule.TEN_IN_TEN.value, BaselineRule.LAST_FIVE.value)
_EPOCH = datetime(2000, 1, 1, tzinfo=SHANGHAI)


class ResponseFileWrong(ValueError):
    """The file cannot be used; `mistakes` names each key and how to fix it."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class ResponseFile:
    """What one file holds."""

    programmes: tuple[Programme, ...]
    events: tuple[DrEvent, ...]


def load_response(path: Path) -> ResponseFile:
    """The programmes and events of this file.

    Raises:
        ResponseFileWrong: with all mistakes at once.
    """
    if not path.is_file():
        raise ResponseFileWrong([f"{path}: missing"])
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    programmes = tuple(read_programme(item) for item in node.children("programmes"))
    events = tuple(_event(item) for item in node.children("events"))
    for kind, ids in (
        ("programmes", [item.programme_id for item in programmes]),
        ("events", [item.event_id for item in events]),
    ):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            node.wrong(kind, f"id {twice} appears twice")
    node.close()
    if mistakes:
        raise ResponseFileWrong(mistakes)
    return ResponseFile(programmes, events)


def read_programme(node: YamlNode) -> Programme:
    """One programme; what is wrong is added to the node's mistakes."""
    caps = node.child("least_kw")
    programme = Programme(
        programme_id=node.text("id"),
        name=node.text("name"),
        region=node.text("region"),
        supply_classes=_classes(node),
        valid=_valid(node),
        yuan_per_kwh=_within(node, "yuan_per_kwh", Decimal(0), Decimal(1000)),
        baseline=BaselineRule(node.choice("baseline", _RULES)),
        least_share=_within(node, "least_share", Decimal(0), Decimal(1)),
        most_share=_within(node, "most_share", Decimal(1), Decimal(10)),
        least_w=_watts(caps, "homes"),
        least_firm_w=_watts(caps, "firms"),
        events_a_month=int(_within(node, "events_a_month", Decimal(1), Decimal(60))),
        flexibility=_flexibility(node.child("flexibility")),
        source=read_source(node),
        verified=node.flag("verified"),
    )
    caps.close()
    node.text("note", "")
    node.close()
    return programme


def _flexibility(node: YamlNode) -> Flexibility:
    one = Decimal(1)
    found = Flexibility(
        degrees=float(_within(node, "degrees", Decimal(0), Decimal(6))),
        home_share=float(_within(node, "home_share", Decimal(0), one)),
        firm_share=float(_within(node, "firm_share", Decimal(0), one)),
        comes_back=float(_within(node, "comes_back", Decimal(0), one)),
    )
    node.close()
    return found


def _event(node: YamlNode) -> DrEvent:
    event = DrEvent(
        event_id=node.text("id"),
        programme_id=node.text("programme"),
        name=node.text("name"),
        starts_at=_instant(node, "starts_at"),
        ends_at=_instant(node, "ends_at"),
        reply_by=_instant(node, "reply_by"),
        target_w=int(node.number("target_kw", Decimal(0)) * 1000),
    )
    if all(node.has(key) for key in ("starts_at", "ends_at", "reply_by")):
        for broken in broken_rules(event):
            field, _, reason = broken.partition(": ")
            node.wrong(field, reason)
    node.close()
    return event


def _classes(node: YamlNode) -> frozenset[SupplyClass]:
    known = {kind.value: kind for kind in SupplyClass}
    named = node.texts("supply_classes")
    for name in named:
        if name not in known:
            node.wrong("supply_classes", f"{name!r} is not one of {', '.join(known)}")
    if not named:
        node.wrong("supply_classes", f"write a list of {', '.join(known)}")
    return frozenset(known[name] for name in named if name in known)


def _valid(node: YamlNode) -> Period:
    start, last = node.day("first_day"), node.day("last_day")
    if last < start:
        node.wrong("last_day", "before first_day")
        last = start
    return Period(start, last + timedelta(days=1))


def _within(node: YamlNode, key: str, least: Decimal, most: Decimal) -> Decimal:
    value = node.number(key)
    if not least <= value <= most:
        node.wrong(key, f"write a number from {least} to {most}")
    return value


def _watts(node: YamlNode, key: str) -> int:
    return int(_within(node, key, Decimal(0), Decimal(1_000_000)) * 1000)


def _instant(node: YamlNode, key: str) -> datetime:
    """A local time as `2026-07-01 17:00`, or one with its own offset."""
    text = node.text(key)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        if text:
            node.wrong(key, f"write a time such as 2026-07-01 17:00, not {text!r}")
        return _EPOCH
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
