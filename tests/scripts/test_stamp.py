"""Made things are made anew exactly when their inputs changed."""

from __future__ import annotations

from pathlib import Path

from scripts import stamp


def test_a_stamp_is_current_until_an_input_changes(tmp_path: Path) -> None:
    """Content counts, the time of a file does not."""
    source, mark_file = tmp_path / "config.yml", tmp_path / ".made"
    source.write_text("one")
    stamp.set_current(mark_file, stamp.fingerprint([source]))

    source.touch()
    assert stamp.is_current(mark_file, stamp.fingerprint([source]))

    source.write_text("two")
    assert not stamp.is_current(mark_file, stamp.fingerprint([source]))


def test_an_added_file_changes_the_fingerprint(tmp_path: Path) -> None:
    """A new training file is noticed even when it is empty."""
    first, second = tmp_path / "a.yml", tmp_path / "b.yml"
    first.touch()
    second.touch()

    assert stamp.fingerprint([first]) != stamp.fingerprint([first, second])
