"""Lines customers say: the brain's training lines by intent, and questions that are not ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

NOT_OURS, OUT_OF_SCOPE = "not_ours.yml", "out_of_scope"
_MARKED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
"""An entity as Rasa's format marks it: `[5月](time)`."""


def load_sayings(files: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    """Lines by intent, entity marks taken off, from files in Rasa's training format."""
    found: dict[str, list[str]] = {}
    for path in sorted(files):
        read = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for item in read.get("nlu") or []:
            if "intent" in item:
                lines = str(item.get("examples") or "").splitlines()
                said = found.setdefault(str(item["intent"]), [])
                said += [_MARKED.sub(r"\1", line[2:].strip()) for line in lines if line[:2] == "- "]
    return {intent: tuple(dict.fromkeys(lines)) for intent, lines in found.items()}


def load_foreign(home: Path) -> tuple[str, ...]:
    """Questions that are not ours: those of `knowledge/`, and the brain's where they are there."""
    listed = home / "knowledge" / NOT_OURS
    lines: list[str] = []
    if listed.is_file():
        read = yaml.load(listed.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        lines += [str(line) for line in read["questions"]]
    brain = home / "nlu_data" / f"{OUT_OF_SCOPE}.yml"
    if brain.is_file():
        lines += load_sayings([brain]).get(OUT_OF_SCOPE, ())
    return tuple(dict.fromkeys(lines))
