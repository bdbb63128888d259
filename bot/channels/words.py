"""The few sentences the door says itself, from words.yml beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

Words = Mapping[str, str]
"""Sentence by code."""

FILE = Path(__file__).with_name("words.yml")


def load_words() -> Words:
    """Read every sentence."""
    words: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words
