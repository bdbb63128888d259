"""Reads knowledge/holidays.yml into a `WorkCalendar`, or says everything wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.domain.period import Period
from bot.domain.working_days import WorkCalendar
from bot.storage.tariff_parts import read_source
from bot.storage.yaml_node import YamlNode


class HolidaysWrong(ValueError):
    """The file cannot be used; `mistakes` names each place and how to fix it."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_holidays(path: Path) -> WorkCalendar:
    """The holidays and worked weekends of every year in the file.

    Raises:
        HolidaysWrong: with all mistakes at once.
        FileNotFoundError: there is no such file.
    """
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    holidays: set[date] = set()
    workdays: set[date] = set()
    years = set()
    for name in node.names():
        below = node.child(name)
        if not (name.isascii() and name.isdigit() and len(name) == 4):
            node.wrong(name, "write a year such as 2026")
            below.names()
            continue
        read_source(below)
        if below.flag("verified"):
            years.add(int(name))
        below.text("note", "")
        holidays.update(_days(below, "holidays", int(name)))
        worked = set(_days(below, "workdays", int(name)))
        for day in sorted(day for day in worked if day.weekday() < 5):
            below.wrong("workdays", f"{day} is no Saturday or Sunday; weekdays are worked anyway")
        workdays |= worked
        below.close()
    for day in sorted(holidays & workdays):
        node.wrong(str(day.year), f"{day} stands under holidays and workdays; remove one")
    if mistakes:
        raise HolidaysWrong(mistakes)
    return WorkCalendar(frozenset(holidays), frozenset(workdays), frozenset(years))


def _days(node: YamlNode, key: str, year: int) -> Iterator[date]:
    """The days of a list whose items are `2026-05-01` or, both included, `first..last`."""
    for item in node.texts(key):
        first, _, last = item.partition("..")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            node.wrong(key, f"write 2026-05-01 or 2026-05-01..2026-05-05, not {item!r}")
            continue
        if end < start or start.year != year or end.year != year:
            node.wrong(key, f"{item} must run forward inside {year}")
            continue
        yield from Period(start, date.fromordinal(end.toordinal() + 1)).each_day()
