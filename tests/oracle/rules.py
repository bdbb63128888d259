"""Reads the tariff files a second time, as plain dictionaries, and answers single questions.

Nothing here comes from the engine or its loader: only PyYAML, dates and exact fractions.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml


def read(path: Path) -> Any:
    """A YAML file with all scalars as text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


class Rules:
    """All tariff files of some folders."""

    def __init__(self, *folders: Path) -> None:
        self.versions: dict[str, list[dict[str, Any]]] = {}
        self.monthly: dict[str, Any] = {}
        self.power_factor: dict[str, Any] = {}
        self._bands: dict[tuple[int, date], list[str]] = {}
        for folder in folders:
            for path in sorted(folder.glob("*.yml")):
                content = read(path)
                if path.name == "monthly_prices.yml":
                    self.monthly.update(content)
                elif path.name == "power_factor.yml":
                    self.power_factor = content["standards"]
                elif path.name != "late_fee.yml":
                    head = {key: value for key, value in content.items() if key != "versions"}
                    self.versions[content["code"]] = [
                        head | version for version in content["versions"]
                    ]

    def version_no(self, code: str, day: date) -> int:
        """Which version holds on a day."""
        held = [
            number
            for number, version in enumerate(self.versions[code])
            if version["valid_from"] <= day.isoformat() < version.get("valid_to", "9999-12-31")
        ]
        assert len(held) == 1, (code, day, held)
        return held[0]

    def monthly_price(self, name: str, day: date) -> Fraction:
        """Latest published price up to the month of the day."""
        months = self.monthly[name]["months"]
        return Fraction(months[max(key for key in months if key <= day.isoformat()[:7])])

    def bands(self, tou: dict[str, Any], day: date) -> list[str]:
        """The band of every half-hour of a day, remembered."""
        key = (id(tou), day)
        if key not in self._bands:
            self._bands[key] = [band_of(tou, day, slot * 30) for slot in range(48)]
        return self._bands[key]

    def component_price(self, component: dict[str, Any], voltage: str, day: date) -> Fraction:
        """Price of one component."""
        if "monthly" in component:
            return self.monthly_price(component["monthly"], day)
        if "by_voltage" in component:
            return Fraction(component["by_voltage"][voltage])
        return Fraction(component["price"])

    def power_factor_percent(self, standard: str, cos_hundredths: int) -> Fraction:
        """Walk down the table one hundredth at a time."""
        rows = {
            round(Fraction(key) * 100): Fraction(value)
            for key, value in self.power_factor[standard]["percent_at"].items()
        }
        percent, at = rows[100], 100
        while at > cos_hundredths:
            at -= 1
            step = Fraction(self.power_factor[standard]["below_step_percent"])
            percent = rows.get(at, percent + step)
        return percent


def month_numbers(text: str) -> set[int]:
    """`all`, `7-9`, `11-3`, `1,7-9`."""
    if text == "all":
        return set(range(1, 13))
    numbers = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        month = int(first)
        numbers.add(month)
        while month != int(last or first):
            month = month % 12 + 1
            numbers.add(month)
    return numbers


def band_of(tou: dict[str, Any], day: date, minute: int) -> str:
    """The band at a minute of a day: the most specific schedule of the month that names it."""
    kind = "weekend" if day.weekday() in (5, 6) else "weekday"
    order = [kind, "any"]
    if day.isoformat() in tou.get("special_days", []):
        order.insert(0, "special")
    for wanted in order:
        for schedule in tou["schedules"]:
            if schedule.get("day_type", "any") != wanted:
                continue
            if day.month not in month_numbers(schedule["months"]):
                continue
            for band in tou["bands"]:
                if any(_within(hours, minute) for hours in schedule.get(band, [])):
                    return band
    raise AssertionError((day, minute))


@cache
def _within(hours: str, minute: int) -> bool:
    start, end = (int(text[:-3]) * 60 + int(text[-2:]) for text in hours.split("-"))
    if start < end:
        return start <= minute < end
    return minute >= start or minute < end
