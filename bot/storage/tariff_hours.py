"""The time-of-use part of a tariff file: hours of the day into 48 half-hour slots."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bot.domain.tou import BAND_NAMES, BandPrice, DaySchedule, DayType, TimeOfUse
from bot.domain.usage import SLOTS_PER_DAY
from bot.storage.yaml_node import YamlNode

HOURS = re.compile(r"(\d{1,2}):(00|30)-(\d{1,2}):(00|30)")


def read_tou(node: YamlNode, *, base_price: Decimal | None) -> TimeOfUse | None:
    """`tou: {bands: {peak: {delta|coefficient|price}}, schedules: […], special_days?: […]}`.

    `base_price` is the one constant energy price that a band's `price` is compared with.
    """
    if not node.has("tou"):
        return None
    below = node.child("tou")
    bands = _read_bands(below, base_price)
    schedules = tuple(_read_schedule(item, bands) for item in below.children("schedules"))
    days = set()
    for text in below.texts("special_days"):
        try:
            days.add(date.fromisoformat(text))
        except ValueError:
            below.wrong("special_days", f"write dates such as 2026-10-01, not {text!r}")
    _check_every_day(below, schedules)
    below.close()
    return TimeOfUse(schedules=schedules, bands=bands, special_days=frozenset(days))


def _read_bands(node: YamlNode, base_price: Decimal | None) -> dict[str, BandPrice]:
    bands = {}
    below = node.child("bands")
    for name in below.names():
        if name not in BAND_NAMES:
            below.wrong(name, f"unknown band; use {', '.join(BAND_NAMES)}")
        item = below.child(name)
        ways = [key for key in ("delta", "coefficient", "price") if item.has(key)]
        if len(ways) != 1:
            item.wrong("delta", "write exactly one of delta, coefficient, price")
            item.names()
            continue
        value = item.number(ways[0])
        item.close()
        if ways[0] == "coefficient":
            bands[name] = BandPrice(coefficient=value)
            continue
        if ways[0] == "price" and base_price is None:
            item.wrong("price", "needs one energy component with a plain price; use delta")
        base = base_price if ways[0] == "price" and base_price is not None else Decimal(0)
        bands[name] = BandPrice(delta_yuan=value - base)
    return bands


def _read_schedule(node: YamlNode, bands: dict[str, BandPrice]) -> DaySchedule:
    months = _months(node)
    day_type = DayType(node.choice("day_type", [item.value for item in DayType], "any"))
    slots: list[str | None] = [None] * SLOTS_PER_DAY
    for band in bands:
        for text in node.texts(band):
            for slot in _slots(node, band, text):
                if slots[slot] is not None:
                    node.wrong(band, f"{_clock(slot)} is already {slots[slot]}")
                slots[slot] = band
    free = [_clock(slot) for slot, band in enumerate(slots) if band is None]
    if free:
        node.wrong("hours", f"48 half-hours must be covered; no band at {', '.join(free)}")
    node.close()
    return DaySchedule(
        months=months, day_type=day_type, slots=tuple(band or "flat" for band in slots)
    )


def _months(node: YamlNode) -> frozenset[int]:
    """`all`, `7-9`, `11-3` (over the new year) or `1,7-9`."""
    text = node.text("months")
    if text == "all":
        return frozenset(range(1, 13))
    months: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,2})(?:-(\d{1,2}))?\s*", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            node.wrong("months", f"write all, 7-9 or 1,7-9, not {text!r}")
            continue
        months.update((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))
    return frozenset(months)


def _slots(node: YamlNode, band: str, text: str) -> list[int]:
    """Slots of `08:00-22:00`, or over midnight `22:00-08:00`."""
    match = HOURS.fullmatch(text)
    if match:
        first = int(match[1]) * 2 + (match[2] == "30")
        after = int(match[3]) * 2 + (match[4] == "30")
        if first < SLOTS_PER_DAY and after <= SLOTS_PER_DAY and first != after:
            length = (after - first) % SLOTS_PER_DAY or SLOTS_PER_DAY
            return [(first + step) % SLOTS_PER_DAY for step in range(length)]
    node.wrong(band, f"write hours as 08:00-22:00 on the half-hour, not {text!r}")
    return []


def _check_every_day(node: YamlNode, schedules: tuple[DaySchedule, ...]) -> None:
    """Each month needs one schedule for weekdays and one for weekends, none of them twice."""
    kinds = [(month, item.day_type) for item in schedules for month in item.months]
    twice = sorted({(month, kind.value) for month, kind in kinds if kinds.count((month, kind)) > 1})
    for month, kind in twice:
        node.wrong("schedules", f"month {month} has two schedules for day_type {kind}")
    for month in range(1, 13):
        for kind in (DayType.WEEKDAY, DayType.WEEKEND):
            if not {(month, kind), (month, DayType.ANY)} & set(kinds):
                node.wrong("schedules", f"month {month} has no schedule for a {kind.value}")


def _clock(slot: int) -> str:
    return f"{slot // 2:02}:{slot % 2 * 30:02}"
