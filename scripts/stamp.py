"""Stamps: a made thing is made anew only when what it is made from has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """A digest of the files' names and contents and of any further words that matter."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for word in words:
        digest.update(word.encode())
    return digest.hexdigest()


def is_current(stamp: Path, mark: str) -> bool:
    """Whether the stamp says that the thing was made from exactly this."""
    return stamp.is_file() and stamp.read_text() == mark


def set_current(stamp: Path, mark: str) -> None:
    """Write the stamp, after the thing itself is finished."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
