"""The few sentences the door says itself, from words.yml beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

Words = Mapping[str, str]
"""Sentence by code."""

FILE = Path(__file__).with_name("words.yml")


def load_words(home: Path) -> Words:
    """Read every sentence; the telephone number in them is that of knowledge/ under `home`."""
    contacts: dict[str, str] = _read(home / "knowledge" / "contacts.yml")
    return {code: text.format(**contacts) for code, text in _read(FILE).items()}


def _read(file: Path) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found
