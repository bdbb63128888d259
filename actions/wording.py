"""The words we say: loaded from words/*.yml, filled with formatted figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.period import SHANGHAI, Period

_FOLDER = Path(__file__).parent / "words"
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
"""Space left between two Chinese characters where a figure ended in one: 12.50 元 没交."""
_WEEKDAYS = "一二三四五六日"


@cache
def words(topic: str) -> Mapping[str, Any]:
    """One words file, e.g. `billing` for words/billing.yml."""
    with (_FOLDER / f"{topic}.yml").open(encoding="utf-8") as file:
        loaded: Mapping[str, Any] = yaml.safe_load(file)
    return loaded


@cache
def contacts(home: Path) -> dict[str, str]:
    """How to reach the utility: knowledge/contacts.yml under the home folder."""
    with (home / "knowledge" / "contacts.yml").open(encoding="utf-8") as file:
        loaded: dict[str, str] = yaml.safe_load(file)
    return {name: str(value) for name, value in loaded.items()}


def phrase(key: str, *, turn_no: int = 0, **facts: Any) -> str:
    """The sentence of a key such as `billing.amount`, with its facts filled in.

    A list of sentences is alternated by `turn_no`, so that nothing is said twice alike.
    """
    topic, _, rest = key.partition(".")
    found: Any = words(topic)
    for part in rest.split("."):
        found = found[part]
    if isinstance(found, list):
        found = found[min(turn_no, len(found) - 1)]
    text = str(found).format(**{name: shown(value) for name, value in facts.items()}).strip()
    return _GAP.sub("", text)


def buttons_of(key: str, **facts: object) -> tuple[tuple[str, str], ...]:
    """Title and payload of each button listed under a key; facts fill only `<name>` marks."""
    topic, _, rest = key.partition(".")
    found: Any = words(topic)
    for part in rest.split("."):
        found = found[part]
    return tuple((title, _marked(payload, facts)) for title, payload in found.items())


def _marked(payload: str, facts: Mapping[str, object]) -> str:
    for name, value in facts.items():
        payload = payload.replace(f"<{name}>", str(value))
    return payload


def shown(value: object) -> object:
    """A fact as customers read it; text and whole numbers stay as they are."""
    if isinstance(value, Period):
        return period(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return value


def yuan(amount: Decimal) -> str:
    """123.45 元."""
    return f"{amount:.2f} 元"


def kwh(energy: Decimal) -> str:
    """230 度, 230.5 度: no digits that say nothing."""
    plain = f"{energy:.2f}".rstrip("0").rstrip(".")
    return f"{plain} 度"


def day(value: date) -> str:
    """2026年10月8日."""
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date) -> str:
    """10月8日: where the year is said already."""
    return f"{value.month}月{value.day}日"


def lines(sentences: Iterable[str]) -> str:
    """One sentence a line; empty ones are left out."""
    return "\n".join(sentence for sentence in sentences if sentence)


def weekday(value: date) -> str:
    """周三."""
    return f"周{_WEEKDAYS[value.weekday()]}"


def moment(value: datetime) -> str:
    """10月8日 14:05, on the clock of the customer."""
    local = value.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def period(value: Period) -> str:
    """2026年10月; 2026年; 10月8日; 2026年9月16日至10月15日."""
    first, last = value.start, value.last_day
    if value.is_calendar_month:
        return f"{first.year}年{first.month}月"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}年" if first.year == last.year else f"{first.year}至{last.year}年"
    if value.days == 1:
        return day(first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        tail = f"{last.month}月" if first.year == last.year else f"{last.year}年{last.month}月"
        return f"{first.year}年{first.month}月至{tail}"
    tail = f"{last.month}月{last.day}日" if first.year == last.year else day(last)
    return f"{day(first)}至{tail}"


def iso(value: Period) -> str:
    """What a button's payload carries and `parse_period` reads back."""
    if value.is_calendar_month:
        return f"{value.start:%Y-%m}"
    return f"{value.start.isoformat()}/{value.end.isoformat()}"
