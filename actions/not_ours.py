"""Whom to ask about what is not ours: knowledge/other_services.yml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from actions.turn import Turn


def whom_to_ask(turn: Turn) -> str:
    """Who answers for what the words are about; empty when no list knows it."""
    if not turn.text:
        return ""
    known = _services(turn.deps.settings.home)
    return next((ask for pattern, ask in known if pattern.search(turn.text)), "")


@cache
def _services(home: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    with (home / "knowledge" / "other_services.yml").open(encoding="utf-8") as file:
        listed = yaml.safe_load(file)["services"]
    return tuple((re.compile(one["words"]), str(one["ask"]).strip()) for one in listed)
