"""A YAML file read with care: every value as text, every mistake collected and named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

EMPTY = ("", "null", "~")
"""What counts as not written."""


class _TextLoader(yaml.BaseLoader):
    """Leaves scalars as text, so that 0.4983 never passes through a float."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise yaml.YAMLError(f"line {line}: key {key} appears twice")
            seen.add(key)
        return super().construct_mapping(node, deep=True)


class YamlNode:
    """One mapping of a YAML file, read key by key.

    A wrong or missing value is added to `mistakes` (file, key, what to write) and a harmless
    stand-in is returned, so that one pass finds everything. `close` reports keys nobody asked
    for.
    """

    def __init__(self, value: Any, *, where: str, mistakes: list[str]) -> None:
        self.where = where
        self.mistakes = mistakes
        self._asked: set[str] = set()
        self._map: dict[str, Any] = {}
        if isinstance(value, dict):
            self._map = value
        else:
            self.wrong("", "write keys and values here")

    @classmethod
    def read(cls, path: Path, mistakes: list[str]) -> YamlNode:
        """The top of a file; a file that is not YAML is one mistake and reads as empty."""
        try:
            text = path.read_text(encoding="utf-8-sig")
            value = yaml.load(text, Loader=_TextLoader)  # noqa: S506 - it builds only text
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mistakes.append(f"{path.name}: not readable as YAML: {error}")
            value = {}
        return cls(value, where=path.name, mistakes=mistakes)

    def wrong(self, key: str, advice: str) -> None:
        """Record a mistake at a key."""
        place = f"{self.where}: {key}" if key else self.where
        self.mistakes.append(f"{place}: {advice}")

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._map

    def names(self) -> list[str]:
        """Every key written, for maps whose keys are data; they count as asked for."""
        self._asked.update(self._map)
        return list(self._map)

    def merged(self, under: YamlNode, *, drop: str) -> YamlNode:
        """This node's keys over those of `under` (without `drop`)."""
        under._asked.update(under._map)
        both = {**under._map, **self._map}
        both.pop(drop, None)
        return YamlNode(both, where=self.where, mistakes=self.mistakes)

    def text(self, key: str, default: str | None = None) -> str:
        """A line of text; required without a default."""
        value = self._get(key)
        if isinstance(value, str) and value:
            return value
        if default is None or value is not None:
            self.wrong(key, "write a text here")
        return default or ""

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value in choices:
            return value
        self.wrong(key, f"{value!r} is not one of {', '.join(choices)}")
        return choices[0]

    def flag(self, key: str) -> bool:
        """True or false; required."""
        return self.choice(key, ("false", "true")) == "true"

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        """An exact decimal number; required without a default."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        try:
            number = Decimal(value if isinstance(value, str) else "")
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
        self.wrong(key, f"write a number such as 0.4983, not {value!r}")
        return Decimal(1)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        number = self.number(key, None if default is None else Decimal(default))
        if number == number.to_integral_value():
            return int(number)
        self.wrong(key, "write a whole number")
        return 1

    def day(self, key: str) -> date:
        """A date as 2026-06-16; required."""
        value = self._get(key)
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            self.wrong(key, f"write a date such as 2026-06-16, not {value!r}")
            return date(2000, 1, 1)

    def texts(self, key: str) -> list[str]:
        """A list of texts; empty when the key is absent."""
        value = self._get(key)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        self.wrong(key, "write a list here")
        return []

    def child(self, key: str) -> YamlNode:
        """A mapping below; required."""
        return YamlNode(self._get(key), where=f"{self.where}: {key}", mistakes=self.mistakes)

    def children(self, key: str) -> list[YamlNode]:
        """A list of mappings below; empty when the key is absent."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, "write a list here")
            return []
        return [
            YamlNode(item, where=f"{self.where}: {key}[{place}]", mistakes=self.mistakes)
            for place, item in enumerate(value, start=1)
        ]

    def numbers(self, key: str) -> dict[str, Decimal]:
        """A mapping of names to numbers; required."""
        below = self.child(key)
        return {name: below.number(name) for name in below.names()}

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self._map.keys() - self._asked:
            near = get_close_matches(key, self._asked, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; remove it"
            self.wrong(key, f"unknown key{hint}")

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        value = self._map.get(key)
        return None if value in EMPTY else value
