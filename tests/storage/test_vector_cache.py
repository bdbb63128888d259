"""Vectors kept from one start to the next."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import numpy as np

from bot.storage.vector_cache import VectorCache, mark_of

ROWS = {"rows": np.arange(12, dtype=np.float32).reshape(4, 3)}


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    """Under its mark only."""
    cache = VectorCache(tmp_path / "knowledge")
    assert cache.load("a" * 64) is None
    cache.save("a" * 64, ROWS)

    kept = cache.load("a" * 64)
    assert kept is not None
    assert np.array_equal(kept["rows"], ROWS["rows"])
    assert cache.load("b" * 64) is None


def test_a_mark_knows_order_and_borders() -> None:
    """Two lists that read alike when joined are not alike."""
    assert mark_of(["ab", "c"]) != mark_of(["a", "bc"])
    assert mark_of(["a", "b"]) != mark_of(["b", "a"])
    assert mark_of(["a", "b"]) == mark_of(("a", "b"))


def test_a_torn_file_counts_as_none(tmp_path: Path) -> None:
    """A full disk or a crash never stops a start."""
    cache = VectorCache(tmp_path)
    cache.save("a" * 64, ROWS)
    path = next(tmp_path.glob("*.npz"))
    path.write_bytes(path.read_bytes()[:40])

    assert cache.load("a" * 64) is None


def test_only_the_newest_few_are_kept(tmp_path: Path) -> None:
    """A folder does not grow with every edit of an article."""
    cache = VectorCache(tmp_path, keep=2)
    for number, mark in enumerate("abcd"):
        cache.save(mark * 64, ROWS)
        os.utime(tmp_path / f"{mark * 32}.npz", (number, number))
    cache.save("e" * 64, ROWS)

    assert sorted(path.stem[0] for path in tmp_path.glob("*.npz")) == ["d", "e"]


def test_processes_that_start_together_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Many writers and readers of one mark: whole rows or none."""
    cache, torn = VectorCache(tmp_path), []

    def work() -> None:
        for _ in range(20):
            cache.save("a" * 64, ROWS)
            kept = cache.load("a" * 64)
            if kept is not None and not np.array_equal(kept["rows"], ROWS["rows"]):
                torn.append(kept)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert torn == []
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]
