"""Vectors of what is searched, kept from one start to the next under the var folder."""

from __future__ import annotations

import hashlib
import secrets
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def mark_of(words: Iterable[str]) -> str:
    """A name for exactly these words in this order."""
    told = hashlib.sha256()
    for word in words:
        told.update(word.encode())
        told.update(b"\0")
    return told.hexdigest()


class VectorCache:
    """Arrays by mark; only the newest few are kept. Several processes may share the folder."""

    def __init__(self, folder: Path, *, keep: int = 3) -> None:
        self._folder, self._keep = folder, keep

    def load(self, mark: str) -> dict[str, Floats] | None:
        """What was saved under a mark; None when there is nothing whole."""
        try:
            with self._path(mark).open("rb") as file, np.load(file, allow_pickle=False) as kept:
                return {name: kept[name] for name in kept.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, mark: str, arrays: dict[str, Floats]) -> None:
        """Keep arrays; a process that reads meanwhile sees all of them or none."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{secrets.token_hex(8)}.writing"
        with draft.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        draft.replace(self._path(mark))
        for old in sorted(self._folder.glob("*.npz"), key=_age, reverse=True)[self._keep :]:
            old.unlink(missing_ok=True)

    def _path(self, mark: str) -> Path:
        return self._folder / f"{mark[:32]}.npz"


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
