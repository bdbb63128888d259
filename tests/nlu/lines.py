"""Lines of the training files and of their held-out twins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "nlu_data"
TWINS = ROOT / "tests" / "nlu_data"
_MARK = re.compile(r"\[([^\]]+)\]\((\w+)\)")


@dataclass(frozen=True)
class Line:
    """What a customer says, what it means, and the marked (entity, start, end)."""

    text: str
    intent: str
    entities: tuple[tuple[str, int, int], ...]
    file: str


def read(folder: Path) -> list[Line]:
    """All lines of a folder's topic files."""
    lines = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines += [
                    _line(raw, block["intent"], path.name)
                    for raw in block["examples"].strip().split("\n")
                ]
    return lines


def _line(raw: str, intent: str, file: str) -> Line:
    raw = raw.strip().removeprefix("- ")
    text, entities, last = "", [], 0
    for match in _MARK.finditer(raw):
        text += raw[last : match.start()]
        entities.append((match[2], len(text), len(text) + len(match[1])))
        text += match[1]
        last = match.end()
    return Line(text + raw[last:], intent, tuple(entities), file)
