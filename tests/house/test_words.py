"""What is said stays in step: figures out of the training words, make targets in the docs."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_make_target_named_in_the_docs_exists() -> None:
    """README, CONTRIBUTING and ARCHITECTURE name only commands that are there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")]
    named = {
        target for page in pages for target in re.findall(r"`make ([a-z-]+)", page.read_text())
    }

    assert named <= targets


def test_no_price_or_phone_number_hides_in_the_dialogue() -> None:
    """Prices and hotlines live in `knowledge/`, never in the domain's responses."""
    domain = (ROOT / "domain.yml").read_text()

    assert re.findall(r"\d+(?:\.\d+)? ?元|\b\d{5,}\b|0\.\d{3,}", domain) == []


def test_decisions_are_numbered_without_gaps() -> None:
    """`docs/decisions` reads as one sequence."""
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
