"""The figures around outages are read with care."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.outage import DEFAULT_RULES, OutageRules
from bot.storage.outage_rules import FILE_NAME, OutageRulesWrong, load_outage_rules

FILE = Path(__file__).parents[2] / "knowledge" / FILE_NAME


def test_the_published_figures_are_the_ones_the_code_assumes() -> None:
    """And the age of the feed is the setting's."""
    read = load_outage_rules(FILE, stale_after=timedelta(minutes=5))

    assert read == OutageRules(
        **{**vars(DEFAULT_RULES), "stale_after": timedelta(minutes=5)}  # type: ignore[arg-type]
    )


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    """A wrong figure, a missing source, a key nobody knows."""
    text = FILE.read_text("utf-8")
    text = text.replace("value: 24", "value: 0").replace("suspect_reporters:", "suspect_reporter:")
    path = tmp_path / FILE_NAME
    path.write_text(text, "utf-8")

    with pytest.raises(OutageRulesWrong) as wrong:
        load_outage_rules(path, stale_after=timedelta(minutes=30))

    told = str(wrong.value)
    assert "restored_within_hours: value" in told
    assert "did you mean suspect_reporters?" in told


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Not replaced by guesses."""
    with pytest.raises(OutageRulesWrong, match="missing"):
        load_outage_rules(tmp_path / FILE_NAME, stale_after=timedelta(minutes=30))
